/** R1 with a model server: a model that does what its system prompt says, and one that does as it likes. */

import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, expect, onTestFinished, test} from 'vitest';
import type {Artefact} from '../../../source/evolution/artefact.ts';
import {openProjectEvolution} from '../../../source/evolution/project-evolution.ts';
import {holdingFor, renderSet} from '../../../source/evolution/render.ts';
import {projectReplays} from '../../../source/evolution/replays/project-replays.ts';
import {systemPrompt} from '../../../source/agent/system-prompt.ts';
import {eventsFolder, readEvents} from '../../../source/evolution/events/event-log.ts';
import {projectStoreFolder} from '../../../source/core/project-store.ts';
import {createOpenAiModel} from '../../../source/model/openai-model.ts';
import {temporaryHome} from '../../agent/temporary-home.ts';
import {atOnce} from '../../agent/talk.ts';
import {type ModelServer, startModelServer} from '../../model-server/model-server.ts';
import type {Reply} from '../../model-server/scenario.ts';
import {anywhere, ruleOf} from '../artefacts.ts';
import {candidateOf, never} from '../gates/world.ts';
import {good, missed, record, tools} from './decisions.ts';

const home = temporaryHome();
let count = 0;
let project = {folder: home, isHome: false};

beforeEach(() => {
	count += 1;
	project = {folder: `${home}/project-${count}`, isHome: false};
});

const searchFirst = ordered('search_files', 'read_file');

function ordered(first: string, then: string) {
	return ruleOf({template: 'order', first, then}, {model: 'custom:test-model'});
}

interface Body {
	readonly messages: readonly {readonly role: string; readonly content: string}[];
	readonly tools?: readonly unknown[];
}

/** Reads what is said to be where it guesses, unless the prompt tells it to search. */
function obedient(body: unknown): Reply {
	const {messages} = body as Body;
	const [system, user] = messages;
	const name = system?.content.includes('Use search_files before read_file') ? 'search_files' : 'read_file';
	const folder = /folder number (\d+)/.exec(user?.content ?? '')?.[1];
	const call = folder === undefined ? {name, arguments: {path: 'guess'}} : {name: 'list_files', arguments: {path: `folder-${folder}`}};
	return {kind: 'answer', calls: [call]};
}

async function serve(reply: (body: unknown) => Reply): Promise<ModelServer> {
	const server = await startModelServer({title: 'replays', steps: [{times: 'always', reply}]});
	onTestFinished(() => server.close());
	return server;
}

function evolutionOn(server: ModelServer, model = 'test-model') {
	const chat = createOpenAiModel({
		endpoint: {provider: 'custom', baseUrl: server.baseUrl, apiKey: 'k', model, source: 'a test'},
		timing: atOnce,
	});
	const prompt = (artefacts: readonly Artefact[]) => systemPrompt({evolved: renderSet(holdingFor(artefacts, chat.name))});
	const replays = projectReplays(project, [], {model: chat, tools, prompt});
	return {replays, evolution: openProjectEvolution(project, {replays: async () => replays, environment: {}, model: chat.name})};
}

function recordPlenty(): void {
	record(projectStoreFolder(project), [
		...Array.from({length: 16}, (_, index) => missed(index)),
		...Array.from({length: 14}, (_, index) => good(index)),
	]);
}

async function tested(server: ModelServer, artefact: Artefact, suggestedBy: readonly string[] = []) {
	const {evolution} = evolutionOn(server);
	const {incumbent: _, ...candidate} = candidateOf(artefact, {suggestedBy});
	expect(await evolution.propose(candidate, never)).toMatchObject({kind: 'pending'});
	const {results} = await evolution.test(artefact.id, never);
	return {evolution, results, of: (gate: string) => results.find(one => one.gate === gate)};
}

test('a rule that changes what the model chooses is proven in single steps: E ≥ 20, and unrelated choices stay', async () => {
	recordPlenty();
	const server = await serve(obedient);
	const {evolution, of} = await tested(server, searchFirst);
	expect(of('G7')).toMatchObject({verdict: 'suggest', data: {wins: 11, losses: 0, eValue: 341.25, misses: 0}});
	expect(of('G7')?.reason).toContain('helps in single steps');
	expect(of('G8')).toMatchObject({verdict: 'pass'});
	// Both arms are asked afresh, with nothing but the block between them, and it is paid for.
	const bodies = server.chats() as readonly Body[];
	const [withIt, without] = [true, false].map(is =>
		bodies.filter(({messages}) => messages[0]?.content.includes('before read_file') === is && messages[1]?.content.includes('setting')),
	);
	expect([withIt?.length, without?.length]).toEqual([11, 11]);
	expect(evolution.state().budget.spent).toBeGreaterThan(bodies.length * 30);
	expect(evolution.state().active).toEqual([]);
});

test('a rule that the model does not heed is refused as useless or stays unverified, never adopted', async () => {
	recordPlenty();
	const server = await serve(() => ({kind: 'answer', calls: [{name: 'read_file', arguments: {path: 'guess'}}]}));
	const {of} = await tested(server, searchFirst);
	expect(of('G7')?.pass).toBe(false);
	expect(of('G7')?.data.eValue).toBeLessThan(20);
});

test('a rule that spoils other choices fails at the anchors', async () => {
	recordPlenty();
	const server = await serve(body => {
		const isTold = (body as Body).messages[0]?.content.includes('before read_file');
		return isTold ? {kind: 'answer', calls: [{name: 'search_files', arguments: {query: 'x'}}]} : obedient(body);
	});
	const {of} = await tested(server, searchFirst);
	expect(of('G8')).toMatchObject({verdict: 'refuse'});
});

test('without a model, with too few tasks, or for what no single choice shows, it is an unverified suggestion and no model is asked', async () => {
	const server = await serve(obedient);
	record(
		projectStoreFolder(project),
		Array.from({length: 7}, (_, index) => missed(index)),
	);
	expect((await tested(server, searchFirst)).of('G7')).toMatchObject({verdict: 'suggest', reason: expect.stringContaining('Unverified')});
	const style = ruleOf({template: 'limit', what: 'lines', count: 20});
	expect((await tested(server, style)).of('G7')).toMatchObject({verdict: 'suggest', reason: expect.stringContaining('Unverified')});
	expect(projectReplays(project, [], null).targets(searchFirst)).toEqual([]);
	expect(projectReplays(project, [], null).probes).toEqual([]);
	expect(server.chats()).toEqual([]);
});

test('the tasks that suggested a rule do not judge it: one half is read, the other judges', async () => {
	recordPlenty();
	const server = await serve(obedient);
	const {replays} = evolutionOn(server);
	const ids = replays.targets(searchFirst).map(({id}) => id);
	expect(ids).toHaveLength(16);
	// They are the tasks of the events, by which a brief names them.
	const events = readEvents(eventsFolder(projectStoreFolder(project)));
	expect(ids.every(id => events.some(({task}) => task === id))).toBe(true);
	const {of} = await tested(server, searchFirst, ids.slice(0, 12));
	expect(of('G7')).toMatchObject({verdict: 'suggest', data: {tasks: 4}});
	expect(JSON.stringify(server.chats())).not.toContain('setting number');
});

test('what the artefact claims decides which failures are tried, never what is right in them', async () => {
	recordPlenty();
	const {replays} = evolutionOn(await serve(obedient));
	const elsewhere = {...anywhere, errorClasses: ['timeout']};
	expect(replays.targets(ordered('bash', 'search_files'))).toEqual([]);
	expect(replays.targets(ruleOf(searchFirst.rule, {condition: elsewhere}))).toEqual([]);
	// The candidate praises bash; what helped was the search, and only that is right.
	const bash = ruleOf({template: 'prefer-tool', tool: 'bash', over: 'read_file'});
	const server = await serve(body => ({
		...{kind: 'answer'},
		calls: [{name: (body as Body).messages[0]?.content.includes('Prefer bash') ? 'bash' : 'read_file', arguments: {}}],
	}));
	expect((await tested(server, bash)).of('G7')).toMatchObject({pass: false, data: {wins: 0}});
});

test('35: an endpoint that counts nothing is charged by our estimate, one that never answers or fails decides nothing', async () => {
	recordPlenty();
	const uncounted = await serve(body => ({...obedient(body), usage: null}) as Reply);
	const {evolution} = await tested(uncounted, searchFirst);
	expect(evolution.state().budget.spent).toBeGreaterThan(uncounted.chats().length * 100);
	const broken = await serve(() => ({kind: 'error', status: 400, body: {error: {message: 'no'}}}));
	project = {...project, folder: `${project.folder}-broken`};
	recordPlenty();
	const {of} = await tested(broken, searchFirst);
	expect(of('G7')).toMatchObject({verdict: 'suggest', reason: expect.stringContaining('left what was recorded')});
});

test('33: nothing that a model answers in a replay is run, and nothing that reached outside is replayed', async () => {
	recordPlenty();
	const canary = await serve(obedient);
	record(projectStoreFolder(project), [
		{
			text: 'pay the bill number 1',
			calls: [{name: 'fetch_url', input: {url: `${canary.baseUrl}/pay`}, ok: false, text: 'ENOENT'}, ...missed(1).calls.slice(1)],
		},
	]);
	const server = await serve(() => ({
		kind: 'answer',
		calls: [
			{name: 'bash', arguments: {command: `curl ${canary.baseUrl}/pay`}},
			{name: 'fetch_url', arguments: {url: `${canary.baseUrl}/pay`}},
		],
	}));
	await tested(server, searchFirst);
	expect(server.chats().length).toBeGreaterThan(0);
	expect(canary.requests).toEqual([]);
	expect(JSON.stringify(server.chats())).not.toContain('pay the bill');
});

test('what was said to a model of one provider is not sent to another', async () => {
	record(
		projectStoreFolder(project),
		[...Array.from({length: 16}, (_, index) => missed(index)), ...Array.from({length: 14}, (_, index) => good(index))].map(turn => ({
			...turn,
			model: 'ollama:local-model',
		})),
	);
	const server = await serve(obedient);
	expect((await tested(server, searchFirst)).of('G7')).toMatchObject({verdict: 'suggest', data: {tasks: 0}});
	expect(server.chats()).toEqual([]);
});

test('an interruption says nothing and keeps what waits', async () => {
	recordPlenty();
	const stop = new AbortController();
	const server = await serve(() => {
		stop.abort();
		return {kind: 'hang'};
	});
	const {evolution} = evolutionOn(server);
	const {incumbent: _, ...candidate} = candidateOf(searchFirst);
	await evolution.propose(candidate, never);
	const {results, isTested} = await evolution.test(searchFirst.id, stop.signal);
	expect(isTested).toBe(false);
	expect(results.find(({gate}) => gate === 'G7')).toMatchObject({verdict: 'suggest', reason: 'Unverified: it was ended first.'});
});

test('54: erasing takes what was recorded for replays, too', async () => {
	recordPlenty();
	const {evolution} = evolutionOn(await serve(obedient));
	const folder = projectStoreFolder(project);
	const texts = () =>
		readdirSync(folder, {recursive: true, withFileTypes: true})
			.filter(entry => entry.isFile())
			.map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
			.join('\n');
	expect(texts()).toContain('setting number');
	evolution.erase();
	expect(texts()).not.toContain('setting number');
});
