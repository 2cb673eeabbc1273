/** What a model has to say of a skill, and the report with it. */

import {digestOf} from '../../base/canonical-json.ts';
import {inOrder} from '../findings.ts';
import type {AdmissionReport, Demotion, Finding, ModelReview} from '../report.ts';
import {judge} from '../verdict.ts';

export interface Opinion {
	readonly review: ModelReview;
	/** Of the model. */
	readonly findings: readonly Finding[];
	/** By the place of a finding in the report that was asked about; empty, or one for each that asks. */
	readonly demotions: readonly {readonly index: number; readonly demotion: Demotion}[];
}

/** The report with a model's opinion: findings added, findings taken back, the verdict and digest that follow. */
export function withOpinion(report: AdmissionReport, {review, findings, demotions}: Opinion): AdmissionReport {
	const taken = new Map(demotions.map(({index, demotion}) => [index, demotion]));
	const own = report.findings.map((finding, index) => {
		const demotion = taken.get(index);
		return demotion ? {...finding, demotion} : finding;
	});
	const all = findings.length > 0 ? inOrder([...own, ...findings]) : own;
	const {treeHash, partial, policy} = report;
	const verdict = judge({findings: all, partial, undeclared: policy.undeclared});
	return {
		...report,
		verdict,
		digest: digestOf({treeHash, verdict, findings: all, asked: policy.asked}),
		findings: all,
		model: review,
	};
}

/** The report of a skill that no model looked at, though one was to; `reason` is a phrase. */
export function withoutModel(report: AdmissionReport, reason: string): AdmissionReport {
	return {...report, model: {state: 'unavailable', model: null, reason}};
}
