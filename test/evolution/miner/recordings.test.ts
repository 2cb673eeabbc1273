/** The whole way: a real agent's turns are recorded, read again and reflected upon. */

import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {gatherTools} from '../../../source/agent/agent-tools.ts';
import type {Project} from '../../../source/core/paths.ts';
import {projectStoreFolder} from '../../../source/core/project-store.ts';
import {createRecorder} from '../../../source/evolution/events/recorder.ts';
import {eventsFolder} from '../../../source/evolution/events/event-log.ts';
import {renderArtefact} from '../../../source/evolution/grammar/render.ts';
import {readRecordings, replaysFolder} from '../../../source/evolution/miner/recordings.ts';
import {createReplayRecorder, withReplays} from '../../../source/evolution/miner/replay-recorder.ts';
import {reflect} from '../../../source/evolution/proposer/reflect.ts';
import {sessionsFolder} from '../../../source/session/sessions-folder.ts';
import {temporaryHome} from '../../agent/temporary-home.ts';
import {startAgent} from '../../agent/talk.ts';
import {createWorkbench} from '../../agent/tools/workbench.ts';
import type {Step} from '../../model-server/scenario.ts';

const home = temporaryHome();

/** The model reads a file that is not there, then lists the folder. */
const failing: readonly Step[] = [
	{when: {lastRole: 'user'}, reply: {kind: 'answer', calls: [{name: 'read_file', arguments: {path: 'config.js'}}]}, times: 'always'},
	{when: {lastContains: 'config.ts'}, reply: {kind: 'answer', text: 'It is config.ts.'}, times: 'always'},
	{when: {lastRole: 'tool'}, reply: {kind: 'answer', calls: [{name: 'list_files', arguments: {}}]}, times: 'always'},
];

async function talk(store: string, messages: readonly string[]) {
	const bench = createWorkbench(home, {files: {'config.ts': 'x'}});
	const tools = gatherTools(bench.own.tools, bench.taint, bench.own.results);
	const {agent} = await startAgent({title: 'failing', steps: failing}, tools);
	const replays = createReplayRecorder({folder: replaysFolder(store), label: 'user'});
	const recorder = withReplays(createRecorder({folder: eventsFolder(store), tools: () => tools}), replays);
	for (const message of messages) {
		for await (const event of agent.send(message)) {
			recorder.observe(event);
		}
	}

	recorder.close();
	return tools;
}

test('three failures in two sessions of a real agent become a rule, with the words of the user beside it', async () => {
	const store = join(home, 'store');
	await talk(store, ['what is in the config', 'and again the config please']);
	const tools = await talk(store, ['show the config now']);
	const recordings = readRecordings(store, sessionsFolder(), null);
	expect([...recordings.messages.values()].sort()).toEqual(['and again the config please', 'show the config now', 'what is in the config']);
	const {candidates} = await reflect({
		...recordings,
		tools,
		checks: [],
		skills: [],
		active: [],
		pending: [],
		rejected: new Set(),
		model: null,
		spend: () => true,
		now: new Date(),
		signal: new AbortController().signal,
	});
	expect(candidates).toHaveLength(1);
	expect(candidates.map(({artefact}) => renderArtefact(artefact))[0]).toMatch(
		/^Use list_files before read_file \[task read; error [a-z-]+\]\.$/,
	);
	expect(candidates[0]).toMatchObject({artefact: {label: 'derived'}, userTerms: expect.arrayContaining(['config'])});
});

test('46: another project finds nothing of it', () => {
	const other = readRecordings(join(home, 'other'), sessionsFolder(), null);
	expect(other).toMatchObject({events: [], calls: [], requests: [], remembered: []});
	expect(other.messages.size).toBe(0);
	expect(existsSync(join(home, 'other'))).toBe(false);
});

test('4: what a repository ships as experience is not read', () => {
	const repository = join(home, 'repository');
	const folder = join(repository, '.skilllite', 'evolution', 'replays');
	mkdirSync(folder, {recursive: true});
	const today = new Date().toISOString().slice(0, 10);
	writeFileSync(
		join(folder, `requests-${today}.jsonl`),
		'{"v":1,"id":"x","ts":"","session":"s","turn":1,"text":"t","label":"user","call":null}\n',
	);
	const store = projectStoreFolder({folder: repository, isHome: false} as Project);
	expect(store.startsWith(join(home, 'home'))).toBe(true);
	expect(readRecordings(store, sessionsFolder(), null).requests).toEqual([]);
	// The control: in the store itself the same line would be read.
	expect(readRecordings(join(repository, '.skilllite'), sessionsFolder(), null).requests).toHaveLength(1);
});

test('what the person takes back or calls bad is not replayed, what they call good is', () => {
	for (const [kind, kept] of [
		['undo', 0],
		['thumb-down', 0],
		['thumb-up', 1],
		['deny', 1],
	] as const) {
		const store = join(home, `signal-${kind}`);
		const replays = createReplayRecorder({folder: replaysFolder(store), label: 'user'});
		const recorder = withReplays(createRecorder({folder: eventsFolder(store), tools: () => []}), replays);
		const place = {v: 1, seq: 1, ts: '2026-11-20T10:00:00.000Z', session: 's', turn: 1} as const;
		const result = {ended: 'answer', usage: {inputTokens: 1, outputTokens: 1, cost: null}, error: null};
		recorder.observe({...place, type: 'turn.start', text: 'hi', model: 'm'});
		recorder.observe({...place, type: 'turn.end', result: result as never});
		recorder.signal(kind);
		recorder.close();
		const recordings = readRecordings(store, sessionsFolder(), null);
		expect(recordings.requests, kind).toHaveLength(kept);
		expect(recordings.events.map(({type}) => type)).toEqual(['task.start', 'task.end', 'user.signal']);
	}
});

test('a folder that cannot be written is told of once, and no turn fails for it', async () => {
	const file = join(home, 'file');
	writeFileSync(file, '');
	let told = 0;
	const recorder = createReplayRecorder({folder: join(file, 'replays'), label: 'user', onFailure: () => told++});
	for (let turn = 1; turn < 4; turn++) {
		const place = {v: 1, seq: 1, ts: '2026-11-20T10:00:00.000Z', session: 's', turn} as const;
		recorder.observe({...place, type: 'turn.start', text: 'hi', model: 'm'});
		recorder.observe({...place, type: 'turn.end', result: {ended: 'answer'} as never});
	}

	recorder.close();
	expect(told).toBe(1);
});
