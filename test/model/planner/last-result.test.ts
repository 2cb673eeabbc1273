import {expect, test} from 'vitest';
import type {ChatMessage} from '../../../source/model/chat-model.ts';
import {lastResult} from '../../../source/model/planner/last-result.ts';
import {createPlanner} from '../../../source/model/planner/planner.ts';
import {discoverSkills} from '../../../source/skills/discover.ts';
import {skillTools} from '../../../source/skills/tools.ts';

const skills = await discoverSkills({projectFolder: '/nowhere', extraFolders: []});
const tools = skills.flatMap(skillTools).map(({definition}) => definition);

/** What the planner calls for a message after a tool said `result`. */
async function after(result: string, text: string, ok = true): Promise<string> {
	const messages: ChatMessage[] = [
		{role: 'user', content: 'before'},
		{role: 'assistant', content: '', toolCalls: [{id: 'c', name: 'calculator', argumentsText: '{}'}]},
		{role: 'tool', toolCallId: 'c', name: 'calculator', content: result, ok},
		{role: 'assistant', content: result},
		{role: 'user', content: text},
	];
	for await (const event of createPlanner().stream({messages, tools}, new AbortController().signal)) {
		if (event.type === 'tool-call') {
			return `${event.call.name} ${event.call.argumentsText}`;
		}

		if (event.type === 'text') {
			return event.text;
		}
	}

	return '';
}

test.each([
	['and divide that by 4', '42 / 4'],
	['divide it by 4', '42 / 4'],
	['multiply the result by 3', '42 * 3'],
	['add 10 to it', '10 + 42'],
	['now subtract 2 from that', '42 - 2'],
	['times 2', '42 * 2'],
	['+ 5', '42 + 5'],
	['then divide by 4', '42 / 4'],
	['and plus 8?', '42 + 8'],
	['square it', '42 ** 2'],
	['and halve that', '0.5 * 42'],
	['what is 10% of that?', '10 / 100 * 42'],
])('reads %j with the last result', async (text, expression) => {
	const said = await after('{"result":42}', text);
	expect(JSON.parse(said.slice(said.indexOf('{'))).expression).toBe(expression);
});

test('keeps a negative result whole', async () => {
	expect(await after('{"result":-42}', 'divide that by 4')).toContain('-42');
});

test('puts a text of one line in the place of "that"', async () => {
	expect(await after('{"result":"drawer"}', 'reverse that')).toContain('drawer');
	expect(await after('{"result":"drawer"}', 'make it upper case')).toContain('drawer');
});

test('does not touch a message that says all itself', async () => {
	expect(await after('{"result":42}', 'is it true that 6 * 7 is big?')).not.toContain('42');
	expect(await after('{"result":42}', 'what is 2 + 3')).toContain('2 + 3');
});

test('remembers no failure, and nothing of an object or a long text', async () => {
	const message = (content: string, ok = true): ChatMessage => ({role: 'tool', toolCallId: 'c', name: 'x', content, ok});
	expect(lastResult([message('{"result":1}', false)])).toBeNull();
	expect(lastResult([message('{"a":{"b":1}}')])).toBeNull();
	expect(lastResult([message('x'.repeat(3000))])).toBeNull();
	expect(lastResult([])).toBeNull();
	expect(await after('no', 'divide that by 4', false)).toContain('needs');
});
