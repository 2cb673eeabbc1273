import {appendFileSync, readFileSync, writeFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {createAgent} from '../../source/agent/agent.ts';
import {plainResult} from '../../source/agent/agent-tool.ts';
import {createOpenAiModel} from '../../source/model/openai-model.ts';
import {appendEntry, createSession, type Session} from '../../source/session/transcript.ts';
import type {ModelServer} from '../model-server/model-server.ts';
import type {Step} from '../model-server/scenario.ts';
import {atOnce, calculator, startAgent, turn} from './talk.ts';
import {temporaryHome} from './temporary-home.ts';

temporaryHome();

/** Another agent on the same session and model server, as another process would be. */
function reopened(session: Session, server: ModelServer, tools = [calculator()]) {
	session.close();
	const endpoint = {provider: 'custom', baseUrl: server.baseUrl, apiKey: null, model: 'test-model', source: 'a test'} as const;
	const again = createSession(session.id);
	return {agent: createAgent({model: createOpenAiModel({endpoint}), tools, session: again}), session: again};
}

/** What the last request held, without the system prompt. */
function lastMessages(server: ModelServer): readonly unknown[] {
	const [, ...messages] = (server.chats().at(-1) as {messages: unknown[]}).messages;
	return messages;
}

test('sends the same conversation after a resume as it would have without', async () => {
	const {agent, session, server} = await startAgent('calculator');
	await turn(agent, 'first');
	const before = (server.chats().at(-1) as {messages: unknown[]}).messages;
	const after = reopened(session, server);
	const {events} = await turn(after.agent, 'second');
	expect(events[0]).toMatchObject({type: 'turn.start', turn: 2});
	const resumed = (server.chats().at(-1) as {messages: unknown[]}).messages;
	expect(resumed.slice(0, before.length)).toEqual(before);
	expect(resumed[before.length]).toMatchObject({role: 'assistant', content: 'The tool says: {"result":405}'});
	after.agent.close();
});

test.each([
	['started', true, 'Interrupted, outcome unknown'],
	['did not start', false, 'Not run: the program ended before it.'],
])('answers a call that a crash left open and that %s, and runs it never again', async (_, started, sentence) => {
	const {session, server} = await startAgent('plain');
	const call = {id: 'c1', name: 'calculator', argumentsText: '{"operation":"add","a":1,"b":2}'};
	appendEntry(session, {type: 'user', text: 'go'});
	appendEntry(session, {type: 'assistant', text: '', calls: [call]});
	if (started) {
		appendEntry(session, {type: 'tool.start', call: 'c1', name: 'calculator', policy: 'none'});
	}

	let runs = 0;
	const tool = calculator(async () => {
		runs++;
		return plainResult({ok: true, text: '3', ended: 'exit', label: 'derived'});
	});
	const {agent} = reopened(session, server, [tool]);
	await turn(agent, 'and now?');
	expect(runs).toBe(0);
	expect(lastMessages(server)).toMatchObject([
		{role: 'user', content: 'go'},
		{role: 'assistant', tool_calls: [{id: 'c1'}]},
		{role: 'tool', tool_call_id: 'c1', content: expect.stringContaining(sentence)},
		{role: 'user', content: 'and now?'},
	]);
	agent.close();
});

test('runs no tool twice, wherever a crash cuts the transcript', async () => {
	const ran: string[] = [];
	const tool = calculator(async ({a}, {callId, emit}) => {
		emit({type: 'tool.start', id: callId, name: 'calculator', policy: 'none'});
		ran.push(String(a));
		return plainResult({ok: true, text: '405', ended: 'exit', label: 'derived'});
	});
	const {agent, session, server} = await startAgent('parallel', [tool]);
	await turn(agent, 'two sums');
	agent.close();
	expect(ran).toEqual(['15', '8']);
	const whole = readFileSync(session.path);
	const firstCall = whole.indexOf('"type":"assistant"');
	// Every line end, and three places within each line.
	const ends = [...whole.entries()].filter(([at, byte]) => byte === 0x0a && at > firstCall).map(([at]) => at + 1);
	const cuts = ends.flatMap((end, index) => [end, end - 1, Math.floor((end + (ends[index - 1] ?? firstCall)) / 2), end - 2]);
	for (const cut of cuts) {
		writeFileSync(session.path, whole.subarray(0, cut));
		const again = reopened(session, server, [tool]);
		expect(again.agent.said()).toMatchObject([{text: 'two sums'}]);
		const [, ...messages] = await replay(again.agent, server);
		assertPaired(messages);
		again.agent.close();
	}

	// Each later turn asked for its own two sums; none of the first turn's was repeated.
	expect(ran).toHaveLength(2 + 2 * cuts.length);
});

/** One more turn; what its first request held. */
async function replay(agent: ReturnType<typeof reopened>['agent'], server: ModelServer): Promise<readonly unknown[]> {
	const before = server.chats().length;
	await turn(agent, 'next');
	return (server.chats()[before] as {messages: unknown[]}).messages;
}

/** Every call has exactly one result, directly behind its message, and there is no result without a call. */
function assertPaired(messages: readonly unknown[]): void {
	let open: string[] = [];
	for (const message of messages as readonly {role: string; tool_call_id?: string; tool_calls?: {id: string}[]}[]) {
		if (message.role === 'tool') {
			expect(open.shift()).toBe(message.tool_call_id);
		} else {
			expect(open).toEqual([]);
			open = (message.tool_calls ?? []).map(({id}) => id);
		}
	}

	expect(open).toEqual([]);
}

test('runs no tool twice, and none of a message that was cut, over 1,000 cut streams', {timeout: 1_200_000}, async () => {
	const product = {name: 'calculator', arguments: {operation: 'multiply', a: 15, b: 27}};
	let runs = 0;
	const tool = calculator(async (_, {callId, emit}) => {
		emit({type: 'tool.start', id: callId, name: 'calculator', policy: 'none'});
		runs++;
		return plainResult({ok: true, text: '405', ended: 'exit', label: 'derived'});
	});
	// Text, the call's opening, its arguments, the finish, the count of tokens: a cut before, between and behind all of them.
	const pieces = 2 + 1 + 12 + 1 + 1;
	const cut = (index: number): Step => ({
		when: {lastContains: `cut ${index}.`},
		reply: {kind: 'answer', text: 'Wait. ', calls: [product], pieceLength: 4, cutAfter: index % (pieces + 2)},
	});
	const steps = [...Array.from({length: 1000}, (_, index) => cut(index)), ending];
	const {agent} = await startAgent({title: 'Cut everywhere', steps}, [tool], {maxSteps: 1, timing: atOnce});
	let whole = 0;
	for (let index = 0; index < 1000; index++) {
		runs = 0;
		const {result} = await turn(agent, `cut ${index}.`);
		const isWhole = result.ended === 'limit';
		expect(runs, `cut ${index}`).toBe(isWhole ? 1 : 0);
		whole += isWhole ? 1 : 0;
	}

	// The control: a stream that is cut behind its end is whole.
	expect(whole).toBeGreaterThan(50);
	expect(whole).toBeLessThan(400);
});

const ending: Step = {reply: {kind: 'answer', text: 'Whole.'}, times: 'always'};

test('goes back to before a message, and keeps what came after in the file', async () => {
	const {agent, session, server} = await startAgent('plain');
	await turn(agent, 'one');
	await turn(agent, 'two');
	const [, second] = agent.said();
	expect(await agent.rewind(second?.id ?? '')).toEqual({text: 'two', files: [], isOlder: false});
	await turn(agent, 'three');
	expect(lastMessages(server)).toMatchObject([{content: 'one'}, {role: 'assistant'}, {content: 'three'}]);
	expect(readFileSync(session.path, 'utf8')).toContain('"text":"two"');
	expect(agent.said().map(({text}) => text)).toEqual(['one', 'three']);
	await expect(agent.rewind('nothing')).rejects.toThrow('no message "nothing"');
});

test('forks a conversation: both go on, neither sees the other', async () => {
	const {agent, session, server} = await startAgent('plain');
	await turn(agent, 'one');
	const fork = agent.fork();
	expect(fork.id).not.toBe(session.id);
	const {result} = await turn(agent, 'two');
	expect(result.session).toBe(fork.id);
	const trunk = reopened(session, server);
	await turn(trunk.agent, 'three');
	expect(lastMessages(server)).toMatchObject([{content: 'one'}, {role: 'assistant'}, {content: 'three'}]);
	trunk.agent.close();
	agent.close();
});

test('passes over lines that make no sense', async () => {
	const {session, server} = await startAgent('plain');
	session.close();
	const lines = [
		{id: 'a', parentId: null, type: 'assistant', calls: [{id: 1}, null, 'x'], text: 7},
		{id: 'b', parentId: 'a', type: 'tool.end', call: 'nobody', text: 'x'},
		{id: 'c', parentId: 'b', type: 'of-the-future'},
	];
	appendFileSync(session.path, lines.map(line => `${JSON.stringify(line)}\n`).join(''));
	const {agent} = reopened(session, server);
	expect((await turn(agent, 'hello')).result.ok).toBe(true);
	agent.close();
});

test('says when it goes back beyond what this agent did, whose files nobody knows any more', async () => {
	const {agent: first, session, server} = await startAgent('plain');
	await turn(first, 'one');
	first.close();
	const {agent} = reopened(session, server);
	await turn(agent, 'two');
	agent.fork();
	const [one, two] = agent.said();
	expect(await agent.rewind(two?.id ?? '')).toMatchObject({text: 'two', isOlder: false});
	expect(await agent.rewind(one?.id ?? '')).toMatchObject({text: 'one', isOlder: true});
	agent.close();
});

test('puts files back when it goes back, and stays where it is when that fails', async () => {
	const asked: unknown[] = [];
	let fails = false;
	const files = {
		async restore(id: string, undone: readonly string[]) {
			asked.push([id, undone]);
			if (fails) {
				throw new Error('the disk is full');
			}

			return ['a.txt'];
		},
	};
	const {agent} = await startAgent('plain', [], {files});
	for (const text of ['one', 'two', 'three']) {
		await turn(agent, text);
	}

	const [one, two, three] = agent.said().map(({id}) => id);
	expect(await agent.rewind(two ?? '', {files: true})).toEqual({text: 'two', files: ['a.txt'], isOlder: false});
	expect(asked).toEqual([[two, [two, three]]]);
	expect(agent.said().map(({id}) => id)).toEqual([one]);
	fails = true;
	await expect(agent.rewind(one ?? '', {files: true})).rejects.toThrow('the disk is full');
	expect(agent.said()).toHaveLength(1);
	expect(await agent.rewind(one ?? '')).toMatchObject({files: []});
});

test('tells a tool which message it works for, and how far its words can be trusted', async () => {
	const contexts: unknown[] = [];
	const tool = calculator(async (_, {turnEntry, label}) => {
		contexts.push([turnEntry, label]);
		return plainResult({ok: true, text: 'from the web', ended: 'exit', label: 'foreign'});
	});
	const {agent} = await startAgent('calculator', [tool]);
	await turn(agent, 'one');
	await turn(agent, 'two');
	const [one, two] = agent.said().map(({id}) => id);
	expect(contexts).toEqual([
		[one, 'derived'],
		[two, 'foreign'],
	]);
});

test('puts what was learned into the prompt of the whole session, and its name beside each message', async () => {
	const evolved = {manifest: 'sha256:1', rulesBlock: '- Prefer csv-tools.', plans: [], skillFolders: []};
	const {agent, session, server} = await startAgent('plain', [], {evolved});
	await turn(agent, 'one');
	expect((server.chats()[0] as {messages: {content: string}[]}).messages[0]?.content).toContain('- Prefer csv-tools.');
	expect(readFileSync(session.path, 'utf8')).toContain('"text":"one","evolved":"sha256:1"');
});
