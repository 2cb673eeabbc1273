import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {expect, test} from 'vitest';
import {startModelServer} from './model-server.ts';

async function ask(baseUrl: string, messages: readonly unknown[], extra: object = {}) {
	const body = JSON.stringify({model: 'm', stream: true, messages, ...extra});
	return fetch(`${baseUrl}/chat/completions`, {method: 'POST', body});
}

test('quotes the result of a tool, and says what was asked', async () => {
	const server = await startModelServer('calculator');
	const call = await (await ask(server.baseUrl, [{role: 'user', content: '15 times 27'}])).text();
	expect(call).toContain('"name":"calculator"');
	const answer = await ask(server.baseUrl, [{role: 'tool', content: '{"result":405}'}], {stream_options: {include_usage: true}});
	const text = await answer.text();
	expect(
		text
			.split('\n\n')
			.map(line => /"content":"((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? '')
			.join('')
			.replaceAll('\\"', '"'),
	).toBe('The tool says: {"result":405}');
	expect(text).toContain('"prompt_tokens":20');
	expect(server.chats().length).toBe(2);
	await server.close();
});

test('answers by the first step whose condition holds and that is not used up', async () => {
	const steps = [
		{when: {lastContains: 'SECRET'}, reply: {kind: 'error', status: 418}},
		{reply: {kind: 'error', status: 429}, times: 2},
	] as const;
	const server = await startModelServer({title: 'test', steps});
	const statuses = [];
	for (const content of ['a', 'the secret', 'b', 'c']) {
		statuses.push((await ask(server.baseUrl, [{role: 'user', content}])).status);
	}

	expect(statuses).toEqual([429, 418, 429, 500]);
	await server.close();
});

test('starts by hand, prints its base URL, and lists its scenarios', async () => {
	const main = new URL('main.ts', import.meta.url).pathname;
	const child = spawn(process.execPath, [main, 'plain'], {stdio: ['ignore', 'pipe', 'inherit']});
	const [line] = await once(child.stdout, 'data');
	const baseUrl = String(line).trim();
	expect(await (await fetch(`${baseUrl}/models`)).json()).toMatchObject({data: [{id: 'test-model'}]});
	child.kill();
	const list = spawn(process.execPath, [main], {stdio: ['ignore', 'ignore', 'pipe']});
	const [usage] = await once(list.stderr, 'data');
	expect(String(usage)).toContain('Usage:');
});
