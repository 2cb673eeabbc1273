import {digestOf} from '../base/canonical-json.ts';
import type {AdmissionReport, Finding} from './report.ts';
import {judge} from './verdict.ts';

/** The report with other findings, and the verdict and digest that follow from them. Pure. */
export function rejudge(report: AdmissionReport, findings: readonly Finding[]): AdmissionReport {
	const {treeHash, partial, policy} = report;
	const verdict = judge({findings, partial, undeclared: policy.undeclared});
	return {...report, findings, verdict, digest: digestOf({treeHash, verdict, findings, asked: policy.asked})};
}
