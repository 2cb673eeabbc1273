/**
Whether a skill may run, asking a person only when nothing else has answered.

Order: blocked never; nothing asked for, nothing asked; level 2; the command's own `--approve`; what a person said
before; the person; and where there is none, a question left for `skilllite approve`.
*/

import {toDisplay} from '../base/display.ts';
import {PolicyError, SkillLiteError} from '../base/errors.ts';
import {isEmptyAsk, policyGrowth} from '../policy-growth.ts';
import type {Policy} from '../policy.ts';
import {summarisePolicy} from '../policy-summary.ts';
import type {ConsentPort, ConsentQuestion} from './consent-port.ts';
import {type Grant, lastConsentOf, recall, remember} from './consent-store.ts';
import {compareMarks, type FileMarks} from './file-marks.ts';
import type {Inventory} from './inventory.ts';
import {createPending} from './pending.ts';
import type {AdmissionReport, Finding, Severity} from './report.ts';

export interface ConsentRequest {
	/** What the consent is for; running where it is left out. */
	readonly act?: 'run' | 'install';
	readonly report: AdmissionReport;
	/** What would be granted: asked, and what this command's own `--allow-*` flags add. */
	readonly requested: Policy;
	/** The worst verdict accepted unasked. */
	readonly approve: 'none' | 'clean' | 'confirm';
	readonly level: 1 | 2 | 3;
	/** Whether a consent that was stored for longer does not count for what writes or reaches out. */
	readonly askAgain?: boolean;
	readonly port: ConsentPort;
	readonly signal: AbortSignal;
	/** Of the tree that was scanned, to show later what changed. */
	readonly files?: FileMarks;
	/** What was scanned, to show the difference of its text. */
	readonly inventory?: Inventory;
}

export interface Consent {
	readonly granted: true;
	/** For the audit log: what answered. */
	readonly how: 'not-needed' | 'level' | 'approve' | 'always' | 'session' | 'once' | 'stored-always' | 'stored-session' | 'stored-once';
}

/** `consent-needed`, with the id of the question that was left for a person. */
export class ConsentNeededError extends PolicyError {
	readonly scanId: string;

	constructor(message: string, scanId: string) {
		super('consent-needed', message, {
			hint: `Run "skilllite approve ${scanId}" in a terminal within 300 seconds and then this command again, or add --approve confirm.`,
		});
		this.scanId = scanId;
	}
}

/**
Consent to one run, or a PolicyError: `blocked`, `consent-refused` (with the person's reason) or `consent-needed`.

- What a person must approve is what the skill asks for (`report.policy.asked`); `--allow-*` flags are themselves a person's word
  for this run, are part of the summary, and are never remembered.
- `--approve clean` takes a clean skill with a policy it declares; one that was inferred needs `confirm`.
- A failing port, an abort or a damaged store throws: never a grant.
*/
export async function obtainConsent(request: ConsentRequest): Promise<Consent> {
	const {report, level, requested} = request;
	const {verdict} = report;
	if (verdict === 'blocked') {
		throw blocked(report, request.act);
	}

	const asked = report.policy.asked;
	if (verdict === 'clean' && isEmptyAsk(asked)) {
		return {granted: true, how: 'not-needed'};
	}

	if (level === 2) {
		return {granted: true, how: 'level'};
	}

	if (isApproved(request)) {
		return {granted: true, how: 'approve'};
	}

	const grant: Grant = {treeHash: report.treeHash, policy: asked, verdict, name: report.name, files: request.files ?? {}};
	const stored = recall(grant);
	const isCounted = stored === 'once' || !(request.askAgain && reachesOut(requested));
	return stored && isCounted ? {granted: true, how: `stored-${stored}`} : askPerson(request, grant);
}

function reachesOut({network, filesystem}: Policy): boolean {
	return network.allow.length + filesystem.write.length > 0;
}

/** What a person is asked: the summary of what would be granted, and the difference to what was approved before. */
export function consentQuestion({act = 'run', report, requested, files}: ConsentRequest): ConsentQuestion {
	const last = lastConsentOf(report.name);
	const changes = last && files && Object.keys(last.files).length > 0 ? compareMarks(last.files, files) : undefined;
	return {
		act,
		report,
		summary: toDisplay(summarisePolicy(requested), {reveal: true}),
		growth: last ? policyGrowth(last.policy, requested).map(phrase => toDisplay(phrase, {reveal: true})) : [],
		changedFiles: changes
			? [...changes.changed, ...changes.added, ...changes.removed].sort().map(path => toDisplay(path, {reveal: true}))
			: [],
	};
}

/** Only a question that is really asked pays for the comparison. */
async function changesOf({report, inventory}: ConsentRequest): Promise<Pick<ConsentQuestion, 'changes'>> {
	const last = lastConsentOf(report.name);
	if (!last || !inventory || Object.keys(last.files).length === 0) {
		return {};
	}

	const changes = (await import('./text-changes.ts')).textChanges(last, inventory);
	return changes.length > 0 ? {changes} : {};
}

async function askPerson(request: ConsentRequest, grant: Grant): Promise<Consent> {
	const {port, signal} = request;
	assertGoing(signal);
	const question = {...consentQuestion(request), ...(await changesOf(request))};
	const answer = await port.ask(question, signal);
	assertGoing(signal);
	switch (answer.kind) {
		case 'always':
		case 'session':
			remember(grant, answer.kind);
			return {granted: true, how: answer.kind};
		case 'once':
			return {granted: true, how: 'once'};
		case 'deny':
			throw refused(request, answer.reason);
		case 'nobody':
			throw needed(question, grant);
		default:
			// A port in JavaScript may answer anything: only the words above grant.
			throw refused(request, null);
	}
}

/** `--approve clean` is for what the skill declares; what was only inferred from its code is a person's to confirm. */
function isApproved({report, approve}: ConsentRequest): boolean {
	const isModest = report.verdict === 'clean' && (report.policy.source === 'declared' || isEmptyAsk(report.policy.asked));
	return approve === 'confirm' || (approve === 'clean' && isModest);
}

function assertGoing(signal: AbortSignal): void {
	if (signal.aborted) {
		throw new SkillLiteError('interrupted', 'Interrupted while waiting for consent; nothing was run.');
	}
}

function blocked(report: AdmissionReport, act: ConsentRequest['act'] = 'run'): PolicyError {
	const worst = worstFinding(report);
	const why = worst ? `${describe(worst)} (${worst.id}, ${placeOf(worst)})` : 'the scan found it dangerous';
	return new PolicyError('blocked', `Cannot ${act} the skill ${nameOf(report)}: it is blocked: ${why}.`, {
		hint:
			act === 'install'
				? 'Only a person can have it all the same, in a terminal, with --override-blocked.'
				: `"skilllite scan ${toDisplay(report.path)}" shows every finding.`,
	});
}

function refused({act = 'run', report}: ConsentRequest, reason: string | null): PolicyError {
	const because = reason ? `: ${toDisplay(reason, {maxLength: 500})}` : '';
	return new PolicyError('consent-refused', `Did not ${act} the skill ${nameOf(report)}: consent was refused${because}.`);
}

function needed(question: ConsentQuestion, grant: Grant): ConsentNeededError {
	const {act = 'run', report, summary} = question;
	const worst = report.verdict === 'confirm' ? worstFinding(report) : undefined;
	const undeclared = report.policy.undeclared.map(phrase => toDisplay(phrase, {reveal: true})).join(', ');
	const why = worst
		? `${describe(worst)} (${worst.id}, ${placeOf(worst)}); it would get ${summary}`
		: `it asks for ${summary}${undeclared === '' ? '' : `, and its code does more than it declares (${undeclared})`}`;
	const scanId = createPending({question, policy: grant.policy, files: grant.files});
	const message = `Cannot ${act} the skill ${nameOf(report)} without consent: ${why}.`;
	return new ConsentNeededError(message, scanId);
}

const severities: readonly Severity[] = ['note', 'low', 'medium', 'high', 'critical'];

function worstFinding(report: AdmissionReport): Finding | undefined {
	const open = report.findings.filter(finding => !finding.suppressed);
	return open.toSorted((a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity))[0];
}

function describe(finding: Finding): string {
	return toDisplay(finding.message, {maxLength: 300, reveal: true}).replace(/\.$/, '');
}

function placeOf({file, line}: Finding): string {
	return line > 0 ? `${toDisplay(file, {reveal: true})}:${line}` : toDisplay(file, {reveal: true});
}

function nameOf(report: AdmissionReport): string {
	return `"${toDisplay(report.name, {maxLength: 100, reveal: true})}"`;
}
