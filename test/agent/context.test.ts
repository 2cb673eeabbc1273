import {expect, test} from 'vitest';
import {estimateText} from '../../source/agent/token-estimate.ts';
import {startAgent, turn} from './talk.ts';
import {temporaryHome} from './temporary-home.ts';

temporaryHome();

test.each([
	['hello', 2],
	['', 0],
	['こんにちは', 5],
	['数えるsheep', 5],
	['👍', 3],
])('bounds the tokens of %j', (text, tokens) => {
	expect(estimateText(text)).toBe(tokens);
});

test('comes within 10 % of what the endpoint counts, once it has counted', async () => {
	const usage = {inputTokens: 1000, outputTokens: 10};
	const {agent} = await startAgent({title: 'Counts', steps: [{reply: {kind: 'answer', text: 'ok', usage}, times: 'always'}]}, []);
	await turn(agent, 'x'.repeat(4000));
	expect(Math.abs(agent.context().total - 1000)).toBeLessThan(100);
	const {total, parts} = agent.context();
	expect(Math.abs(parts.reduce((sum, {tokens}) => sum + tokens, 0) - total)).toBeLessThan(10);
});

test('sends the same beginning at every step and turn, so that endpoints can cache it', async () => {
	const {agent, server} = await startAgent('calculator');
	await turn(agent, 'one');
	await turn(agent, 'two');
	const requests = server.chats().map(body => body as {messages: unknown[]; tools: unknown});
	for (const [index, {messages, tools}] of requests.entries()) {
		const before = requests[index - 1];
		if (before) {
			expect(messages.slice(0, before.messages.length)).toEqual(before.messages);
			expect(tools).toEqual(before.tools);
		}
	}

	expect(requests).toHaveLength(4);
});
