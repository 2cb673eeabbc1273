/** `skilllite evolution run` with a model: from failures of recorded turns to a rule that is shown to help, as a process of its own. */

import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {projectStoreFolder} from '../../source/core/project-store.ts';
import {good, missed, record} from '../evolution/replays/decisions.ts';
import {startModelServer} from '../model-server/model-server.ts';
import type {Reply} from '../model-server/scenario.ts';
import {createPlace, type Place, runCli} from './run-cli.ts';

/** Does what its prompt says, and proposes nothing. */
function obedient(body: unknown): Reply {
	const {messages} = body as {readonly messages: readonly {readonly content: string}[]};
	const [system, user] = messages.map(({content}) => content);
	const folder = /folder number (\d+)/.exec(user ?? '')?.[1];
	const name = system?.includes('Use search_files before read_file') ? 'search_files' : 'read_file';
	return /setting number/.test(user ?? '') || folder !== undefined
		? {
				kind: 'answer',
				calls: [folder === undefined ? {name, arguments: {path: 'guess'}} : {name: 'list_files', arguments: {path: `folder-${folder}`}}],
			}
		: {kind: 'answer', text: '{}'};
}

function recordIn(place: Place, turns: Parameters<typeof record>[1]): void {
	const before = process.env.SKILLLITE_HOME;
	process.env.SKILLLITE_HOME = join(place.home, '.skilllite');
	onTestFinished(() => {
		process.env.SKILLLITE_HOME = before;
	});
	mkdirSync(process.env.SKILLLITE_HOME, {recursive: true, mode: 0o700});
	record(projectStoreFolder({folder: place.project, isHome: false}), turns);
}

test('failures that a search repaired become a rule, which the model is tried with and without', async () => {
	const server = await startModelServer({title: 'replays', steps: [{times: 'always', reply: obedient}]});
	onTestFinished(() => server.close());
	const place = createPlace();
	recordIn(place, [...Array.from({length: 60}, (_, index) => missed(index)), ...Array.from({length: 14}, (_, index) => good(index))]);
	const env = {SKILLLITE_API_BASE: server.baseUrl, SKILLLITE_MODEL: 'test-model', SKILLLITE_API_KEY: 'k'};
	const {code, stdout, stderr} = await runCli(place, ['evolution', 'run', '--json'], {env});
	expect([code, stderr]).toEqual([0, '']);
	const {tested} = JSON.parse(stdout);
	expect(tested).toMatchObject([{results: expect.arrayContaining([expect.objectContaining({gate: 'G7', verdict: 'suggest'})])}]);
	expect(tested[0].results.find(({gate}: {gate: string}) => gate === 'G7').data).toMatchObject({wins: 11, losses: 0, eValue: 341.25});
	expect(JSON.parse((await runCli(place, ['evolution', 'status', '--json'], {env})).stdout)).toMatchObject({active: [], canary: null});
});
