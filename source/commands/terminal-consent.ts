/**
The consent question at a terminal without the full screen.

A key counts only when it comes alone, 300 ms after the question was drawn and 800 ms after the last
key: what was typed or pasted before the question was read can never answer it, and Enter never grants.
*/

import {
	type AdmissionReport,
	type ConsentAnswer,
	type ConsentPort,
	type ConsentQuestion,
	type Finding,
	dependencyText,
	type Severity,
	summarisePolicy,
	toDisplay,
} from '../../sandbox/index.ts';
import {isInteractive, type Style} from '../core/terminal.ts';
import {type KeyChoice, keyOfNumber, numberedLines, numbersOf} from './numbered-choices.ts';
import type {TerminalAsking} from './terminal-asking.ts';

const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'note'];
const shownFindings = 5;

/** A port that asks at the terminal; without one it answers that nobody is there. */
export function createTerminalConsent({style, onInterrupt, isNumbered = false}: TerminalAsking): ConsentPort {
	return {
		async ask(question, signal) {
			if (!isInteractive() || signal.aborted) {
				return {kind: 'nobody'};
			}

			const answer = await decide(question, {style, onInterrupt, isNumbered}, signal);
			write(`${style.dim(spoken(answer))}\n`);
			return answer;
		},
	};
}

/** The question as text: verdict, the gravest findings, what changed, what is asked, the keys. */
export function drawQuestion({act, report, summary, growth, changedFiles}: ConsentQuestion, style: Style, isNumbered = false): string {
	const findings = sortedFindings(report);
	const hidden = findings.length - shownFindings;
	return [
		style.bold(`Skill ${reveal(report.name)}: ${verdictWord(report, style)}`),
		...findings.slice(0, shownFindings).flatMap(finding => drawFinding(finding, style)),
		...report.policy.undeclared.slice(0, shownFindings).map(item => `  not declared: ${reveal(item)}`),
		...(hidden > 0 ? [style.dim(`  and ${hidden} more; d shows them`)] : []),
		...(growth.length > 0 ? [`  new since the last approval: ${growth.map(item => toDisplay(item, {reveal: true})).join(', ')}`] : []),
		...(changedFiles.length > 0 ? [`  changed files: ${listed(changedFiles)}`] : []),
		`  asks for: ${toDisplay(summary, {reveal: true})}${report.policy.source === 'inferred' ? ' (inferred from its code)' : ''}`,
		isNumbered ? numberedChoices(act) : keysOf(act, '  [d] details'),
	].join('\n');
}

async function decide(
	question: ConsentQuestion,
	{style, onInterrupt, isNumbered}: Required<TerminalAsking>,
	signal: AbortSignal,
): Promise<ConsentAnswer> {
	let text = drawQuestion(question, style, isNumbered);
	const choices = choicesOf(question.act);
	const wipe = isNumbered ? '\n' : '\r\u001B[K';
	for (;;) {
		// What was typed ahead has been echoed on this line: it is wiped.
		const {readKey, readLine} = await import('./terminal-keys.ts');
		const pressed = await readKey(`${isNumbered ? numbersOf(choices) : 'ysadrnN'}\r\n\u001B`, signal, () => write(`${wipe}${text}\n`));
		switch (keyOfNumber(choices, pressed)) {
			case 'y':
				return {kind: 'once'};
			case 's':
				return {kind: 'session'};
			case 'a':
				return {kind: 'always'};
			case 'd':
				text = drawDetails(question, style, isNumbered);
				break;
			case 'r':
				return {kind: 'deny', reason: await readLine('Reason, for the model: ')};
			case 'interrupt':
				onInterrupt();
				return {kind: 'deny', reason: null};
			default:
				return {kind: 'deny', reason: null};
		}
	}
}

function drawDetails({act, report, changes = []}: ConsentQuestion, style: Style, isNumbered: boolean): string {
	return [
		`  folder: ${toDisplay(report.path, {reveal: true})}`,
		`  content: ${report.treeHash}`,
		...sortedFindings(report).flatMap(finding => [
			...drawFinding(finding, style),
			style.dim(
				`    ${toDisplay(finding.remedy, {reveal: true})}${finding.references.length > 0 ? ` (${toDisplay(finding.references.join(', '))})` : ''}`,
			),
		]),
		...report.capabilities.map(({kind, detail, file, line}) => style.dim(`  can: ${kind} ${reveal(detail)} (${reveal(file)}:${line})`)),
		...report.policy.undeclared.map(item => `  not declared: ${reveal(item)}`),
		`  policy: ${reveal(summarisePolicy(report.policy.asked))}`,
		...(report.dependencies.length > 0 ? [`  depends on: ${listed(report.dependencies.map(dependencyText))}`] : []),
		...(changes.length > 0 ? ['  since the last approval:', ...changes.map(line => drawChange(line, style))] : []),
		isNumbered ? numberedChoices(act) : keysOf(act, ''),
	].join('\n');
}

function drawChange(line: string, style: Style): string {
	const shown = `  ${toDisplay(line, {reveal: true, multiline: true})}`;
	return line.startsWith('+') ? style.green(shown) : line.startsWith('-') ? style.red(shown) : shown;
}

/** The keys of a consent in the order in which they are numbered. */
function choicesOf(act: ConsentQuestion['act']): readonly KeyChoice[] {
	return [
		['y', act === 'install' ? 'yes' : 'yes, once'],
		...(act === 'install' ? [] : [['s', 'yes, for this session'] as const]),
		['a', 'yes, always for this content'],
		['d', 'details'],
		['r', 'no, with a reason'],
		['n', 'no'],
	];
}

function numberedChoices(act: ConsentQuestion['act']): string {
	return numberedLines(act === 'install' ? 'Install it?' : 'Run it?', choicesOf(act));
}

/** Who installs once or for a session is asked again when the skill runs. */
function keysOf(act: ConsentQuestion['act'], details: string): string {
	const yes =
		act === 'install'
			? `Install it?  [y] yes  [a] yes, and always run this content${details}`
			: `Run it?  [y] once  [s] session  [a] always for this content${details}`;
	return `${yes}\n         [r] no, with a reason  [N] no (default)`;
}

function drawFinding({severity, id, message, file, line, snippet, demotion}: Finding, style: Style): readonly string[] {
	const label = severity.toUpperCase();
	const colored = severity === 'critical' || severity === 'high' ? style.red(label) : severity === 'medium' ? style.yellow(label) : label;
	const place = line > 0 ? `${reveal(file)}:${line}` : reveal(file);
	return [
		`  ${colored} ${toDisplay(id)}  ${reveal(message)}`,
		style.dim(`    ${place}${snippet ? `  ${reveal(snippet)}` : ''}`),
		...(demotion ? [`    A model holds it harmless: ${reveal(demotion.reason)}`] : []),
	];
}

function sortedFindings({findings}: AdmissionReport): readonly Finding[] {
	const open = findings.filter(({suppressed}) => !suppressed);
	return open.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

function verdictWord({verdict, findings, partial}: AdmissionReport, style: Style): string {
	const count = findings.filter(({severity, suppressed}) => severity !== 'note' && !suppressed).length;
	const found = count === 0 ? 'no findings' : `${count} finding${count === 1 ? '' : 's'}`;
	const word = verdict === 'clean' ? style.green(verdict) : style.yellow(verdict);
	return `${word}, ${found}${partial ? ', could not be read in full' : ''}`;
}

function spoken(answer: ConsentAnswer): string {
	switch (answer.kind) {
		case 'once':
			return 'Allowed once.';
		case 'session':
			return 'Allowed for this session.';
		case 'always':
			return 'Allowed for this content from now on.';
		default:
			return 'Denied.';
	}
}

function listed(items: readonly string[]): string {
	const shown = items.slice(0, 8).map(reveal).join(', ');
	return items.length > 8 ? `${shown} and ${items.length - 8} more` : shown;
}

function reveal(text: string): string {
	return toDisplay(text, {reveal: true, maxLength: 200});
}

function write(text: string): void {
	process.stderr.write(text);
}
