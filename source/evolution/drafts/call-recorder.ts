/**
Writes down which computing calls did what they were for: a renderer of the agent's events, nothing more.

A call counts when it ended well, was denied nothing, and its turn came to an answer. It is kept back until the next message:
until then the person may still reject the turn.
*/

import {randomUUID} from 'node:crypto';
import type {AgentEvent, Label} from '../../core/events.ts';
import {labelOfMessage, lowestLabel} from '../../core/label.ts';
import type {CallStore} from './call-store.ts';
import {languageOfTool, longestCode, longestOutput, longestRequest, type RecordedCall} from './recorded-call.ts';

export interface CallRecorder {
	/** Take one event of the stream, in order. */
	note(event: AgentEvent): void;
	/** The person rejected or undid the last turn: its calls are forgotten. */
	reject(): void;
	/** Keep what the last turn left, at the end of the session. */
	close(): void;
}

interface OpenCall {
	readonly call: Omit<RecordedCall, 'stdout'>;
	stdout: string;
}

/** A recorder for one session. `label` is that of what the model has in its context already: `user` for a new session. */
export function createCallRecorder(store: Pick<CallStore, 'add'>, label: Label): CallRecorder {
	return new Recorder(store, label);
}

class Recorder implements CallRecorder {
	readonly #store: Pick<CallStore, 'add'>;
	readonly #open = new Map<string, OpenCall>();
	#context: Label;
	#request: string | null = null;
	/** Calls of this turn that ended well. */
	#ended: RecordedCall[] = [];
	/** Calls of a turn that came to an answer. */
	#verified: readonly RecordedCall[] = [];

	constructor(store: Pick<CallStore, 'add'>, label: Label) {
		this.#store = store;
		this.#context = label;
	}

	note(event: AgentEvent): void {
		switch (event.type) {
			case 'turn.start':
				this.close();
				this.#open.clear();
				this.#ended = [];
				this.#request = labelOfMessage(event.text) === 'user' && event.text.length <= longestRequest ? event.text.trim() : null;
				this.#context = lowestLabel([this.#context, labelOfMessage(event.text, event.images)]);
				return;
			case 'tool.request':
				this.#begin(event);
				return;
			case 'tool.output': {
				const open = this.#open.get(event.id);
				if (open && event.stream === 'stdout' && open.stdout.length <= longestOutput) {
					open.stdout += event.text;
				}

				return;
			}
			case 'tool.end':
				this.#end(event);
				return;
			case 'turn.end':
				this.#verified = event.result.ended === 'answer' ? this.#ended : [];
				return;
		}
	}

	reject(): void {
		this.#verified = [];
	}

	close(): void {
		const calls = this.#verified;
		this.#verified = [];
		for (const call of calls) {
			this.#store.add(call);
		}
	}

	#begin(event: AgentEvent & {readonly type: 'tool.request'}): void {
		const language = languageOfTool(event.name);
		const {code, command, files} = asRecord(event.arguments);
		const text = language === 'bash' ? command : code;
		if (language === undefined || typeof text !== 'string' || text.length > longestCode) {
			return;
		}

		this.#open.set(event.id, {
			call: {
				v: 1,
				id: randomUUID(),
				ts: event.ts,
				session: event.session,
				turn: event.turn,
				language,
				code: text,
				files: Array.isArray(files) ? files.filter(file => typeof file === 'string') : [],
				label: lowestLabel(['derived', this.#context]),
				request: this.#request,
			},
			stdout: '',
		});
	}

	#end(event: AgentEvent & {readonly type: 'tool.end'}): void {
		this.#context = lowestLabel([this.#context, event.label]);
		const open = this.#open.get(event.id);
		this.#open.delete(event.id);
		const isGood = event.ok && event.ended === 'exit' && event.denied.length === 0 && event.backend !== 'none' && event.label !== 'foreign';
		if (open && isGood && open.stdout !== '' && open.stdout.length <= longestOutput) {
			this.#ended.push({...open.call, stdout: open.stdout});
		}
	}
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null ? {...value} : {};
}
