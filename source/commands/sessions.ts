/** `skilllite sessions`: the transcripts of conversations: list, show, export, remove. */

import {readFileSync} from 'node:fs';
import {ConfigError, exitCodeOf, toDisplay, toDisplayJson, UsageError} from '../../sandbox/index.ts';
import {isInteractive} from '../core/terminal.ts';
import {readDialogue, textWithImages, type Utterance} from '../session/dialogue.ts';
import {findSession, listSessions, removeSession, type SessionSummary} from '../session/session-list.ts';
import type {CommandContext} from './command.ts';
import type {Output} from './output.ts';
import {formatTable} from './table.ts';

export async function sessions(context: CommandContext): Promise<number> {
	const [action = 'list', id] = context.positionals;
	if (action === 'list') {
		return list(context.output);
	}

	if (id === undefined) {
		throw new UsageError(`The command sessions ${action} needs a session.`, {hint: 'skilllite sessions list shows which there are.'});
	}

	switch (action) {
		case 'show':
			return show(findSession(id), context.output);
		case 'export':
			return exportOne(findSession(id), context);
		case 'remove':
			return remove(findSession(id), context);
		default:
			throw new UsageError(`There is no command sessions ${JSON.stringify(toDisplay(action))}.`, {
				hint: 'Write list, show, export or remove.',
			});
	}
}

function list(output: Output): number {
	const found = listSessions();
	if (output.json) {
		output.document({sessions: found});
	} else if (found.length === 0) {
		output.note('There are no sessions yet.');
	} else {
		output.data(formatTable(['SESSION', 'LAST USED', 'SIZE', 'PROJECT', 'FIRST MESSAGE'], found.map(row), output.dataStyle));
	}

	return 0;
}

function row({id, lastUsed, bytes, project, title, isOpen}: SessionSummary): readonly string[] {
	return [
		toDisplay(id, {reveal: true}),
		isOpen ? 'open now' : lastUsed.slice(0, 16).replace('T', ' '),
		`${(bytes / 1024).toFixed(1)} KB`,
		project === null ? '-' : toDisplay(project.split('/').at(-1) ?? '', {reveal: true, maxLength: 24}),
		toDisplay(title, {reveal: true, maxLength: 60}) || '-',
	];
}

function show(session: SessionSummary, output: Output): number {
	const dialogue = readDialogue(readTranscript(session));
	if (output.json) {
		output.document({...session, dialogue});
	} else {
		output.data(`${dialogue.map(utterance => describe(utterance, output)).join('\n\n')}\n`);
	}

	return 0;
}

function describe(utterance: Utterance, {dataStyle}: Output): string {
	const text = toDisplay(utterance.kind === 'user' ? textWithImages(utterance) : utterance.text, {multiline: true, reveal: true}).trimEnd();
	if (utterance.kind !== 'tool') {
		return `${dataStyle.bold(utterance.kind === 'user' ? 'you' : utterance.kind)}\n${text}`;
	}

	const {name, ok, ended} = utterance;
	const given = toDisplay(utterance.arguments, {reveal: true, maxLength: 200});
	const head = `${toDisplay(name, {maxLength: 64})} ${given}: ${ok ? 'done' : toDisplay(ended ?? 'interrupted')}`;
	const lines = text === '' ? [] : text.split('\n').slice(0, 12);
	return [dataStyle.dim(head), ...lines.map(line => dataStyle.dim(`  ${line}`))].join('\n');
}

async function exportOne(session: SessionSummary, {flags, output}: CommandContext): Promise<number> {
	const transcript = readTranscript(session);
	switch (flags.text('format') ?? (output.json ? 'jsonl' : 'md')) {
		case 'html': {
			const {exportHtml} = await import('../session/export-html.ts');
			output.data(exportHtml(session, readDialogue(transcript)));
			break;
		}
		case 'md': {
			const {exportMarkdown} = await import('../session/export-markdown.ts');
			output.data(exportMarkdown(session, readDialogue(transcript)));
			break;
		}
		default:
			output.data(toDisplayJson(transcript));
	}

	return 0;
}

async function remove(session: SessionSummary, {flags, project, output, interrupts}: CommandContext): Promise<number> {
	if (isInteractive() && !flags.has('yes') && !output.json && !(await confirm(session, {project, interrupts}))) {
		output.note('Nothing was removed.');
		return exitCodeOf('consent-refused');
	}

	removeSession(session);
	if (output.json) {
		output.document({removed: session.id});
	} else {
		output.data(`${toDisplay(session.id)}: removed\n`);
	}

	return 0;
}

async function confirm(
	{id, title}: SessionSummary,
	{project, interrupts}: Pick<CommandContext, 'project' | 'interrupts'>,
): Promise<boolean> {
	const {isConfirmed} = await import('./read-yes.ts');
	const what = [toDisplay(id, {reveal: true}), toDisplay(title, {reveal: true, maxLength: 60})].filter(Boolean).join(': ');
	return isConfirmed(`Remove the session ${what}?`, project, interrupts.signal);
}

function readTranscript({id, path}: SessionSummary): string {
	try {
		return readFileSync(path, 'utf8');
	} catch (cause) {
		throw new ConfigError(`Cannot read the session "${id}".`, {cause});
	}
}
