/** A question to the person as data: what is asked, what speaks against it, and the keys that answer. Pure. */

import {
	type AdmissionReport,
	type ConsentAnswer,
	type ConsentQuestion,
	type Finding,
	dependencyText,
	type Severity,
	summarisePolicy,
	toDisplay,
} from '../../../sandbox/index.ts';
import type {ChoiceAnswer, ChoiceQuestion, PermissionQuestion} from '../../core/question.ts';
import {type Line, lineOf, type Span, span, type Tone} from '../line.ts';

/** What a person may answer: to a consent, to a tool, or to the model. */
export type ReviewAnswer = ConsentAnswer | Exclude<ChoiceAnswer, {readonly kind: 'nobody'}>;

export interface Choice {
	readonly key: string;
	readonly label: string;
	/** `write` asks for words first, `details` shows more and asks on. */
	readonly answer: ReviewAnswer | 'write' | 'details';
}

/** A line, or a unified diff: how that is drawn depends on the room. Display-safe. */
export type ReviewPart = Line | {readonly diff: string};

export interface Review {
	readonly id: number;
	readonly title: Line;
	/** The gravest findings and what changed; the pane scrolls it where it is longer than its room. */
	readonly body: readonly ReviewPart[];
	/** Everything there is, instead of `body`. */
	readonly details: readonly ReviewPart[];
	/** What would be granted; always seen. */
	readonly asks: Line;
	readonly question: string;
	readonly choices: readonly Choice[];
	/** What words are written for: why not, or the answer itself. */
	readonly words: 'reason' | 'answer';
	/** What Esc and `n` say, and what is said where nobody answers any more. */
	readonly no: ReviewAnswer;
}

const denied: ReviewAnswer = {kind: 'deny', reason: null};

const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'note'];
const tones: Readonly<Record<Severity, Tone>> = {critical: 'bad', high: 'bad', medium: 'warning', low: 'plain', note: 'dim'};
const shownFindings = 3;

/** The review of a consent question. */
export function reviewOf(id: number, {act, report, summary, growth, changedFiles, changes}: ConsentQuestion): Review {
	const findings = sortedFindings(report);
	const hidden = findings.length - shownFindings;
	return {
		id,
		title: [
			span(`${act === 'install' ? 'Install' : 'Run'} `, 'strong'),
			span(reveal(report.name, 80), 'strong'),
			span(' · '),
			...verdictSpans(report),
		],
		body: [
			...findings.slice(0, shownFindings).flatMap(findingLines),
			...report.policy.undeclared.slice(0, shownFindings).map(item => lineOf(`not declared: ${reveal(item)}`, 'warning')),
			...(hidden > 0 ? [lineOf(`and ${hidden} more; d shows them`, 'dim')] : []),
			...(growth.length > 0 ? [lineOf(`new since the last approval: ${growth.map(item => reveal(item)).join(', ')}`, 'warning')] : []),
			...(changedFiles.length > 0
				? [lineOf(`changed files: ${listed(changedFiles)}${changes ? '; d shows the difference' : ''}`, 'warning')]
				: []),
		],
		details: [...detailLines(report, findings), ...changeParts(changes)],
		asks: [
			span('asks for: ', 'dim'),
			span(reveal(summary, 1000), 'strong'),
			...(report.policy.source === 'inferred' ? [span(' (inferred from its code)', 'dim')] : []),
		],
		question: act === 'install' ? 'Install it?' : 'Run it?',
		choices: choicesOf(act),
		words: 'reason',
		no: denied,
	};
}

/** The review of a tool that asks for permission; an edit shows what it changes. */
export function permissionReview(id: number, {tool, summary, detail, isForeign, standing, always}: PermissionQuestion): Review {
	const shown = detail === null ? [] : [diffPart(detail)];
	return {
		id,
		title: [
			span('Allow ', 'strong'),
			span(reveal(tool, 64), 'strong'),
			...(isForeign ? [span(' · text of strangers is in the conversation', 'warning')] : []),
		],
		body: shown,
		details: shown,
		asks: [span(reveal(summary, 1000), 'strong')],
		question: 'Allow it?',
		choices: [
			{key: 'y', label: 'once', answer: {kind: 'once'}},
			...(standing === null ? [] : [{key: 's', label: `session: ${reveal(standing, 120)}`, answer: {kind: 'session'}} as const]),
			...(always === null ? [] : [{key: 'a', label: 'always', answer: {kind: 'always'}} as const]),
			{key: 'r', label: 'no, with a reason', answer: 'write'},
			{key: 'N', label: 'no (default)', answer: denied},
		],
		words: 'reason',
		no: denied,
	};
}

const keptAsRule = 'kept in your settings, for every project; not used while text of strangers is in the conversation';

/** What "always" would save, to be seen before it is. */
export function ruleReview(id: number, {tool, always, kept = keptAsRule}: PermissionQuestion): Review {
	return {
		id,
		title: [span('Always allow ', 'strong'), span(reveal(tool, 64), 'strong')],
		body: (always ?? []).map(rule => lineOf(reveal(rule, 1000), 'code')),
		details: [],
		asks: [span(reveal(kept, 200), 'dim')],
		question: (always?.length ?? 0) > 1 ? 'Save these rules?' : 'Save this rule?',
		choices: [
			{key: 'y', label: 'yes', answer: {kind: 'always'}},
			{key: 'N', label: 'back (default)', answer: denied},
		],
		words: 'reason',
		no: denied,
	};
}

/** The review of a question that the model asks. */
export function choiceReview(id: number, {question, choices}: ChoiceQuestion): Review {
	return {
		id,
		title: [span('The agent asks', 'strong')],
		body: [],
		details: [],
		asks: [span(reveal(question, 1000), 'strong')],
		question: 'Answer:',
		choices: [
			...choices
				.slice(0, 9)
				.map((text, index): Choice => ({key: String(index + 1), label: reveal(text, 80), answer: {kind: 'text', text}})),
			{key: 'w', label: 'in your own words', answer: 'write'},
			{key: 'N', label: 'skip', answer: {kind: 'skip'}},
		],
		words: 'answer',
		no: {kind: 'skip'},
	};
}

/** Who installs once or for a session is asked again when the skill runs. */
function choicesOf(act: ConsentQuestion['act']): readonly Choice[] {
	const yes: readonly Choice[] =
		act === 'install'
			? [
					{key: 'y', label: 'yes', answer: {kind: 'once'}},
					{key: 'a', label: 'yes, and always run this content', answer: {kind: 'always'}},
				]
			: [
					{key: 'y', label: 'once', answer: {kind: 'once'}},
					{key: 's', label: 'session', answer: {kind: 'session'}},
					{key: 'a', label: 'always for this content', answer: {kind: 'always'}},
				];
	return [
		...yes,
		{key: 'd', label: 'details', answer: 'details'},
		{key: 'r', label: 'no, with a reason', answer: 'write'},
		{key: 'N', label: 'no (default)', answer: denied},
	];
}

function detailLines(report: AdmissionReport, findings: readonly Finding[]): readonly Line[] {
	return [
		lineOf(`folder: ${reveal(report.path, 400)}`, 'dim'),
		lineOf(`content: ${report.treeHash}`, 'dim'),
		...findings.flatMap(finding => [...findingLines(finding), [span(`  ${reveal(finding.remedy, 400)}`, 'dim')]]),
		...report.capabilities.map(({kind, detail, file, line}) => lineOf(`can: ${kind} ${reveal(detail)} (${reveal(file)}:${line})`, 'dim')),
		...report.policy.undeclared.map(item => lineOf(`not declared: ${reveal(item)}`, 'warning')),
		lineOf(`policy: ${reveal(summarisePolicy(report.policy.asked), 1000)}`),
		...(report.dependencies.length > 0 ? [lineOf(`depends on: ${listed(report.dependencies.map(dependencyText))}`)] : []),
	];
}

function changeParts(changes: readonly string[] = []): readonly ReviewPart[] {
	return changes.length === 0 ? [] : [lineOf('since the last approval:', 'warning'), diffPart(changes.join('\n'))];
}

function diffPart(text: string): ReviewPart {
	return {diff: toDisplay(text, {multiline: true, reveal: true, maxLength: 200_000})};
}

function findingLines({severity, id, message, file, line, snippet}: Finding): readonly Line[] {
	const place = line > 0 ? `${reveal(file)}:${line}` : reveal(file);
	return [
		[span(severity.toUpperCase(), tones[severity]), span(` ${reveal(id)}  `, 'dim'), span(reveal(message, 400))],
		[span(`  ${place}`, 'link'), ...(snippet ? [span(`  ${reveal(snippet)}`, 'code')] : [])],
	];
}

function verdictSpans({verdict, findings, partial}: AdmissionReport): readonly Span[] {
	const count = findings.filter(({severity, suppressed}) => severity !== 'note' && !suppressed).length;
	const found = count === 0 ? 'no findings' : `${count} finding${count === 1 ? '' : 's'}`;
	return [
		span(verdict, verdict === 'clean' ? 'good' : 'warning'),
		span(` · ${found}${partial ? ' · could not be read in full' : ''}`, 'dim'),
	];
}

function sortedFindings({findings}: AdmissionReport): readonly Finding[] {
	const open = findings.filter(({suppressed}) => !suppressed);
	return open.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

function listed(items: readonly string[]): string {
	const shown = items
		.slice(0, 8)
		.map(item => reveal(item))
		.join(', ');
	return items.length > 8 ? `${shown} and ${items.length - 8} more` : shown;
}

/** What hides or reorders text is shown as its number: here somebody decides by what is read. */
function reveal(text: string, maxLength = 200): string {
	return toDisplay(text, {reveal: true, maxLength});
}
