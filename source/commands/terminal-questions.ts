/**
Questions of tools at a terminal without the full screen: permission for one call, or a choice for the model.

Keys count as in the consent to a skill: alone, after the question was drawn, and Enter never grants.
*/

import {toDisplay} from '../../sandbox/index.ts';
import type {ChoiceAnswer, ChoiceQuestion, PermissionAnswer, PermissionQuestion, QuestionPort} from '../core/question.ts';
import {isInteractive, type Style} from '../core/terminal.ts';
import {type KeyChoice, keyOfNumber, numberedLines, numbersOf} from './numbered-choices.ts';
import type {TerminalAsking} from './terminal-asking.ts';

const shownLines = 60;

/** A port that asks at the terminal; without one it answers that nobody is there. */
export function createTerminalQuestions({style, onInterrupt, isNumbered = false}: TerminalAsking): QuestionPort {
	return {
		async permit(question, signal) {
			if (!isInteractive() || signal.aborted) {
				return {kind: 'nobody'};
			}

			const answer = await decide(question, {style, onInterrupt, isNumbered}, signal);
			write(`${style.dim(spoken(answer, question))}\n`);
			return answer;
		},
		async choose(question, signal) {
			return !isInteractive() || signal.aborted ? {kind: 'nobody'} : choose(question, {style, onInterrupt, isNumbered}, signal);
		},
	};
}

/** The question as text: what would happen, the difference or command, whose words may be behind it, the keys. */
export function drawPermission(question: PermissionQuestion, style: Style, isWhole = false, isNumbered = false): string {
	const {tool, summary, detail, isForeign, standing, always} = question;
	const lines = detail === null || detail === '' ? [] : detail.split('\n');
	const shown = isWhole ? lines : lines.slice(0, shownLines);
	const hidden = lines.length - shown.length;
	return [
		style.bold(`${reveal(tool)}: ${reveal(summary)}`),
		...shown.map(line => drawLine(line, tool, style)),
		...(hidden > 0 ? [style.yellow(`  and ${hidden} more lines that are not shown; d shows them`)] : []),
		...(isForeign
			? [style.yellow('  Text of strangers (a page, a file, a paste) is in this conversation and may be why this is asked.')]
			: []),
		...(isNumbered
			? [numberedLines('Allow it?', choicesOf(question))]
			: [
					`Allow it?  [y] once${standing === null ? '' : `  [s] for this session: ${reveal(standing)}`}${always === null ? '' : '  [a] always, by a rule'}${hidden > 0 ? '  [d] details' : ''}`,
					'           [r] no, with a reason  [N] no (default)',
				]),
	].join('\n');
}

async function decide(
	question: PermissionQuestion,
	{style, onInterrupt, isNumbered}: Required<TerminalAsking>,
	signal: AbortSignal,
): Promise<PermissionAnswer> {
	const {readKey, readLine} = await import('./terminal-keys.ts');
	let text = drawPermission(question, style, false, isNumbered);
	const choices = choicesOf(question);
	const keys = `${isNumbered ? numbersOf(choices) : `N${choices.map(([key]) => key).join('')}`}\r\n\u001B`;
	const wipe = isNumbered ? '\n' : '\r\u001B[K';
	for (;;) {
		switch (keyOfNumber(choices, await readKey(keys, signal, () => write(`${wipe}${text}\n`)))) {
			case 'y':
				return {kind: 'once'};
			case 's':
				return {kind: 'session'};
			case 'a':
				if (await confirmsRules(question, isNumbered, signal)) {
					return {kind: 'always'};
				}

				break;
			case 'd':
				text = drawPermission(question, style, true, isNumbered);
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

/** The keys of a permission in the order in which they are numbered. */
function choicesOf({standing, always}: PermissionQuestion): readonly KeyChoice[] {
	return [
		['y', 'yes, once'],
		...(standing === null ? [] : [['s', `yes, for this session: ${reveal(standing)}`] as const]),
		...(always === null ? [] : [['a', 'yes, always, by a rule'] as const]),
		['d', 'details'],
		['r', 'no, with a reason'],
		['n', 'no'],
	];
}

/** The rules are seen before they are saved. */
async function confirmsRules({always, kept}: PermissionQuestion, isNumbered: boolean, signal: AbortSignal): Promise<boolean> {
	const {readYes} = await import('./read-yes.ts');
	const rules = (always ?? []).map(rule => `  ${reveal(rule)}`);
	const head = [kept === undefined ? 'For every project from now on:' : `From now on (${reveal(kept)}):`, ...rules].join('\n');
	return (await readYes({head, question: 'Save it?', yes: 'yes', no: 'back'}, isNumbered, signal)) === 'yes';
}

function spoken({kind}: PermissionAnswer, {kept}: PermissionQuestion): string {
	switch (kind) {
		case 'once':
			return 'Allowed once.';
		case 'session':
			return 'Allowed for this session.';
		case 'always':
			return kept === undefined ? 'Allowed from now on; /permissions shows the rule.' : 'Allowed from now on.';
		default:
			return 'Denied.';
	}
}

async function choose(
	{question, choices}: ChoiceQuestion,
	{style, onInterrupt, isNumbered}: Required<TerminalAsking>,
	signal: AbortSignal,
): Promise<ChoiceAnswer> {
	const {readKey, readLine} = await import('./terminal-keys.ts');
	const head = style.bold(toDisplay(question, {multiline: true, reveal: true, maxLength: 2000}));
	if (choices.length === 0) {
		write(`\r\u001B[K${head}\n`);
		const text = await readLine('Answer: ');
		return text === null ? {kind: 'skip'} : {kind: 'text', text};
	}

	const drawn = [head, ...choiceLines(choices, isNumbered)].join('\n');
	const digits = choices.map((_, index) => String(index + 1)).join('');
	const wipe = isNumbered ? '\n' : '\r\u001B[K';
	const other = isNumbered ? '0' : 't';
	const key = await readKey(`${digits}${other}${isNumbered ? '' : 'nN'}\r\n\u001B`, signal, () => write(`${wipe}${drawn}\n`));
	if (key === other) {
		const text = await readLine('Answer: ');
		return text === null ? {kind: 'skip'} : {kind: 'text', text};
	}

	if (key === 'interrupt') {
		onInterrupt();
	}

	const choice = key.length === 1 && digits.includes(key) ? choices[Number(key) - 1] : undefined;
	return choice === undefined ? {kind: 'skip'} : {kind: 'text', text: choice};
}

/** There are at most nine choices, so nought is free for an answer of one's own. */
export function choiceLines(choices: readonly string[], isNumbered: boolean): readonly string[] {
	return isNumbered
		? [
				...choices.map((choice, index) => `${index + 1} ${reveal(choice)}`),
				'0 something else',
				'Type a number; Enter is no answer (default).',
			]
		: [...choices.map((choice, index) => `  [${index + 1}] ${reveal(choice)}`), '  [t] something else  [N] no answer (default)'];
}

function drawLine(line: string, tool: string, style: Style): string {
	const shown = `  ${toDisplay(line, {reveal: true})}`;
	if (!/^(?:write_file|edit_file|delete)$/.test(tool)) {
		return shown;
	}

	return line.startsWith('+') ? style.green(shown) : line.startsWith('-') ? style.red(shown) : shown;
}

function reveal(text: string): string {
	return toDisplay(text, {reveal: true, maxLength: 500});
}

function write(text: string): void {
	process.stderr.write(text);
}
