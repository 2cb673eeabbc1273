/** Turns the stream of agent events into what a person reads on plain lines, or into JSON lines. */

import {type Backend, deniedLine, toDisplay} from '../../sandbox/index.ts';
import {callLine} from '../core/call-line.ts';
import type {AgentEvent, ChatResult, TurnEventBody} from '../core/events.ts';
import {imageLine} from '../core/image.ts';
import {noProgress, type Progress, type StartProgress} from '../core/progress.ts';
import {type Output, sayError} from './output.ts';

export interface TurnPrinter {
	/** Show one event. */
	event(event: AgentEvent): void;
	/** Stop whatever still moves; a consent question calls this too. */
	settle(): void;
}

export interface PlainPrinterOptions {
	/** The sandbox level of this session, for the line about what was used. */
	readonly level: 1 | 2 | 3;
	/** Print text as it comes; otherwise the answer is printed whole at the end. */
	readonly live: boolean;
	/** For a screen reader: each line says whose it is, and nothing turns. */
	readonly labelled?: boolean;
}

const marks = {pending: '[ ]', active: '[>]', done: '[x]', dropped: '[-]'} as const;

interface ToolUse {
	readonly names: string[];
	wallMs: number;
	maxRssBytes: number;
	backend: Backend | null;
}

/** The answer on stdout; tools, denials, retries and one line about what was used on stderr. */
export function createPlainPrinter(output: Output, {level, live, labelled = false}: PlainPrinterOptions): TurnPrinter {
	const startProgress: StartProgress = labelled ? noProgress : output.progress;
	let progress: Progress | null = null;
	let used: ToolUse = noUse();
	/** Those of the helper that works, by their ids. */
	const helperCalls = new Map<string, string>();
	/** The line on stdout is not ended yet. */
	let open = false;

	function settle(): void {
		progress?.stop();
		progress = null;
	}

	function endLine(): void {
		if (open) {
			output.data('\n');
			open = false;
		}
	}

	function say(line: string): void {
		settle();
		endLine();
		output.note(line);
	}

	function finish(result: ChatResult): void {
		settle();
		if (live) {
			endLine();
		} else if (result.text !== '') {
			output.data(`${labelled ? 'Agent: ' : ''}${toDisplay(result.text, {multiline: true}).trimEnd()}\n`);
		}

		sayEnding(result, output);
		const line = usageLine(result, used, level);
		if (line !== '') {
			output.note(output.style.dim(line));
		}

		used = noUse();
	}

	function sayRetry({delayMs, attempt, reason}: TurnEventBody & {readonly type: 'retry'}): void {
		const why = toDisplay(reason, {maxLength: 200});
		say(output.style.yellow(delayMs === 0 ? why : `trying again in ${(delayMs / 1000).toFixed(1)} s (${attempt}): ${why}`));
	}

	/** The calls of a helper, a line each when they are over. */
	function nested(event: TurnEventBody): void {
		switch (event.type) {
			case 'tool.request':
				helperCalls.set(event.id, toDisplay(callLine(event.name, event.arguments), {maxLength: 120}));
				break;
			case 'tool.end': {
				const how = event.ok ? 'done' : event.ended === 'exit' ? 'failed' : event.ended;
				say(output.style.dim(`  ${labelled ? 'Helper: ' : ''}${helperCalls.get(event.id) ?? name(event.name)}: ${how}`));
				if (event.denied.length > 0) {
					say(output.style.yellow(`  ${name(event.name)}: ${deniedLine(event.denied)}`));
				}

				progress = live ? startProgress('the helper works') : null;
				break;
			}
			case 'retry':
				sayRetry(event);
				break;
			default:
			// Its words are for the agent.
		}
	}

	function event(event: AgentEvent): void {
		switch (event.type) {
			case 'text.delta':
				if (live && event.text !== '') {
					settle();
					output.data(`${labelled && !open ? 'Agent: ' : ''}${toDisplay(event.text, {multiline: true})}`);
					open = true;
				}

				break;
			case 'turn.start':
				for (const image of event.images ?? []) {
					say(output.style.dim(imageLine(image)));
				}

				break;
			case 'step.start':
				settle();
				progress = startProgress('thinking');
				break;
			case 'tool.start':
				settle();
				endLine();
				progress = startProgress(`running ${name(event.name)}`);
				break;
			case 'tool.end':
				settle();
				helperCalls.clear();
				note(event, used);
				if (labelled) {
					say(
						`Tool ${name(event.name)}: ${event.ok ? 'done' : `failed (${event.ended})`}${event.usage ? ` in ${formatMs(event.usage.wallMs)}` : ''}`,
					);
				}

				if (event.denied.length > 0) {
					say(output.style.yellow(`${name(event.name)}: ${deniedLine(event.denied)}`));
				}

				if (output.verbose) {
					say(output.style.dim(`${name(event.name)}: ${event.ended}, ${toDisplay(event.text, {maxLength: 400})}`));
				}

				break;
			case 'plan.update':
				for (const {title, status} of event.tasks) {
					say(output.style.dim(`${marks[status]} ${toDisplay(title, {maxLength: 100})}`));
				}

				break;
			case 'tool.admission':
				if (event.report.verdict !== 'clean') {
					say(`${name(event.report.name)}: scanned, ${event.report.verdict}`);
				}

				break;
			case 'retry':
				sayRetry(event);
				break;
			case 'nested':
				nested(event.event);
				break;
			case 'turn.end':
				finish(event.result);
				break;
			default:
			// Everything else is for richer displays; the answer and its cost are what a line printer has room for.
		}
	}

	return {event, settle};
}

/** One JSON object a line; the last is the result, without the envelope of an event. */
export function createStreamPrinter(output: Output): TurnPrinter {
	return {
		event(event) {
			output.line(event.type === 'turn.end' ? event.result : event);
		},
		settle() {},
	};
}

/** Nothing until the end, then the result as the one document. */
export function createJsonPrinter(output: Output): TurnPrinter {
	return {
		event(event) {
			if (event.type === 'turn.end') {
				output.document(event.result);
			}
		},
		settle() {},
	};
}

/** Why there is no whole answer, and the next step; what the answer already says is not said twice. */
function sayEnding({ended, error, text}: ChatResult, output: Output): void {
	if (error !== null) {
		sayError({message: text.includes(error.message) ? undefined : error.message, hint: error.hint}, output);
	} else if (ended === 'limit') {
		sayError({hint: 'The answer was stopped at a limit; --max-steps and --max-tokens raise it.'}, output);
	}
}

/** For example `calculator · 31 ms · 11 MB · bwrap level 3 · offline planner`. */
function usageLine(result: ChatResult, used: ToolUse, level: number): string {
	const names = [...new Set(used.names)].map(tool => {
		const count = used.names.filter(other => other === tool).length;
		return count > 1 ? `${name(tool)} ×${count}` : name(tool);
	});
	const ran = used.maxRssBytes > 0 || used.wallMs > 0;
	const {inputTokens, outputTokens} = result.usage;
	// That nothing was used needs no line.
	if (names.length === 0 && inputTokens + outputTokens === 0) {
		return '';
	}

	return [
		...names,
		...(ran
			? [formatMs(used.wallMs), formatBytes(used.maxRssBytes), used.backend ? `${used.backend} level ${level}` : `level ${level}`]
			: []),
		toDisplay(result.model, {maxLength: 60}),
		...(inputTokens + outputTokens > 0 ? [`${inputTokens} + ${outputTokens} tokens`] : []),
		...costText(result),
	].join(' · ');
}

/** What nobody knows is said to be unknown; what costs nothing needs no words. */
function costText({usage: {inputTokens, outputTokens, cost}}: ChatResult): readonly string[] {
	if (cost === null) {
		return inputTokens + outputTokens > 0 ? ['cost unknown'] : [];
	}

	return cost === 0 ? [] : [`$${cost.toFixed(4)}`];
}

function note(event: AgentEvent & {readonly type: 'tool.end'}, used: ToolUse): void {
	used.names.push(event.name);
	used.wallMs += event.usage?.wallMs ?? 0;
	used.maxRssBytes = Math.max(used.maxRssBytes, event.usage?.maxRssBytes ?? 0);
	used.backend = event.backend ?? used.backend;
}

function noUse(): ToolUse {
	return {names: [], wallMs: 0, maxRssBytes: 0, backend: null};
}

function name(tool: string): string {
	return toDisplay(tool, {maxLength: 64});
}

function formatMs(ms: number): string {
	return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function formatBytes(bytes: number): string {
	return `${Math.round(bytes / 1024 / 1024)} MB`;
}
