/** Turns of a user, as the agent's events tell them, and what is recorded of them. */

import type {AgentEvent, AgentEventBody, ImageFacts, Label} from '../../../source/core/events.ts';
import {createRecorder} from '../../../source/evolution/events/recorder.ts';
import {eventsFolder} from '../../../source/evolution/events/event-log.ts';
import {replaysFolder} from '../../../source/evolution/miner/recordings.ts';
import {createReplayRecorder, withReplays} from '../../../source/evolution/miner/replay-recorder.ts';
import type {TaskSettings} from '../../../source/evolution/replays/task-recorder.ts';
import type {ToolDefinition} from '../../../source/core/tool.ts';

export const tools: readonly ToolDefinition[] = ['read_file', 'search_files', 'list_files', 'write_file', 'bash', 'fetch_url'].map(
	name => ({
		name,
		description: name,
		parameters: {type: 'object', properties: {path: {type: 'string'}, command: {type: 'string'}, url: {type: 'string'}}},
	}),
);

export interface MadeCall {
	readonly name: string;
	readonly input: Readonly<Record<string, unknown>>;
	/** What the tool says; an error when it is not ok. */
	readonly text?: string;
	readonly ok?: boolean;
	readonly label?: Label;
}

export interface MadeTurn {
	readonly text: string;
	readonly calls: readonly MadeCall[];
	readonly session?: string;
	readonly rejected?: boolean;
	readonly model?: string;
	readonly turn?: number;
	/** What the turn took, beside ten. */
	readonly tokens?: number;
	readonly images?: readonly ImageFacts[];
}

let clock = Date.now() - 24 * 60 * 60 * 1000;

/** The events of one turn. */
export function eventsOf({
	text,
	calls,
	session = 'session-1',
	model = 'custom:test-model',
	turn = 1,
	tokens = 400_000,
	images,
}: MadeTurn): readonly AgentEvent[] {
	clock += 60_000;
	const bodies: readonly AgentEventBody[] = [
		{type: 'turn.start', text, model, ...(images && {images})},
		...calls.flatMap(({name, input, text = 'fine', ok = true, label = 'derived'}, index): readonly AgentEventBody[] => [
			{type: 'tool.request', id: `c${index}`, name, arguments: input},
			{
				...({type: 'tool.end', id: `c${index}`, name, ended: 'exit', ok, text, usage: null, backend: null, denied: [], label} as const),
			},
		]),
		{
			type: 'turn.end',
			result: {
				...({
					type: 'result',
					v: 1,
					ok: true,
					text: 'Done.',
					session,
					model: 'custom:test-model',
					steps: 1,
					tools: [],
					refused: [],
				} as const),
				...({usage: {inputTokens: tokens, outputTokens: 10, cost: null}, ended: 'answer', error: null} as const),
			},
		},
	];
	const ts = new Date(clock).toISOString();
	return bodies.map((body, index) => ({v: 1, seq: index + 1, ts, session, turn, ...body}));
}

/** Record turns in the store of a project, as a session does. */
export function record(store: string, turns: readonly MadeTurn[], tasks?: TaskSettings): void {
	const recorder = withReplays(
		createRecorder({folder: eventsFolder(store), tools: () => tools}),
		createReplayRecorder({
			folder: replaysFolder(store),
			label: 'user',
			...(tasks === undefined ? {} : {tasks}),
			onFailure(error) {
				throw error;
			},
		}),
	);
	for (const turn of turns) {
		for (const event of eventsOf(turn)) {
			recorder.observe(event);
		}

		if (turn.rejected) {
			recorder.signal('reject');
		}
	}

	recorder.close();
}

/** A read of a path that was not there, and the search that helped. */
export function missed(index: number, over: Partial<MadeTurn> = {}): MadeTurn {
	return {
		text: `where is the setting number ${index}`,
		session: `session-${index % 5}`,
		calls: [
			{name: 'read_file', input: {path: `config/setting-${index}.ini`}, ok: false, text: 'ENOENT: No such file'},
			{name: 'search_files', input: {query: `setting ${index}`}},
		],
		...over,
	};
}

/** A turn whose first choice was good. */
export function good(index: number, name = 'list_files'): MadeTurn {
	return {
		text: `what is in the folder number ${index}`,
		session: `session-${index % 5}`,
		calls: [{name, input: {path: `folder-${index}`}}],
	};
}
