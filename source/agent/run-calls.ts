/**
Runs the calls of one message: in order, and calls that only read up to four at a time.

When it returns or throws, every call has its result, so that the next request is a valid one.
*/

import type {AgentEventBody, ErrorBody} from '../core/events.ts';
import type {ToolCall} from '../core/tool.ts';
import {type AgentTool, plainResult, type ToolResult} from './agent-tool.ts';
import {type CallStops, stoppedResult, stoppedText} from './call-stops.ts';
import {checkCall, type CheckedCall} from './check-call.ts';
import type {Conversation} from './conversation.ts';
import type {FailureLog} from './failure-log.ts';
import {Interruption, unlessAborted} from './interruption.ts';
import {interruptedText} from './recall.ts';
import type {TurnJournal} from './turn-journal.ts';

/** A tool that is asked to stop gets this long to say how it ended. */
const graceMs = 60;
/** One that a person stopped may put its children away and hand over what they had printed; the turn goes on. */
const stopGraceMs = 2000;
const atOnce = 4;

export interface CallsOptions {
	readonly tools: readonly AgentTool[];
	readonly conversation: Conversation;
	readonly journal: TurnJournal;
	readonly failures: FailureLog;
	readonly stops: CallStops;
	/** Model calls that the turn has left. */
	readonly stepsLeft: () => number;
	readonly asker: string | undefined;
	readonly signal: AbortSignal;
}

export interface CallsOutcome {
	/** Why the turn has to stop now. */
	readonly stop: ErrorBody | null;
	/** The first consent, trust or check that nobody could supply. */
	readonly unmet: ErrorBody | null;
}

interface Prepared {
	readonly call: ToolCall;
	readonly checked: CheckedCall;
}

/** Run all calls. Throws an Interruption when `signal` fires. */
export async function runCalls(calls: readonly ToolCall[], options: CallsOptions): Promise<CallsOutcome> {
	let unmet: ErrorBody | null = null;
	for (let at = 0; at < calls.length; ) {
		const group = groupFrom(calls, at, options.tools);
		const rest = calls.slice(at + group.length);
		const outcome = await runGroup(group, rest, options);
		unmet ??= outcome.unmet;
		if (outcome.stop) {
			closeCalls(rest, 'Not run: the turn stopped before it.', options);
			return {stop: outcome.stop, unmet};
		}

		at += group.length;
	}

	return {stop: null, unmet};
}

/** The next call, and those behind it that may run at the same time. */
function groupFrom(calls: readonly ToolCall[], at: number, tools: readonly AgentTool[]): readonly ToolCall[] {
	const others = calls.slice(at, at + atOnce);
	const end = others.findIndex(call => !tools.find(({name}) => name === call.name)?.isReading);
	return end === -1 ? others : others.slice(0, Math.max(1, end));
}

async function runGroup(group: readonly ToolCall[], rest: readonly ToolCall[], options: CallsOptions): Promise<CallsOutcome> {
	const {journal, tools, signal} = options;
	const prepared = group.map(call => ({call, checked: checkCall(call, tools)}));
	const results = await Promise.allSettled(
		prepared.map(async ({call, checked}) => {
			const given = checked.ok ? checked.input : call.argumentsText;
			journal.emit({type: 'tool.request', id: call.id, name: call.name, arguments: given});
			if (signal.aborted) {
				throw new Interruption('The turn was interrupted.');
			}

			return checked.ok
				? await runTool(call, checked, options)
				: plainResult({ok: false, text: checked.fault, ended: 'invalid', label: 'core'});
		}),
	);
	return finishGroup(prepared, results, rest, options);
}

/** Results in the order of the calls, whatever order they came in. */
function finishGroup(
	prepared: readonly Prepared[],
	results: readonly PromiseSettledResult<ToolResult>[],
	rest: readonly ToolCall[],
	options: CallsOptions,
): CallsOutcome {
	let stop: ErrorBody | null = null;
	let unmet: ErrorBody | null = null;
	let thrown: {readonly cause: unknown} | null = null;
	for (const [index, {call}] of prepared.entries()) {
		const settled = results[index];
		if (settled?.status !== 'fulfilled') {
			thrown ??= {cause: settled?.reason};
			closeCalls([call], settled?.reason instanceof Interruption ? interruptedText : 'Not run: the turn failed.', options);
			continue;
		}

		const result = settled.value;
		const {remark, stop: circles} = options.failures.note(call, result);
		options.journal.toolEnd(call, remark ? {...result, text: `${result.text}\n\n${remark}`} : result);
		const {refusal} = result;
		stop ??= refusal?.by === 'fatal' ? refusal.error : circles === null ? null : {code: 'skill-failed', message: circles};
		unmet ??= refusal?.by === 'unmet' ? refusal.error : null;
	}

	if (thrown) {
		closeCalls(rest, thrown.cause instanceof Interruption ? interruptedText : 'Not run: the turn failed.', options);
		throw thrown.cause;
	}

	return {stop, unmet};
}

async function runTool(call: ToolCall, {tool, input}: CheckedCall & {readonly ok: true}, options: CallsOptions): Promise<ToolResult> {
	const {signal, journal, conversation, stops, asker} = options;
	const own = stops.open(call.id);
	const either = AbortSignal.any([signal, own.signal]);
	let isLive = true;
	const emit = (event: AgentEventBody) => {
		// The last output and samples of a run that was given up come from timers, where nothing would catch what is thrown.
		if (!isLive && (event.type === 'tool.output' || event.type === 'tool.usage' || event.type === 'nested')) {
			return;
		}

		// Such a run may still be at its consent question: it must not start any more.
		if (!isLive || (event.type === 'tool.start' && either.aborted)) {
			throw new Interruption('The turn was interrupted.');
		}

		if (event.type === 'nested') {
			journal.nested(call.id, event.event);
			return;
		}

		if (event.type === 'tool.start') {
			journal.toolStart(call, event.policy);
		}

		journal.emit(event.type === 'tool.start' ? {...event, name: call.name} : event);
	};

	try {
		const work = tool.run(input, {
			callId: call.id,
			signal: either,
			emit,
			label: conversation.label(),
			turnEntry: journal.turnEntry,
			stepsLeft: options.stepsLeft(),
			asker,
		});
		const result = await unlessAborted(unlessAborted(work, signal, graceMs), own.signal, stopGraceMs);
		return own.signal.aborted ? stoppedResult(result) : result;
	} catch (thrown) {
		if (thrown instanceof Interruption && own.signal.aborted && !signal.aborted) {
			return plainResult({ok: false, text: stoppedText, ended: 'cancelled', label: 'core'});
		}

		throw thrown;
	} finally {
		isLive = false;
		own.close();
	}
}

/** Give calls that will not be run their results. */
function closeCalls(calls: readonly ToolCall[], text: string, {journal}: CallsOptions): void {
	for (const call of calls) {
		journal.toolEnd(call, plainResult({ok: false, text, ended: 'cancelled', label: 'core'}));
	}
}
