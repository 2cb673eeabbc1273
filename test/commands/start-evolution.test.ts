/** A test that a person starts in a conversation is made with the model that is talked to then. */

import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {replayModel} from '../../source/commands/replay-model.ts';
import {type ReplayWith, startEvolution} from '../../source/commands/start-evolution.ts';
import {parseArguments} from '../../source/core/parse-arguments.ts';
import {projectStoreFolder} from '../../source/core/project-store.ts';
import {createOpenAiModel} from '../../source/model/openai-model.ts';
import {atOnce} from '../agent/talk.ts';
import {temporaryHome} from '../agent/temporary-home.ts';
import {ruleOf, textOf} from '../evolution/artefacts.ts';
import {candidateOf, never} from '../evolution/gates/world.ts';
import {good, missed, record, tools} from '../evolution/replays/decisions.ts';
import {startModelServer} from '../model-server/model-server.ts';

const home = temporaryHome();
const settings = {checks: {}, timeoutSeconds: undefined, memoryBytes: undefined, permissions: []};
const prefer = ruleOf({template: 'prefer-tool', tool: 'search_files', over: 'read_file'});

function started(name: string) {
	const project = {folder: join(home, name), isHome: false};
	mkdirSync(project.folder);
	record(projectStoreFolder(project), [
		...Array.from({length: 12}, (_, index) => missed(index)),
		...Array.from({length: 12}, (_, index) => good(index)),
	]);
	const {flags} = parseArguments(['chat']);
	const {evolution, replayWith} = startEvolution({flags, project, warn: text => expect(text).toBe('')});
	if (evolution === null) {
		throw new Error('There is no evolution.');
	}

	return {evolution, replayWith, project};
}

test('before there is a model nothing is replayed; then it is asked with and without the rule', async () => {
	const {evolution, replayWith, project} = started('one');
	const {incumbent: _, ...candidate} = candidateOf(prefer);
	await evolution.propose(candidate, never);
	expect((await evolution.test(prefer.id, never)).results.find(({gate}) => gate === 'G7')).toMatchObject({data: {tasks: 0}});
	const server = await startModelServer({title: 'replays', steps: [{times: 'always', reply: {kind: 'answer', text: 'I do not know.'}}]});
	onTestFinished(() => server.close());
	const endpoint = {provider: 'custom', baseUrl: server.baseUrl, apiKey: 'k', model: 'test-model', source: 'a test'} as const;
	const given: ReplayWith = {
		online: replayModel(createOpenAiModel({endpoint, timing: atOnce}), tools, {project, settings}),
		skillTools: [],
	};
	replayWith(() => given);
	expect(await evolution.estimate(prefer.id)).toBeGreaterThan(0);
	expect((await evolution.test(prefer.id, never)).results.find(({gate}) => gate === 'G7')).toMatchObject({pass: false, data: {wins: 0}});
	const prompts = server.chats().map(body => JSON.stringify(body).includes('Prefer search_files to read_file'));
	expect(new Set(prompts)).toEqual(new Set([true, false]));
});

test('free words are not probed where nobody can answer, and are no less safe to say so', async () => {
	const {evolution} = started('two');
	const words = textOf('Prefer short answers');
	const {incumbent: _, ...candidate} = candidateOf(words);
	await evolution.propose(candidate, never);
	const {results} = await evolution.test(words.id, never);
	expect(results.find(({gate}) => gate === 'G6')).toMatchObject({verdict: 'suggest', data: {probes: 0}});
});
