/**
Writes decisions down as the events of turns pass: the first failure of a turn that something later repaired, else its first
call.

Kept back until the next message, until when the person may reject the turn. A turn that reached outside is not kept: it is
never played again, not even in part.
*/

import {randomUUID} from 'node:crypto';
import type {AgentEvent, Label} from '../../core/events.ts';
import {labelOfMessage, lowestLabel} from '../../core/label.ts';
import {createMask, maskValue} from '../../session/secrets.ts';
import {openDailyFiles} from '../drafts/daily-files.ts';
import {judgeCall} from '../events/classify-error.ts';
import {toolClassOf} from '../events/describe-call.ts';
import {type ErrorClass, namePattern} from '../events/event.ts';
import {sessionKey} from '../events/recorder.ts';
import {holdsSecret} from '../grammar/hostile-text.ts';
import {isTelling} from './predicate.ts';
import {
	type Call,
	type EarlierCall,
	isDecision,
	longestInput,
	longestText,
	mostBefore,
	type RecordedDecision,
} from './recorded-decision.ts';

export interface DecisionStore {
	/** Keep a decision without its secrets; false when one is left or the day's file is full. */
	add(decision: RecordedDecision): boolean;
	/** The decisions of the last thirty days, oldest first. */
	read(): readonly RecordedDecision[];
}

export interface DecisionRecorder {
	note(event: AgentEvent): void;
	/** The person rejected or undid the last turn. */
	reject(): void;
	close(): void;
}

type Place = Pick<RecordedDecision, 'ts' | 'session' | 'model' | 'text'>;

interface MadeCall extends Call {
	readonly id: string;
	/** Undefined while it runs, and for one that was denied or given up. */
	error: ErrorClass | null | undefined;
	bytes: number;
	/** What the model had before it. */
	readonly label: Label;
}

/** The store in the `replays` folder of a project's evolution. */
export function createDecisionStore(folder: string, now?: () => Date): DecisionStore {
	const files = openDailyFiles(folder, 'decisions', isDecision, now);
	return {
		add(decision) {
			const masked = {...decision, ...(maskValue(withoutPlace(decision), createMask()) as typeof decision)};
			// What made the difference must stay what it was.
			const isWhole = JSON.stringify([masked.wrong, masked.right]) === JSON.stringify([decision.wrong, decision.right]);
			return isWhole && isDecision(masked) && !textsOf(masked).some(holdsSecret) && files.append(masked);
		},
		read: files.read,
	};
}

/** A recorder for one session. `label` is that of what the model has in its context already: `user` for a new session. */
export function createDecisionRecorder(store: Pick<DecisionStore, 'add'>, label: Label): DecisionRecorder {
	let context = label;
	let open: Place | null = null;
	let calls: MadeCall[] = [];
	let kept: RecordedDecision | null = null;

	function close(): void {
		const decision = kept;
		kept = null;
		if (decision) {
			store.add(decision);
		}
	}

	function begin({session, ts, text, model, images}: AgentEvent & {readonly type: 'turn.start'}): void {
		close();
		context = lowestLabel([context, labelOfMessage(text, images)]);
		calls = [];
		// What a picture showed cannot be asked again.
		open =
			text.trim().length <= longestText && images === undefined
				? {ts, session: sessionKey(session), model: model.slice(0, 200), text: text.trim()}
				: null;
	}

	return {
		note(event) {
			if (event.type === 'turn.start') {
				begin(event);
			} else if (event.type === 'tool.request') {
				calls.push({id: event.id, tool: event.name, input: asInput(event.arguments), error: undefined, bytes: 0, label: context});
			} else if (event.type === 'tool.end') {
				context = lowestLabel([context, event.label]);
				const call = calls.find(({id}) => id === event.id);
				if (call) {
					const {outcome, error} = judgeCall(event, toolClassOf(event.name), true);
					// What was denied or given up is neither right nor wrong.
					call.error = outcome === 'ok' || outcome === 'expected' ? null : outcome === 'error' || outcome === 'timeout' ? error : undefined;
					call.bytes = event.text.length;
				}
			} else if (event.type === 'turn.end') {
				kept = open && event.result.ended === 'answer' ? decisionOf(calls, open, context) : null;
				open = null;
			}
		},
		reject() {
			kept = null;
		},
		close,
	};
}

function decisionOf(calls: readonly MadeCall[], place: Place, context: Label): RecordedDecision | null {
	const whole = calls.filter((call): call is MadeCall & EarlierCall => call.error !== undefined);
	if (whole.length < calls.length || calls.some(call => reachesOut(call) || !isPlain(call))) {
		return null;
	}

	const base = {...place, v: 1, id: randomUUID()} as const;
	const at = whole.findIndex(({error}) => error !== null);
	const failed = whole[at];
	if (failed === undefined || failed.error === null) {
		const [first] = whole;
		return {...base, label: first?.label ?? context, before: [], wrong: null, right: first ? [callOf(first)] : []};
	}

	const wrong = {...callOf(failed), error: failed.error};
	const good = whole.slice(at + 1).filter(({error}) => error === null);
	const right = [...new Set([good[0], good.find(({tool}) => tool === wrong.tool)])].filter(call => call !== undefined).map(callOf);
	return at <= mostBefore && right.length > 0 && right.every(call => isTelling(wrong, call))
		? {...base, label: failed.label, before: whole.slice(0, at).map(earlier), wrong, right}
		: null;
}

function reachesOut({tool}: Call): boolean {
	return toolClassOf(tool) === 'network' || tool === 'delegate';
}

function isPlain({tool, input}: Call): boolean {
	return namePattern.test(tool) && JSON.stringify(input).length <= longestInput;
}

function callOf({tool, input}: Call): Call {
	return {tool, input};
}

function earlier({tool, input, error, bytes}: EarlierCall): EarlierCall {
	return {tool, input, error, bytes};
}

function asInput(value: unknown): Call['input'] {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? {...value} : {};
}

function withoutPlace({text, before, wrong, right}: RecordedDecision) {
	return {text, before, wrong, right};
}

/** Every text of it by itself: side by side they would look like others. */
function textsOf(value: unknown): readonly string[] {
	if (typeof value === 'string') {
		return [value];
	}

	return typeof value === 'object' && value !== null
		? Object.entries(value).flatMap(([key, item]) =>
				key === 'id' || key === 'session' || key === 'ts' || key === 'model' ? [] : textsOf(item),
			)
		: [];
}
