import {setTimeout} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {type AgentTool, plainResult} from '../../source/agent/agent-tool.ts';
import type {Scenario} from '../model-server/scenario.ts';
import {startAgent, turn} from './talk.ts';
import {temporaryHome} from './temporary-home.ts';

temporaryHome();

/** A tool that keeps book of who runs beside whom. Those that read wait for each other, in groups of these sizes. */
function bookkeeping(...groups: number[]) {
	let running = 0;
	let most = 0;
	const order: string[] = [];
	const waiting: (() => void)[] = [];
	const tool = (name: string, isReading: boolean): AgentTool => ({
		name,
		description: 'Waits.',
		parameters: {type: 'object', properties: {n: {type: 'number'}}},
		isReading,
		async run({n}, {callId, emit}) {
			emit({type: 'tool.start', id: callId, name, policy: 'none'});
			order.push(`${name} ${String(n)}`);
			most = Math.max(most, ++running);
			if (isReading && running === groups[0]) {
				groups.shift();
				for (const go of waiting.splice(0)) {
					go();
				}
			} else if (isReading) {
				await Promise.race([new Promise<void>(resolve => waiting.push(resolve)), setTimeout(20_000, undefined, {ref: false})]);
			}

			running--;
			return plainResult({ok: true, text: `${name} ${String(n)}`, ended: 'exit', label: 'derived'});
		},
	});
	return {tool, order, most: () => most};
}

function calling(...names: readonly string[]): Scenario {
	const calls = names.map((name, n) => ({name, arguments: {n}}));
	return {
		title: 'Many calls in one message',
		steps: [{reply: {kind: 'answer', calls}}, {reply: {kind: 'answer', text: 'Done.'}, times: 'always'}],
	};
}

function results(server: {chats(): readonly unknown[]}): readonly unknown[] {
	return (server.chats().at(-1) as {messages: {role: string; content: string}[]}).messages
		.filter(({role}) => role === 'tool')
		.map(({content}) => content);
}

test('runs reads beside each other, four at a time, and keeps the order of their results', async () => {
	const book = bookkeeping(4, 2);
	const {agent, server} = await startAgent(calling('read', 'read', 'read', 'read', 'read', 'read'), [book.tool('read', true)]);
	await turn(agent, 'go');
	expect(book.most()).toBe(4);
	expect(results(server)).toEqual([0, 1, 2, 3, 4, 5].map(n => `read ${n}`));
});

test('runs what writes alone and in its place', async () => {
	const book = bookkeeping(2, 1);
	const tools = [book.tool('read', true), book.tool('write', false)];
	const {agent, server} = await startAgent(calling('read', 'read', 'write', 'write', 'read'), tools);
	const {events} = await turn(agent, 'go');
	expect(book.order).toEqual(['read 0', 'read 1', 'write 2', 'write 3', 'read 4']);
	expect(book.most()).toBe(2);
	expect(results(server)).toEqual(['read 0', 'read 1', 'write 2', 'write 3', 'read 4']);
	const firstWrite = events.findIndex(event => event.type === 'tool.start' && event.name === 'write');
	expect(events.slice(0, firstWrite).filter(({type}) => type === 'tool.end')).toHaveLength(2);
});

test('a call that a person stops ends alone: the turn goes on, and the model is told', async () => {
	const stuck: AgentTool = {
		name: 'stuck',
		description: 'Never ends.',
		parameters: {type: 'object', properties: {n: {type: 'number'}}},
		async run(_, {callId, emit, signal}) {
			emit({type: 'tool.start', id: callId, name: 'stuck', policy: 'none'});
			await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()));
			return plainResult({ok: false, text: 'half of it', ended: 'cancelled', label: 'derived'});
		},
	};
	const {agent, server} = await startAgent(calling('stuck', 'read'), [stuck, bookkeeping(1).tool('read', true)]);
	const ends: string[] = [];
	for await (const event of agent.send('go')) {
		if (event.type === 'tool.start' && event.name === 'stuck') {
			expect(agent.stopCall('no such call')).toBe(false);
			expect(agent.stopCall(event.id)).toBe(true);
			expect(agent.stopCall(event.id)).toBe(false);
		}

		if (event.type === 'tool.end' || event.type === 'turn.end') {
			ends.push(event.type === 'tool.end' ? `${event.name} ${event.ended}` : event.result.ended);
		}
	}

	expect(ends).toEqual(['stuck cancelled', 'read exit', 'answer']);
	expect(results(server)).toEqual([expect.stringMatching(/^half of it\nThe user stopped this call\./), 'read 1']);
});

test('what a person does with a tool stands in the conversation, and the model is not asked', async () => {
	const {agent, server} = await startAgent(calling(), []);
	const tool = bookkeeping(1).tool('read', true);
	const types: string[] = [];
	for await (const event of agent.perform({text: '!read', tool, input: {n: 7}})) {
		types.push(event.type);
	}

	expect(types).toEqual(['turn.start', 'tool.request', 'tool.start', 'tool.end', 'turn.end']);
	expect(server.chats()).toHaveLength(0);
	await turn(agent, 'go');
	expect(results(server)).toEqual(['read 7']);
	expect(agent.said().map(({text}) => text)).toEqual(['!read', 'go']);
});

test('what a call that was given up still prints is dropped, and never thrown where nobody catches it', async () => {
	let late: unknown = 'nothing came';
	const slow: AgentTool = {
		name: 'slow',
		description: 'Goes on after it was told to stop.',
		parameters: {type: 'object', properties: {n: {type: 'number'}}},
		async run(_, {callId, emit, signal}) {
			emit({type: 'tool.start', id: callId, name: 'slow', policy: 'none'});
			await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()));
			await setTimeout(200);
			try {
				emit({type: 'tool.output', id: callId, stream: 'stdout', text: 'late'});
				late = null;
			} catch (thrown) {
				late = thrown;
			}

			return plainResult({ok: true, text: '', ended: 'exit', label: 'derived'});
		},
	};
	const {agent} = await startAgent(calling('slow'), [slow]);
	const stop = new AbortController();
	const types: string[] = [];
	for await (const event of agent.send('go', {signal: stop.signal})) {
		types.push(event.type);
		if (event.type === 'tool.start') {
			stop.abort();
		}
	}

	expect(types.at(-1)).toBe('turn.end');
	await setTimeout(300);
	expect(late).toBeNull();
	expect(types).not.toContain('tool.output');
});
