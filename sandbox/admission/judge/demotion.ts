/**
Taking back a `confirm`: when a model may be asked to, and when it is believed.

A model can be talked round by what it reads, so its word alone is not enough. It must see the whole skill, the skill
must hold nothing that is meant for it, and it must answer every finding under a handle drawn for this question, each
with a quote of the very line that the finding is about.
*/

import {toDisplay} from '../../base/display.ts';
import {isAtLeast} from '../findings.ts';
import type {AdmissionReport, Demotion, Finding} from '../report.ts';
import type {Exhibits} from './exhibits.ts';
import {placesOf} from './model-findings.ts';
import type {Claim} from './questions.ts';
import type {Weighed} from './read-answer.ts';
import {masked} from './shown-text.ts';

/** Hidden text, text for whoever examines the skill, and text that sets other instructions aside: all of it may be meant for the model. */
const untouchable = /^SL-(?:HIDDEN|JUDGE|OVERRIDE)-/;
const mostClaims = 30;
const shortestReason = 10;

/** The findings that a model would have to answer for. */
export function claimsOf({findings}: AdmissionReport): readonly Finding[] {
	return findings.filter(finding => !finding.suppressed && (isAsking(finding) || isReadable(finding)));
}

/** Whether a finding makes the verdict `confirm`. */
export function isAsking({severity, suppressed}: Finding): boolean {
	return !suppressed && isAtLeast(severity, 'medium');
}

/** Why a model cannot take back the `confirm` of this report, as a sentence; undefined when it may be asked. */
export function demotionBar(report: AdmissionReport, {texts, unseen}: Exhibits, wholeChars: number): string | undefined {
	if (report.partial) {
		return 'Not everything could be read.';
	}

	if (report.policy.undeclared.length > 0) {
		return 'Its code does more than it declares.';
	}

	const bait = report.findings.find(({id}) => untouchable.test(id));
	if (bait) {
		return `It holds text that may be meant for the model (${bait.id}).`;
	}

	const claims = claimsOf(report);
	if (unseen.length > 0 || claims.length > mostClaims || charactersOf(texts) > wholeChars) {
		return 'It is too large to be judged as a whole.';
	}

	const fact = claims.find(finding => !isReadable(finding));
	if (fact) {
		return `Reading cannot settle ${fact.id}.`;
	}

	return claims.every(({file}) => texts.has(file)) ? undefined : 'A finding is in a file that the model cannot read.';
}

export type Weighing =
	| {readonly accepted: true; readonly demotions: ReadonlyMap<Finding, Demotion>}
	| {readonly accepted: false; readonly reason: string};

/** Whether the answers take every claim back. One that is missing, held harmful or without its line as a quote, and none is. */
export function weigh(claims: readonly Claim[], weighed: readonly Weighed[], texts: ReadonlyMap<string, string>): Weighing {
	const demotions = new Map<Finding, Demotion>();
	for (const {handle, finding} of claims) {
		const answers = weighed.filter(({claim}) => claim === handle);
		const [answer] = answers;
		if (!answer || answers.length > 1) {
			return refused(finding, 'did not answer');
		}

		if (!answer.harmless) {
			return refused(finding, 'does not hold harmless');
		}

		if (!isEvidence(answer.quote, finding, texts.get(finding.file) ?? '')) {
			return refused(finding, 'did not quote the line of');
		}

		if (answer.reason.trim().length < shortestReason) {
			return refused(finding, 'gave no reason for');
		}

		demotions.set(finding, {
			reason: toDisplay(answer.reason, {maxLength: 300, reveal: true}),
			quote: toDisplay(answer.quote.trim(), {maxLength: 200, reveal: true}),
		});
	}

	return {accepted: true, demotions};
}

function refused({id, file, line}: Finding, what: string): Weighing {
	return {accepted: false, reason: `The model ${what} ${id} (${toDisplay(file, {maxLength: 100, reveal: true})}:${line}).`};
}

/** What a reader of the skill can settle. Advisories and what was seen at run time are facts from elsewhere. */
function isReadable({layer}: Finding): boolean {
	return layer === 'code' || layer === 'instructions' || layer === 'files';
}

/** The quote touches the line of the finding, and nothing in it was masked: the model must have seen what it excuses. */
function isEvidence(quote: string, {line}: Finding, text: string): boolean {
	const lines = text.split('\n');
	const start = lines.slice(0, Math.max(0, line - 1)).reduce((sum, before) => sum + before.length + 1, 0);
	const end = line === 0 ? text.length : start + (lines[line - 1] ?? '').length;
	const isSeen = line === 0 || !text.slice(start, end).includes(masked);
	return isSeen && !quote.includes(masked) && placesOf(quote, text).some(place => place.start < end && place.end > start);
}

function charactersOf(texts: ReadonlyMap<string, string>): number {
	return [...texts.values()].reduce((sum, {length}) => sum + length, 0);
}
