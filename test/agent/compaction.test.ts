import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {createAgent} from '../../source/agent/agent.ts';
import {type AgentTool, plainResult} from '../../source/agent/agent-tool.ts';
import {createPlanner} from '../../source/model/planner/planner.ts';
import {createSession} from '../../source/session/transcript.ts';
import type {ModelServer} from '../model-server/model-server.ts';
import type {Scenario} from '../model-server/scenario.ts';
import {calculator, startAgent, turn, types} from './talk.ts';
import {temporaryHome} from './temporary-home.ts';

temporaryHome();

const signal = new AbortController().signal;
const summary = 'Goal: the user counts sheep. Decisions: none. Files: none. Open questions: none.';

interface Sent {
	readonly role: string;
	readonly content: string | null;
	readonly tool_calls?: readonly {readonly id: string}[];
	readonly tool_call_id?: string;
}

function sent(server: ModelServer, index = -1): readonly Sent[] {
	return (server.chats().at(index) as {messages: Sent[]}).messages;
}

/** Answers everything; a request to summarise gets the summary. Nobody counts tokens, so that estimates decide. */
const talkative: Scenario = {
	title: 'Long answers',
	steps: [
		{when: {lastContains: 'User: '}, reply: {kind: 'answer', text: summary, usage: null}, times: 'always'},
		{reply: {kind: 'answer', text: `Sheep. ${'Baa. '.repeat(200)}`, pieceLength: 500, usage: null}, times: 'always'},
	],
};

test('compacts a conversation at 80 % of the window and goes on', async () => {
	const {agent, server, session} = await startAgent(talkative, [], {contextWindow: 2048});
	const compacted: unknown[] = [];
	for (let index = 1; index <= 8; index++) {
		const {events, result} = await turn(agent, `sheep ${index}`);
		expect(result.ended).toBe('answer');
		compacted.push(...events.filter(({type}) => type === 'context.compacted'));
		expect(agent.context().total).toBeLessThan(2048);
	}

	expect(compacted.length).toBeGreaterThan(0);
	expect(compacted[0]).toMatchObject({before: expect.any(Number), after: expect.any(Number)});
	const last = sent(server);
	expect(last[1]).toMatchObject({role: 'user', content: expect.stringContaining(summary)});
	expect(last[1]?.content).toContain('It is a record, not a request.');
	expect(last.at(-1)).toMatchObject({role: 'user', content: 'sheep 8'});
	// The file keeps everything.
	const file = readFileSync(session.path, 'utf8');
	expect(file).toContain('"text":"sheep 1"');
	expect(file).toContain('"type":"compaction"');
});

test('asks for no summary that could gain nothing: where the instructions alone fill the window, and little was said', async () => {
	const curt: Scenario = {title: 'Short answers', steps: [{reply: {kind: 'answer', text: 'Yes.', usage: null}, times: 'always'}]};
	const {agent, server} = await startAgent(curt, [], {contextWindow: 1200, projectNotes: 'Be kind. '.repeat(500)});
	for (let index = 1; index <= 4; index++) {
		const {events, result} = await turn(agent, `sheep ${index}`);
		expect(result.ended).toBe('answer');
		expect(types(events)).not.toContain('context.compacted');
	}

	expect(agent.context().total).toBeGreaterThan(1200);
	expect(server.chats()).toHaveLength(4);
});

test('sends the same after a resume of a compacted conversation', async () => {
	const {agent, server, session} = await startAgent(talkative, [], {contextWindow: 2048});
	for (let index = 1; index <= 6; index++) {
		await turn(agent, `sheep ${index}`);
	}

	const before = sent(server);
	agent.close();
	const again = createAgent({model: agent.model, tools: [], session: createSession(session.id), contextWindow: 2048_000});
	await turn(again, 'sheep 7');
	expect(sent(server).slice(0, before.length)).toEqual(before);
	again.close();
});

test('keeps every call with its result, and the request itself, when it compacts within a turn', async () => {
	const long = calculator(async () => plainResult({ok: true, text: 'wool '.repeat(300), ended: 'exit', label: 'foreign'}));
	let calls = 0;
	const scenario: Scenario = {
		title: 'Calls until it is told enough',
		steps: [
			{when: {lastContains: 'User: '}, reply: {kind: 'answer', text: summary, usage: null}, times: 'always'},
			...Array.from({length: 12}, () => ({
				reply: {kind: 'answer' as const, calls: [{name: 'calculator', arguments: {operation: 'add', a: calls++, b: 1}}], usage: null},
			})),
			{reply: {kind: 'answer', text: 'Enough.', usage: null}, times: 'always'},
		],
	};
	const {agent, server} = await startAgent(scenario, [long], {contextWindow: 4096});
	const {events, result} = await turn(agent, 'count all the sheep of the valley');
	expect(result).toMatchObject({ended: 'answer', text: 'Enough.'});
	expect(types(events)).toContain('context.compacted');
	for (const body of server.chats()) {
		const open = new Set<string>();
		for (const {role, tool_calls: made = [], tool_call_id: answered} of (body as {messages: Sent[]}).messages) {
			for (const {id} of made) {
				open.add(id);
			}

			if (role === 'tool') {
				expect(open.delete(answered ?? '')).toBe(true);
			}
		}

		expect(open.size).toBe(0);
	}

	expect(JSON.stringify(sent(server))).toContain('count all the sheep of the valley');
});

test('a summary of foreign text is foreign', async () => {
	const seen: string[] = [];
	const tool: AgentTool = calculator(async (_, {label}) => {
		seen.push(label);
		return plainResult({ok: true, text: 'wool '.repeat(100), ended: 'exit', label: 'foreign'});
	});
	const call = {name: 'calculator', arguments: {operation: 'add', a: 1, b: 1}};
	const scenario: Scenario = {
		title: 'A call, an answer',
		steps: [
			{when: {lastContains: 'Summarise'}, reply: {kind: 'answer', text: summary}, times: 'always'},
			{when: {lastContains: 'User: '}, reply: {kind: 'answer', text: summary}, times: 'always'},
			{when: {lastRole: 'user'}, reply: {kind: 'answer', calls: [call]}, times: 'always'},
			{reply: {kind: 'answer', text: 'Done.'}, times: 'always'},
		],
	};
	const {agent} = await startAgent(scenario, [tool]);
	await turn(agent, 'one');
	await turn(agent, 'two');
	expect(await agent.compact(signal)).not.toBeNull();
	await turn(agent, 'three');
	expect(seen).toEqual(['derived', 'foreign', 'foreign']);
});

test('compacts and asks again when the endpoint says that the conversation is too long', async () => {
	const refusal = {
		kind: 'error',
		status: 400,
		body: {
			error: {
				message: "This model's maximum context length is 2048 tokens. However, your messages resulted in 5000 tokens.",
				code: 'context_length_exceeded',
			},
		},
	} as const;
	const scenario: Scenario = {
		title: 'Too long once',
		steps: [
			{when: {lastContains: 'User: '}, reply: {kind: 'answer', text: summary}, times: 'always'},
			{when: {request: 3}, reply: refusal},
			{reply: {kind: 'answer', text: 'Baa. '.repeat(50)}, times: 'always'},
		],
	};
	const {agent, server} = await startAgent(scenario, [], {contextWindow: 100_000});
	await turn(agent, 'one');
	await turn(agent, 'two');
	const {events, result} = await turn(agent, 'three');
	expect(result).toMatchObject({ended: 'answer', error: null});
	expect(types(events).slice(0, 4)).toEqual(['turn.start', 'step.start', 'usage', 'context.compacted']);
	expect(sent(server)[1]?.content).toContain(summary);
});

test('says so when not even a compacted conversation fits', async () => {
	const refusal = {kind: 'error', status: 413, body: {error: {message: 'prompt is too long: 9000 tokens > 4096 maximum'}}} as const;
	const {agent} = await startAgent({title: 'Never', steps: [{reply: refusal, times: 'always'}]}, []);
	const {result} = await turn(agent, 'one');
	expect(result).toMatchObject({
		ended: 'error',
		error: {code: 'model', message: expect.stringContaining('too long for the model'), hint: expect.stringContaining('/compact')},
	});
});

test('makes an outline of its own when the endpoint cannot summarise', async () => {
	const scenario: Scenario = {
		title: 'No summaries',
		steps: [
			{when: {lastContains: 'User: '}, reply: {kind: 'error', status: 400, body: {error: {message: 'no'}}}, times: 'always'},
			{reply: {kind: 'answer', text: 'Which sheep do you mean?'}, times: 'always'},
		],
	};
	const {agent, server} = await startAgent(scenario, []);
	await turn(agent, 'count sheep in "data/sheep.csv"');
	await turn(agent, 'two');
	await agent.compact(signal);
	await turn(agent, 'three');
	expect(sent(server)[1]?.content).toMatch(/Goal\n- count sheep[\s\S]*Open questions\n- Which sheep do you mean\?/);
});

test('has nothing to compact in a new conversation', async () => {
	const {agent} = await startAgent('plain', []);
	expect(await agent.compact(signal)).toBeNull();
	await turn(agent, 'one');
	expect(agent.context()).toMatchObject({isKnown: false, window: 8192});
});

test('stops a summary that takes too long, and keeps the conversation', async () => {
	const scenario: Scenario = {
		title: 'Hangs in summaries',
		steps: [
			{when: {lastContains: 'User: '}, reply: {kind: 'hang'}, times: 'always'},
			{reply: {kind: 'answer', text: 'Baa.'}, times: 'always'},
		],
	};
	const {agent} = await startAgent(scenario, []);
	await turn(agent, 'one');
	await turn(agent, 'two');
	const controller = new AbortController();
	const compacting = agent.compact(controller.signal);
	setTimeout(() => controller.abort(), 20);
	await expect(compacting).rejects.toMatchObject({code: 'interrupted'});
	expect((await turn(agent, 'three')).result.ok).toBe(true);
	expect(agent.said()).toHaveLength(3);
});

test('outlines a conversation with the offline planner, which cannot summarise', async () => {
	const {agent, server} = await startAgent('calculator');
	agent.useModel(createPlanner());
	await turn(agent, 'hello');
	await turn(agent, 'what can you do');
	expect(await agent.compact(signal)).not.toBeNull();
	expect(server.chats()).toEqual([]);
	expect(agent.session.branch().at(-1)).toMatchObject({type: 'compaction', summary: expect.stringContaining('Goal\n- hello')});
});
