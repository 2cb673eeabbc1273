/** One message, one answer, one exit code. */

import {exitCodeOf, exitCodeOfRun, SkillLiteError, UsageError} from '../../sandbox/index.ts';
import type {AgentEvent, ChatResult, ToolSummary} from '../core/events.ts';
import type {Flags} from '../core/parse-arguments.ts';
import type {Output} from './output.ts';
import {createJsonPrinter, createPlainPrinter, createStreamPrinter, type PlainPrinterOptions, type TurnPrinter} from './turn-printer.ts';

export type OutputFormat = 'text' | 'json' | 'stream-json';

/** How the answer is printed, from `--output-format` and `--json`. */
export function formatByFlags(flags: Flags): OutputFormat {
	const format = flags.text('output-format');
	if (format === 'json' || format === 'stream-json') {
		return format;
	}

	return flags.has('json') ? 'json' : 'text';
}

/** The message of `--message`, with `-` read from stdin; undefined when there is none. Throws a UsageError for an empty one. */
export async function readMessage(flags: Flags, signal: AbortSignal): Promise<string | undefined> {
	let message = flags.text('message');
	if (message === '-') {
		const {readStdin} = await import('./read-stdin.ts');
		message = await readStdin(undefined, signal);
	}

	if (message !== undefined && message.trim() === '') {
		throw new UsageError('The message is empty.', {hint: 'Write it after --message, or send it on stdin with --message -.'});
	}

	return message;
}

export function createPrinter(format: OutputFormat, output: Output, options: PlainPrinterOptions): TurnPrinter {
	switch (format) {
		case 'json':
			return createJsonPrinter(output);
		case 'stream-json':
			return createStreamPrinter(output);
		default:
			return createPlainPrinter(output, options);
	}
}

export interface PrintedTurn {
	readonly result: ChatResult;
	/** How the last tool ended, if it did not end well; null otherwise. */
	readonly failed: ToolSummary['ended'] | null;
}

/** Print one turn and give its result; throws what the agent throws, and an `internal` error for a turn without an end. */
export async function printTurn(events: AsyncIterable<AgentEvent>, printer: TurnPrinter): Promise<PrintedTurn> {
	let result: ChatResult | null = null;
	let failed: PrintedTurn['failed'] = null;
	try {
		for await (const event of events) {
			printer.event(event);
			if (event.type === 'turn.end') {
				result = event.result;
			} else if (event.type === 'tool.end') {
				failed = event.ok ? null : event.ended;
			}
		}
	} finally {
		printer.settle();
	}

	if (result === null) {
		throw new SkillLiteError('internal', 'The turn ended without a result.');
	}

	return {result, failed};
}

/**
The exit code of a turn.

A model that answered after a failed tool has answered: 0. The offline planner does not converse, so there
the failure of the tool is the failure of the turn.
*/
export function exitCodeOfTurn({result, failed}: PrintedTurn, offline: boolean): number {
	if (result.error !== null) {
		return exitCodeOf(result.error.code);
	}

	switch (result.ended) {
		case 'interrupted':
			return exitCodeOf('interrupted');
		case 'limit':
			return exitCodeOf('limit');
		case 'refused':
			return exitCodeOf('consent-needed');
		default:
			break;
	}

	// Refused by nobody: the skill could not even be started.
	if (offline && failed === 'refused' && result.refused.length === 0) {
		return exitCodeOf('skill-failed');
	}

	if (offline && failed !== null && failed !== 'refused') {
		return failed === 'invalid' ? exitCodeOf('input-invalid') : exitCodeOfRun({ok: false, ended: failed});
	}

	return result.ok ? 0 : exitCodeOf('skill-failed');
}
