/** Streams of the agent, made by hand: what the recorder sees of a session. */

import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import type {AgentEvent, AgentEventBody, ChatResult, ToolSummary} from '../../../source/core/events.ts';
import type {ToolDefinition} from '../../../source/core/tool.ts';
import type {EventType, EvolutionEvent} from '../../../source/evolution/events/event.ts';
import {readEvents} from '../../../source/evolution/events/event-log.ts';
import {createRecorder, type Recorder, type RecorderOptions} from '../../../source/evolution/events/recorder.ts';

export function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'events-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

/** A tool whose schema has these names. */
export function tool(name: string, ...keys: readonly string[]): ToolDefinition {
	return {name, description: name, parameters: {type: 'object', properties: Object.fromEntries(keys.map(key => [key, {}]))}};
}

export const tools = [
	tool('read_file', 'path'),
	tool('write_file', 'path', 'content'),
	tool('bash', 'command'),
	tool('python', 'code'),
	tool('search_files', 'pattern', 'glob'),
	tool('calculator', 'operation', 'a', 'b'),
];

export interface Call {
	readonly name: string;
	readonly arguments?: unknown;
	readonly ok?: boolean;
	readonly ended?: ToolSummary['ended'];
	readonly text?: string;
	readonly label?: 'derived' | 'foreign';
	readonly denied?: 'network' | 'file';
}

export interface Session {
	readonly folder: string;
	readonly recorder: Recorder;
	/** Play one turn into the recorder. */
	turn(text: string, calls?: readonly Call[], result?: Partial<ChatResult>): void;
	/** Play single events into it. */
	play(...bodies: readonly AgentEventBody[]): void;
	events(): readonly EvolutionEvent[];
	/** Only of one type. */
	of<T extends EventType>(type: T): readonly Extract<EvolutionEvent, {type: T}>[];
	/** All files as they are. */
	bytes(): string;
}

export function session(options: Partial<RecorderOptions> = {}, name = 'a session'): Session {
	const folder = options.folder ?? temporaryFolder();
	const recorder = createRecorder({folder, tools: () => tools, ...options});
	let [seq, time, turns] = [0, Date.parse('2026-11-21T10:00:00.000Z'), 0];

	function play(...bodies: readonly AgentEventBody[]): void {
		for (const body of bodies) {
			time += 10;
			recorder.observe({v: 1, seq: ++seq, ts: new Date(time).toISOString(), session: name, turn: turns, ...body} as AgentEvent);
		}
	}

	return {
		folder,
		recorder,
		play,
		turn(text, calls = [], result = {}) {
			turns += 1;
			play({type: 'turn.start', text, model: 'custom:test-model'}, {type: 'step.start', step: 1});
			for (const [index, call] of calls.entries()) {
				play(...callEvents(`call-${turns}-${index}`, call));
			}

			play(
				{type: 'text.delta', text: `answer to ${text}`},
				{type: 'turn.end', result: {...answered, text: `answer to ${text}`, ...result}},
			);
		},
		events: () => readEvents(folder),
		of: type => readEvents(folder).filter(event => event.type === type) as never,
		bytes: () =>
			readdirSync(folder)
				.map(file => `${file}\n${readFileSync(join(folder, file), 'latin1')}`)
				.join('\n'),
	};
}

export const answered: ChatResult = {
	type: 'result',
	v: 1,
	ok: true,
	text: '',
	session: 'a session',
	model: 'custom:test-model',
	steps: 1,
	tools: [],
	refused: [],
	usage: {inputTokens: 100, outputTokens: 10, cost: null},
	ended: 'answer',
	error: null,
};

export function callEvents(id: string, call: Call): readonly AgentEventBody[] {
	const {name, ok = true, ended = 'exit', text = 'done', label = 'derived', denied} = call;
	const denials = denied ? [{kind: denied, target: 'somewhere', count: 1}] : [];
	return [
		{type: 'tool.request', id, name, arguments: call.arguments ?? {}},
		{type: 'tool.start', id, name, policy: 'no network'},
		{type: 'tool.output', id, stream: 'stdout', text},
		{type: 'tool.end', id, name, ended, ok, text, usage: null, denied: denials, label},
	];
}
