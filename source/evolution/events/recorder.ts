/**
Renders the agent's stream into events: one task a turn, one call a tool, one signal an act of the person.

It holds a turn's texts only as long as it takes to look at them. What it cannot write it leaves, says so once,
and the agent goes on: recording is never a reason for a turn to fail.
*/

import {randomBytes} from 'node:crypto';
import type {AgentEvent, Label} from '../../core/events.ts';
import {labelOfMessage, lowestLabel} from '../../core/label.ts';
import {keyedHash} from '../../core/project-store.ts';
import type {ToolDefinition} from '../../core/tool.ts';
import type {Arm, EventBody, SignalKind} from './event.ts';
import {type EventLog, openEventLog} from './event-log.ts';
import {isSameQuestion, signalWeights, wordsOfMessage} from './signals.ts';
import {TaskRecord} from './task-record.ts';

export interface Recorder {
	/** Take one event of the agent's stream in. Never throws. */
	observe(event: AgentEvent): void;
	/**
	An act of the person, about the turn that runs or ran last: for `/good`, `/bad`, `/undo`, a refused question, a
	change of what was written. Only what a person's own keys and commands lead to may call it. Never throws.
	*/
	signal(kind: SignalKind, linesChanged?: number): void;
	/** A check of the user's was run: its exit code decides what counts as verified. Never throws. */
	check(check: {readonly name: string; readonly exit: number; readonly ms: number; readonly phase: 'before' | 'after'}): void;
	/** A rule, plan or skill that had been evolved took effect. Never throws. */
	fired(artefact: string): void;
	close(): void;
}

export interface RecorderOptions {
	/** `eventsFolder` of the project's store. */
	readonly folder: string;
	/** The session's tools at the moment: no other name is written. */
	readonly tools: () => readonly ToolDefinition[];
	/** The user's checks: commands by name; running one of them with `bash` is a check. */
	readonly checks?: Readonly<Record<string, string>>;
	/** The manifest of what had been evolved, and the arm of a canary that this session is in. */
	readonly manifest?: string | null;
	readonly arm?: Arm;
	/** The lowest label of a conversation that is gone on with. */
	readonly label?: Label;
	/** Told once, when nothing more is recorded. */
	readonly onFailure?: (error: Error) => void;
}

/** The recorder of a mode that records nothing. */
export const noRecorder: Recorder = {observe() {}, signal() {}, check() {}, fired() {}, close() {}};

export function createRecorder(options: RecorderOptions): Recorder {
	return new StreamRecorder(options);
}

/** The key of a session in events; whoever has the session's id can find its events, and not the other way round. */
export function sessionKey(session: string): string {
	return keyedHash(`session:${session}`);
}

/** The same stream, recorded as it is read. */
export async function* recorded(events: AsyncIterable<AgentEvent>, recorder: Recorder): AsyncGenerator<AgentEvent> {
	for await (const event of events) {
		recorder.observe(event);
		yield event;
	}
}

class StreamRecorder implements Recorder {
	readonly #options: RecorderOptions;
	readonly #log: EventLog;
	#label: Label;
	#seq = 0;
	#session = {id: '', key: ''};
	#model = 'unknown';
	/** The turn that runs, or ran last: signals are about it. */
	#task: TaskRecord | null = null;
	#lastWords: ReadonlySet<string> = new Set();
	#isBroken = false;

	constructor(options: RecorderOptions) {
		this.#options = options;
		this.#label = options.label ?? 'user';
		this.#log = openEventLog(options.folder);
	}

	observe(event: AgentEvent): void {
		this.#guarded(() => {
			if (event.session !== this.#session.id) {
				this.#session = {id: event.session, key: sessionKey(event.session)};
			}

			if (event.type === 'turn.start') {
				this.#start(event);
				return;
			}

			if (event.type === 'turn.end' && event.result.ended === 'interrupted') {
				this.#signal('interrupt', event.ts, null);
			}

			for (const body of this.#task?.take(event, Date.parse(event.ts)) ?? []) {
				this.#write(body, event.ts);
			}
		});
	}

	signal(kind: SignalKind, linesChanged?: number): void {
		this.#guarded(() => this.#signal(kind, now(), linesChanged ?? null));
	}

	check({name, exit, ms, phase}: Parameters<Recorder['check']>[0]): void {
		this.#guarded(() => {
			if (phase === 'after') {
				this.#task?.checked(exit);
			}

			this.#write({type: 'check', check: name, exit, ms, phase}, now());
		});
	}

	fired(artefact: string): void {
		this.#guarded(() => this.#write({type: 'artefact.fired', artefact}, now()));
	}

	close(): void {
		this.#guarded(() => this.#log.close());
	}

	#start({text, model, ts, images}: AgentEvent & {readonly type: 'turn.start'}): void {
		const words = wordsOfMessage(text);
		if (isSameQuestion(words, this.#lastWords)) {
			this.#signal('reask', ts, null);
		}

		const label = labelOfMessage(text);
		this.#lastWords = words;
		this.#model = nameOfModel(model);
		const {tools, checks = {}} = this.#options;
		const lowest = lowestLabel([this.#task?.label ?? this.#label, labelOfMessage(text, images)]);
		this.#task = new TaskRecord({tools: tools(), checks, label: lowest}, Date.parse(ts));
		this.#write({type: 'task.start', prompt: keyedHash(`prompt:${text.trim()}`), pasted: label === 'foreign'}, ts);
	}

	#signal(kind: SignalKind, ts: string, linesChanged: number | null): void {
		this.#write({type: 'user.signal', kind, weight: signalWeights[kind], linesChanged}, ts);
	}

	/** Nothing before the first turn: there is nothing that it could be about. */
	#write(body: EventBody, ts: string): void {
		if (!this.#task) {
			return;
		}

		const {manifest = null, arm = 'none'} = this.#options;
		const {id: task, label} = this.#task;
		const seq = ++this.#seq;
		const place = {v: 1, id: newId(ts, seq), ts, seq, session: this.#session.key, task, model: this.#model, manifest, arm, label} as const;
		this.#log.append({...place, ...body});
	}

	#guarded(action: () => void): void {
		if (this.#isBroken) {
			return;
		}

		try {
			action();
		} catch (thrown) {
			this.#isBroken = true;
			this.#options.onFailure?.(thrown instanceof Error ? thrown : new Error(String(thrown)));
		}
	}
}

/** Sorts by time, then by place in the recorder. */
function newId(ts: string, seq: number): string {
	return `${Date.parse(ts).toString(16).padStart(12, '0')}-${seq.toString(16).padStart(6, '0')}-${randomBytes(4).toString('hex')}`;
}

/** A model's name may be any text of an endpoint's; in events it has the signs of names. */
function nameOfModel(model: string): string {
	return (
		model
			.replace(/[^\w.:/@+ -]+/g, '_')
			.replace(/^[^A-Za-z0-9]+/, '')
			.slice(0, 128) || 'unknown'
	);
}

function now(): string {
	return new Date().toISOString();
}
