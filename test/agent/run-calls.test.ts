import {expect, test} from 'vitest';
import {type AgentTool, plainResult} from '../../source/agent/agent-tool.ts';
import type {Scenario} from '../model-server/scenario.ts';
import {startAgent, turn} from './talk.ts';
import {temporaryHome} from './temporary-home.ts';

temporaryHome();

/** A tool that keeps book of who runs beside whom; it ends when all that are expected have begun. */
function bookkeeping(expected: number) {
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
			if (isReading && running === expected) {
				for (const go of waiting.splice(0)) {
					go();
				}
			} else if (isReading) {
				await Promise.race([new Promise<void>(resolve => waiting.push(resolve)), new Promise(resolve => setTimeout(resolve, 100))]);
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
	const book = bookkeeping(4);
	const {agent, server} = await startAgent(calling('read', 'read', 'read', 'read', 'read', 'read'), [book.tool('read', true)]);
	await turn(agent, 'go');
	expect(book.most()).toBe(4);
	expect(results(server)).toEqual([0, 1, 2, 3, 4, 5].map(n => `read ${n}`));
});

test('runs what writes alone and in its place', async () => {
	const book = bookkeeping(2);
	const tools = [book.tool('read', true), book.tool('write', false)];
	const {agent, server} = await startAgent(calling('read', 'read', 'write', 'write', 'read'), tools);
	const {events} = await turn(agent, 'go');
	expect(book.order).toEqual(['read 0', 'read 1', 'write 2', 'write 3', 'read 4']);
	expect(book.most()).toBe(2);
	expect(results(server)).toEqual(['read 0', 'read 1', 'write 2', 'write 3', 'read 4']);
	const firstWrite = events.findIndex(event => event.type === 'tool.start' && event.name === 'write');
	expect(events.slice(0, firstWrite).filter(({type}) => type === 'tool.end')).toHaveLength(2);
});
