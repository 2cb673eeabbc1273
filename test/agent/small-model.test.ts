/** Models with little room, with all bundled skills and all tools of the agent's own, over real HTTP. */

import {mkdtempSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {emptyPolicy, nobody} from '../../sandbox/index.ts';
import {type Agent, createAgent} from '../../source/agent/agent.ts';
import {gatherTools} from '../../source/agent/agent-tools.ts';
import type {AgentTool} from '../../source/agent/agent-tool.ts';
import {createDelegate} from '../../source/agent/delegate.ts';
import {createMemoryTools} from '../../source/agent/memory-tools.ts';
import {ModelMeasures} from '../../source/agent/model-measures.ts';
import {createSkillTools} from '../../source/agent/skill-tools.ts';
import type {IndexedSkill} from '../../source/agent/system-prompt.ts';
import type {ChatModel} from '../../source/model/chat-model.ts';
import {createOpenAiModel} from '../../source/model/openai-model.ts';
import {openMemory} from '../../source/session/notes/memory.ts';
import {appendEntry, createSession} from '../../source/session/transcript.ts';
import {discoverSkills} from '../../source/skills/discover.ts';
import {smallModel, tokensIn} from '../model-server/small-model.ts';
import {calculator, startAgent, turn, types} from './talk.ts';
import {temporaryHome} from './temporary-home.ts';
import {createWorkbench} from './tools/workbench.ts';

const home = temporaryHome();

interface Sent {
	readonly messages: readonly unknown[];
	readonly tools: readonly {readonly function: {readonly name: string; readonly description: string; readonly parameters: unknown}}[];
}

/** What `chat` gives a model, to the last tool. */
async function everything(): Promise<{readonly tools: readonly AgentTool[]; readonly skills: readonly IndexedSkill[]}> {
	const bench = createWorkbench(home);
	const workspace = mkdtempSync(join(home, 'project-'));
	const skills = await discoverSkills({projectFolder: workspace, extraFolders: []});
	expect(skills).toHaveLength(11);
	const {tools, index} = createSkillTools(skills, {workspace, level: 3, approve: 'none', allow: emptyPolicy, limits: {}, consent: nobody});
	const neverRun = () => {
		throw new Error('No helper is asked for.');
	};
	const delegate = createDelegate({
		gate: bench.gate,
		model: neverRun,
		session: neverRun,
		tools: () => [],
		measures: () => new ModelMeasures(),
		maxTokens: undefined,
	});
	const notes = createMemoryTools({memory: openMemory([join(workspace, 'memory')]), session: () => 's'});
	return {tools: gatherTools([...bench.own.tools, ...notes, delegate, ...tools], bench.taint, bench.own.results), skills: index};
}

async function say(agent: Agent, turns: number): Promise<readonly string[]> {
	const happened: string[] = [];
	for (let index = 1; index <= turns; index++) {
		const {events, result} = await turn(agent, `And what of part ${index} of the walk, with two children and a dog?`);
		expect(result).toMatchObject({ended: 'answer', error: null});
		happened.push(...types(events));
	}

	return happened;
}

/** Another model at the same server. */
function modelAt(baseUrl: string, name: string): ChatModel {
	return createOpenAiModel({endpoint: {provider: 'custom', baseUrl, apiKey: 'test-key', model: name, source: 'a test'}});
}

test('ten turns at 8,192 tokens with every tool: nothing is too long, and nothing is summed up', async () => {
	const {tools, ...rest} = await everything();
	const {agent, server} = await startAgent(smallModel(8192), tools, rest);
	const happened = await say(agent, 10);
	expect(happened).not.toContain('context.compacted');
	expect(happened).not.toContain('retry');
	expect(server.chats()).toHaveLength(10);
	// The estimate before the first count was a bound, and not far off.
	expect(agent.context().total).toBeLessThan(0.7 * 8192);
});

test('ten turns at 4,096 tokens with every tool: nothing is too long', async () => {
	const {tools, ...rest} = await everything();
	const {agent, server} = await startAgent(smallModel(4096), tools, {...rest, contextWindow: 4096});
	const happened = await say(agent, 10);
	expect(happened).not.toContain('retry');
	for (const body of server.chats()) {
		expect(tokensIn(body)).toBeLessThan(4096);
	}

	// One summary makes room for some turns.
	expect(happened.filter(type => type === 'context.compacted').length).toBeLessThan(5);
});

test('does not sum up at every turn for an endpoint that counts nothing', async () => {
	const {tools, ...rest} = await everything();
	const curt = {
		title: 'Counts nothing',
		steps: [{reply: {kind: 'answer' as const, text: 'Take a coat. '.repeat(20), usage: null}, times: 'always' as const}],
	};
	const {agent, server} = await startAgent(curt, tools, {...rest, contextWindow: 4096});
	const happened = await say(agent, 10);
	expect(happened.filter(type => type === 'context.compacted').length).toBeLessThan(3);
	for (const body of server.chats()) {
		expect(tokensIn(body)).toBeLessThan(4096);
	}
});

test('shows a small model the same tools with the same names and needs, in fewer bytes and always the same ones', async () => {
	const {tools, ...rest} = await everything();
	const {agent, server} = await startAgent(smallModel(8192), tools, rest);
	await say(agent, 2);
	const [first, second] = server.chats().map(body => JSON.stringify((body as Sent).tools));
	expect(second).toBe(first);
	const shown = (server.chats()[0] as Sent).tools.map(tool => tool.function);
	expect(shown.map(({name}) => name)).toEqual(tools.map(({name}) => name));
	expect(shown.map(({parameters}) => (parameters as {required?: unknown}).required ?? [])).toEqual(
		tools.map(({parameters}) => parameters.required ?? []),
	);
	expect(first?.length).toBeLessThan(0.7 * JSON.stringify(tools).length);
	expect(agent.context().parts.map(({what}) => what)).toContain('tools, simplified');
});

test.each([
	['a large window', {contextWindow: 128_000}],
	['the wish of the user', {contextWindow: 4096, toolForm: 'full' as const}],
])('shows the tools whole for %s', async (_, options) => {
	const {agent, server} = await startAgent(smallModel(8192), [calculator()], options);
	await say(agent, 1);
	const [tool] = (server.chats()[0] as Sent).tools;
	expect(tool?.function).toMatchObject({name: 'calculator', description: 'Does arithmetic.'});
});

test('checks a call against the whole schema, also what was not shown of it', async () => {
	const picky = {
		...calculator(),
		parameters: {type: 'object', properties: {a: {type: 'integer', minimum: 10}}, required: ['a'], additionalProperties: false},
	};
	const scenario = {
		title: 'A call that fits only what was shown',
		steps: [
			{reply: {kind: 'answer' as const, calls: [{name: 'calculator', arguments: {a: 3}}]}},
			{reply: {kind: 'answer' as const, text: 'So it is.'}},
		],
	};
	const {agent, server} = await startAgent(scenario, [picky]);
	const {events} = await turn(agent, 'try');
	expect(JSON.stringify((server.chats()[0] as Sent).tools)).not.toContain('minimum');
	expect(events.find(({type}) => type === 'tool.end')).toMatchObject({ok: false, ended: 'invalid'});
	expect(JSON.stringify(server.chats()[1])).toContain('must be at least 10');
});

test('goes on with fewer words about the tools where they made a request too long', async () => {
	const {tools, ...rest} = await everything();
	const {agent, server} = await startAgent(smallModel(4000), tools, {...rest, contextWindow: 100_000});
	const {result} = await turn(agent, 'Where do we walk?');
	expect(result).toMatchObject({ended: 'answer', error: null});
	const [refused, answered] = server.chats().map(tokensIn);
	expect(refused).toBeGreaterThan(4000);
	expect(answered).toBeLessThan(4000);
	expect(agent.context()).toMatchObject({window: 4000, isKnown: true});
});

test('says once, and before it is asked, that the tools alone fill a window', async () => {
	const {tools, ...rest} = await everything();
	const {agent} = await startAgent(smallModel(8192), tools, {...rest, contextWindow: 2048});
	const {events} = await turn(agent, 'Where do we walk?');
	const said = events.filter(event => event.type === 'retry');
	expect(said).toHaveLength(1);
	expect(said[0]).toMatchObject({
		delayMs: 0,
		reason: expect.stringMatching(
			/^custom:test-model takes 2048 tokens, and instructions and tools alone have about \d{4}: load it with a larger window, or leave tools out/,
		),
	});
	expect(events.findIndex(({type}) => type === 'retry')).toBeLessThan(events.findIndex(({type}) => type === 'step.start'));
	expect(await say(agent, 2)).not.toContain('retry');
});

test('believes of another model what one counted, with something on top, and never more than it may', async () => {
	const {tools, ...rest} = await everything();
	const {agent, server} = await startAgent(smallModel(8192), tools, {...rest, toolForm: 'simple'});
	const bound = agent.context().total;
	await say(agent, 1);
	const counted = agent.context().total;
	agent.useModel(modelAt(server.baseUrl, 'other'));
	const believed = agent.context().total;
	expect(believed).toBeGreaterThan(counted);
	expect(believed).toBeLessThan(bound);
	agent.useModel(modelAt(server.baseUrl, 'test-model'));
	expect(agent.context().total).toBe(counted);
});

test('remembers over a resume what was counted, and does not sum up for having forgotten it', async () => {
	const {tools, ...rest} = await everything();
	const {agent, server, session} = await startAgent(smallModel(8192), tools, rest);
	// Nearly full by the count, and over it by the bound.
	await turn(agent, 'A long story. '.repeat(900));
	const {total} = agent.context();
	agent.close();
	const again = createAgent({model: modelAt(server.baseUrl, 'test-model'), tools, session: createSession(session.id), ...rest});
	expect(Math.abs(again.context().total - total)).toBeLessThan(20);
	const {events} = await turn(again, 'And then?');
	expect(types(events)).not.toContain('context.compacted');
	again.close();
});

test('does not believe a transcript that a request is next to nothing', async () => {
	const told = createSession();
	appendEntry(told, {type: 'user', text: 'x'.repeat(3000)});
	appendEntry(told, {type: 'turn.end', model: 'custom:test-model', scale: 0.001});
	appendEntry(told, {type: 'turn.end', model: 'custom:other', scale: 'none'});
	told.close();
	const {agent} = await startAgent(smallModel(8192), [], {session: createSession(told.id)});
	expect(agent.context().total).toBeGreaterThan(0.6 * 1000);
	agent.useModel(modelAt('http://127.0.0.1:9/v1', 'other'));
	expect(agent.context().total).toBeGreaterThan(0.75 * 1000);
	agent.close();
});
