import {existsSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {type AgentTool, plainResult, type ToolResult} from '../../source/agent/agent-tool.ts';
import type {ChatModel} from '../../source/model/chat-model.ts';
import {calculator, startAgent, turn, types} from './talk.ts';
import {temporaryHome} from './temporary-home.ts';

temporaryHome();

const product = {name: 'calculator', arguments: {operation: 'multiply', a: 15, b: 27}};

function failing(text = 'calculator failed: no.'): AgentTool {
	return calculator(async () => plainResult({ok: false, text, ended: 'exit', label: 'derived'}));
}

function refusing(by: 'person' | 'unmet' | 'fatal', code: 'consent-refused' | 'consent-needed' | 'sandbox-unavailable'): AgentTool {
	const refusal = {by, error: {code, message: 'Not run: why.', hint: 'What to do.'}};
	return calculator(async () => ({...plainResult({ok: false, text: 'Not run: why.', ended: 'refused', label: 'core'}), refusal}));
}

/** A tool that stops when told, or never. */
function endless(obeys: boolean): AgentTool {
	return calculator(
		(_, {callId, signal, emit}) =>
			new Promise<ToolResult>(resolve => {
				emit({type: 'tool.start', id: callId, name: 'calculator', policy: 'none'});
				if (obeys) {
					signal.addEventListener('abort', () => resolve(plainResult({ok: false, text: 'stopped', ended: 'cancelled', label: 'derived'})));
				}
			}),
	);
}

function entries(path: string): readonly Record<string, unknown>[] {
	const lines = readFileSync(path, 'utf8').trim().split('\n');
	return lines.map(line => JSON.parse(line));
}

/** A machine that is busy with others may be late once; a program that is late is late each time. */
const timed = {retry: 4};

test('streams an answer and ends the turn with its result', async () => {
	const {agent, session} = await startAgent('plain');
	const {events, result, text} = await turn(agent, 'hello');
	expect(types(events)).toEqual(['turn.start', 'step.start', 'text.delta', 'usage', 'turn.end']);
	expect(text).toBe('Hello from the model server. Nothing was computed and no tool was called.');
	expect(result).toEqual({
		type: 'result',
		v: 1,
		ok: true,
		text,
		session: session.id,
		model: 'custom:test-model',
		steps: 1,
		tools: [],
		refused: [],
		usage: {inputTokens: 20, outputTokens: 10, cost: null},
		ended: 'answer',
		error: null,
	});
});

test('numbers events within a turn and turns within a session', async () => {
	const {agent, session} = await startAgent('plain', [], {clock: () => new Date(0)});
	await turn(agent, 'one');
	const {events} = await turn(agent, 'two');
	expect(events.map(({seq}) => seq)).toEqual(events.map((_, index) => index + 1));
	expect(events[0]).toMatchObject({v: 1, ts: '1970-01-01T00:00:00.000Z', session: session.id, turn: 2});
});

test('runs a call, gives the result to the model and answers', async () => {
	const {agent, server} = await startAgent('calculator');
	const {events, result} = await turn(agent, 'what is 15 * 27?');
	expect(result).toMatchObject({ok: true, text: 'The tool says: {"result":405}', steps: 2, tools: [{name: 'calculator', ended: 'exit'}]});
	expect(types(events)).toEqual([
		...['turn.start', 'step.start', 'usage', 'tool.request', 'tool.start', 'tool.end'],
		...['step.start', 'text.delta', 'usage', 'turn.end'],
	]);
	expect(server.chats().at(-1)).toMatchObject({
		messages: [{role: 'system'}, {role: 'user'}, {role: 'assistant'}, {role: 'tool', content: '{"result":405}'}],
	});
});

test('runs the calls of one message in order', async () => {
	const {agent} = await startAgent('parallel');
	const {events, result} = await turn(agent, 'two sums');
	expect(result.tools).toHaveLength(2);
	expect(types(events).filter(type => type.startsWith('tool.'))).toEqual([
		...['tool.request', 'tool.start', 'tool.end'],
		...['tool.request', 'tool.start', 'tool.end'],
	]);
});

test('keeps the conversation across turns', async () => {
	const {agent, server} = await startAgent('plain');
	await turn(agent, 'first');
	await turn(agent, 'second');
	expect(server.chats().at(-1)).toMatchObject({
		messages: [{role: 'system'}, {role: 'user', content: 'first'}, {role: 'assistant'}, {role: 'user', content: 'second'}],
	});
});

test('names the fault of bad JSON and lets the model repair it', async () => {
	const {agent, server} = await startAgent('bad-json');
	const {result} = await turn(agent, '15 * 27');
	expect(result).toMatchObject({ok: true, text: 'The tool says: {"result":405}', tools: [{ended: 'invalid'}, {ended: 'exit'}]});
	expect(JSON.stringify(server.chats()[1])).toContain('not a JSON object');
});

test('names the nearest tool for one that does not exist', async () => {
	const {agent, server} = await startAgent('unknown-tool');
	const {result} = await turn(agent, '15 * 27');
	expect(result).toMatchObject({
		ok: true,
		tools: [
			{name: 'calcluator', ended: 'invalid'},
			{name: 'calculator', ended: 'exit'},
		],
	});
	expect(JSON.stringify(server.chats()[1])).toContain('The nearest: calculator.');
});

test('names the field of a call that does not fit the schema', async () => {
	const {agent, server} = await startAgent({
		title: 'A call without b',
		steps: [
			{reply: {kind: 'answer', calls: [{name: 'calculator', arguments: {operation: 'add', a: 1}}]}},
			{reply: {kind: 'answer', text: 'I see.'}},
		],
	});
	const {result} = await turn(agent, 'go');
	expect(result.tools).toMatchObject([{ended: 'invalid'}]);
	expect(JSON.stringify(server.chats()[1])).toContain('is missing; expected a number');
});

test('tells the model about a failing call that it repeats, and stops after five failures', async () => {
	const scenario = {title: 'The same call for ever', steps: [{reply: {kind: 'answer', calls: [product]}, times: 'always'}]} as const;
	const {agent, server} = await startAgent(scenario, [failing()]);
	const {events, result} = await turn(agent, 'go');
	expect(result).toMatchObject({ok: false, ended: 'error', steps: 5, error: {code: 'skill-failed'}});
	expect(result.error?.message).toContain('Stopped after 5 failed calls in a row');
	expect(events.filter(({type}) => type === 'error')).toHaveLength(1);
	expect(JSON.stringify(server.chats()[1])).not.toContain('This same call failed before');
	expect(JSON.stringify(server.chats()[2])).toContain('This same call failed before');
});

test('stops at the step limit and says so', async () => {
	const scenario = {title: 'Calls for ever', steps: [{reply: {kind: 'answer', calls: [product]}, times: 'always'}]} as const;
	const {agent} = await startAgent(scenario, undefined, {maxSteps: 3});
	const {result, text} = await turn(agent, 'go');
	expect(result).toMatchObject({ok: false, ended: 'limit', steps: 3, text: 'Stopped after 3 steps without an answer.', error: null});
	expect(text).toBe(result.text);
});

test('ends with the error of the model, and the next turn goes on', async () => {
	const {agent, server} = await startAgent({
		title: 'Refused once',
		steps: [{reply: {kind: 'error', status: 400, body: {error: {message: 'No.'}}}}, {reply: {kind: 'answer', text: 'Yes.'}}],
	});
	const {events, result} = await turn(agent, 'one');
	expect(result).toMatchObject({ok: false, ended: 'error', error: {code: 'model'}});
	expect(types(events)).toEqual(['turn.start', 'step.start', 'error', 'turn.end']);
	expect((await turn(agent, 'two')).result).toMatchObject({ok: true, text: 'Yes.'});
	expect(server.chats()).toHaveLength(2);
});

test('keeps partial text of an answer that broke off', async () => {
	const {agent} = await startAgent('error-in-stream');
	const {result} = await turn(agent, 'go');
	expect(result).toMatchObject({ended: 'error', text: 'I was about to'});
});

test('never runs a call of a message that broke off', async () => {
	let runs = 0;
	const tool = calculator(async () => {
		runs++;
		return plainResult({ok: true, text: '', ended: 'exit', label: 'derived'});
	});
	const steps = [{reply: {kind: 'answer', text: 'Wait. ', calls: [product], cutAfter: 4}, times: 'always'}] as const;
	const {agent} = await startAgent({title: 'Cut in the call', steps}, [tool]);
	expect((await turn(agent, 'go')).result.ended).toBe('error');
	expect(runs).toBe(0);
});

test('ends an interrupted answer in a moment, keeps its text and goes on in the next turn', timed, async () => {
	const {agent} = await startAgent('slow');
	const controller = new AbortController();
	let abortedAt = 0;
	let ended = '';
	let kept = '';
	for await (const event of agent.send('go', {signal: controller.signal})) {
		if (event.type === 'text.delta' && abortedAt === 0) {
			abortedAt = performance.now();
			controller.abort();
		} else if (event.type === 'turn.end') {
			ended = event.result.ended;
			kept = event.result.text;
		}
	}

	expect(performance.now() - abortedAt).toBeLessThan(1000);
	expect(ended).toBe('interrupted');
	expect(kept).not.toBe('');
});

test.each([true, false])('ends an interrupted tool in a moment, and answers its call (obeys: %s)', timed, async obeys => {
	const {agent, server} = await startAgent(
		{
			title: 'One call, then an answer',
			steps: [{reply: {kind: 'answer', calls: [product]}}, {when: {lastRole: 'user'}, reply: {kind: 'answer', text: 'On we go.'}}],
		},
		[endless(obeys)],
	);
	const controller = new AbortController();
	let abortedAt = 0;
	let result: unknown;
	for await (const event of agent.send('go', {signal: controller.signal})) {
		if (event.type === 'tool.start') {
			abortedAt = performance.now();
			controller.abort();
		} else if (event.type === 'turn.end') {
			result = event.result;
		}
	}

	expect(performance.now() - abortedAt).toBeLessThan(1000);
	expect(result).toMatchObject({ended: 'interrupted', ok: false, tools: [{ended: 'cancelled'}]});
	expect((await turn(agent, 'next')).result.text).toBe('On we go.');
	expect(server.chats().at(-1)).toMatchObject({messages: [{}, {}, {role: 'assistant'}, {role: 'tool'}, {role: 'user'}]});
});

test('does not start a tool that gets consent only after the interruption', async () => {
	let wasStopped: Promise<unknown> = Promise.resolve();
	const late = calculator((_, {callId, signal, emit}) => {
		const answered = new Promise<void>(resolve => {
			signal.addEventListener('abort', () => setTimeout(resolve, 80));
		});
		const work = answered.then(() => {
			emit({type: 'tool.start', id: callId, name: 'calculator', policy: 'none'});
			return plainResult({ok: true, text: 'ran', ended: 'exit', label: 'derived'});
		});
		wasStopped = work.then(
			() => false,
			() => true,
		);
		return work;
	});
	const {agent} = await startAgent('calculator', [late]);
	const controller = new AbortController();
	for await (const event of agent.send('go', {signal: controller.signal})) {
		if (event.type === 'tool.request') {
			controller.abort();
		}
	}

	expect(await wasStopped).toBe(true);
});

test('interrupts the turn when its reader leaves', async () => {
	const {agent} = await startAgent('slow');
	for await (const event of agent.send('go')) {
		if (event.type === 'text.delta') {
			break;
		}
	}

	await expect(agent.send('again').next()).resolves.toMatchObject({value: {type: 'turn.start'}});
});

test('has one turn at a time', async () => {
	const {agent} = await startAgent('slow');
	const first = agent.send('one');
	await first.next();
	await expect(agent.send('two').next()).rejects.toThrow('one turn at a time');
	await first.return(undefined);
});

test('ends as refused when a tool stayed unrun for want of consent, whatever the model answers', async () => {
	const {agent, server} = await startAgent('calculator', [refusing('unmet', 'consent-needed')]);
	const {result} = await turn(agent, '15 * 27');
	expect(result).toMatchObject({
		ok: false,
		ended: 'refused',
		refused: ['calculator'],
		error: {code: 'consent-needed', hint: 'What to do.'},
	});
	expect(JSON.stringify(server.chats()[1])).toContain('Not run: why.');
});

test('ends as an answer when a person said no', async () => {
	const {agent} = await startAgent('calculator', [refusing('person', 'consent-refused')]);
	expect((await turn(agent, '15 * 27')).result).toMatchObject({ok: true, ended: 'answer', refused: ['calculator'], error: null});
});

test('ends at once when nothing can run on this machine', async () => {
	const {agent} = await startAgent('calculator', [refusing('fatal', 'sandbox-unavailable')]);
	expect((await turn(agent, '15 * 27')).result).toMatchObject({ok: false, ended: 'error', steps: 1, error: {code: 'sandbox-unavailable'}});
});

test('turns a fault inside a tool into an error of the turn, and stays usable', async () => {
	const broken = calculator(async () => {
		throw new TypeError('A bug.');
	});
	const {agent} = await startAgent('calculator', [broken]);
	expect((await turn(agent, 'go')).result).toMatchObject({ended: 'error', error: {code: 'internal', message: 'A bug.'}});
	expect((await turn(agent, 'go')).result.ended).toBe('error');
});

test('writes the start of a tool to the transcript before the tool starts', async () => {
	let path = '';
	let atStart: readonly Record<string, unknown>[] = [];
	const tool = calculator(async (_, {callId, emit}) => {
		emit({type: 'tool.start', id: callId, name: 'calculator', policy: 'no network'});
		atStart = entries(path);
		return plainResult({ok: true, text: '{"result":405}', ended: 'exit', label: 'derived'});
	});
	const {agent, session} = await startAgent('calculator', [tool]);
	path = session.path;
	await turn(agent, 'my key is sk-abcdefghijklmnopqrstuvwx');
	expect(atStart.at(-1)).toMatchObject({type: 'tool.start', name: 'calculator', policy: 'no network'});
	const all = entries(path);
	expect(all.map(({type}) => type)).toEqual(['session', 'user', 'assistant', 'tool.start', 'tool.end', 'assistant', 'turn.end']);
	expect(all.map(({parentId}) => parentId)).toEqual([null, ...all.slice(0, -1).map(({id}) => id)]);
	expect(readFileSync(path, 'utf8')).not.toContain('sk-abcdefghijklmnopqrstuvwx');
	expect(existsSync(path)).toBe(true);
});

test('does not start a tool whose start cannot be written down', async () => {
	let ran = false;
	const tool = calculator(async (_, {callId, emit}) => {
		session.close();
		emit({type: 'tool.start', id: callId, name: 'calculator', policy: 'none'});
		ran = true;
		return plainResult({ok: true, text: '', ended: 'exit', label: 'derived'});
	});
	const {agent, session} = await startAgent('calculator', [tool]);
	const {result} = await turn(agent, 'go');
	expect(result).toMatchObject({ended: 'error', error: {code: 'config'}});
	expect(ran).toBe(false);
});

test('works with a model that knows no tools, which is found out once', async () => {
	const {agent, server} = await startAgent('calls-in-text');
	const {events, result} = await turn(agent, 'what is 15 * 27?');
	expect(result).toMatchObject({ok: true, steps: 2, tools: [{name: 'calculator', ended: 'exit'}]});
	expect(result.text).toContain('{"result":405}');
	await turn(agent, 'again');
	expect(events.filter(({type}) => type === 'retry')).toHaveLength(1);
	expect(server.chats().filter(body => 'tools' in (body as object))).toHaveLength(1);
});

test('goes on with another model in the middle of a session, with the tools for that one', async () => {
	const planner: ChatModel = {
		name: 'instant',
		offline: true,
		contextWindow: null,
		models: async () => [],
		async *stream({tools, messages}) {
			yield {type: 'text', text: `${tools.length} tools, ${messages.length} messages`};
			yield {type: 'end', reason: 'stop'};
		},
	};
	const {agent, server, session} = await startAgent('plain', ({offline}) => (offline ? [] : [calculator()]));
	await turn(agent, 'one');
	agent.useModel(planner);
	expect((await turn(agent, 'two')).result).toMatchObject({model: 'instant', text: '0 tools, 4 messages'});
	expect(server.chats()).toHaveLength(1);
	expect(entries(session.path)).toContainEqual(expect.objectContaining({type: 'model', model: 'instant'}));
});

test('skills that come while a turn runs are there from the next message on, in the index and as tools', async () => {
	const seen: string[] = [];
	const watching: ChatModel = {
		name: 'watching',
		offline: false,
		contextWindow: null,
		models: async () => [],
		async *stream({tools, messages}) {
			seen.push(
				`${tools.map(({name}) => name).join(' ')}; ${String(messages[0]?.content).includes('manners: How letters')}; ${messages.length}`,
			);
			yield {type: 'text', text: 'yes'};
			yield {type: 'end', reason: 'stop'};
		},
	};
	let tools: readonly AgentTool[] = [];
	const {agent} = await startAgent('plain', () => tools, {model: watching});
	for await (const event of agent.send('one')) {
		if (event.type === 'text.delta') {
			tools = [calculator()];
			agent.useSkills([{name: 'manners', description: 'How letters are written.'}]);
		}
	}

	await turn(agent, 'two');
	agent.useSkills([]);
	await turn(agent, 'three');
	expect(seen).toEqual(['; false; 2', 'calculator; true; 4', 'calculator; false; 6']);
});
