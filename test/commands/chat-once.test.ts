import {expect, test} from 'vitest';
import type {ChatResult, ToolSummary} from '../../source/core/events.ts';
import {exitCodeOfTurn} from '../../source/commands/chat-once.ts';

const answered: ChatResult = {
	type: 'result',
	v: 1,
	ok: true,
	text: 'yes',
	session: 's',
	model: 'm',
	steps: 1,
	tools: [],
	refused: [],
	usage: {inputTokens: 0, outputTokens: 0, cost: null},
	ended: 'answer',
	error: null,
};

function code(result: Partial<ChatResult>, failed: ToolSummary['ended'] | null = null, offline = false): number {
	return exitCodeOfTurn({result: {...answered, ...result}, failed}, offline);
}

test('exits 0 for an answer, also after a tool that failed or a person who said no', () => {
	expect(code({})).toBe(0);
	expect(code({}, 'exit')).toBe(0);
	expect(code({refused: ['weather']}, 'refused')).toBe(0);
});

test('takes the failure of the tool for the failure of the turn where the planner answers', () => {
	expect(code({}, 'exit', true)).toBe(1);
	expect(code({}, 'wall', true)).toBe(5);
	expect(code({}, 'invalid', true)).toBe(2);
	expect(code({refused: ['weather']}, 'refused', true)).toBe(0);
	expect(code({}, 'refused', true)).toBe(1);
});

test('has the exit code of the error, else of how the turn ended', () => {
	expect(code({ok: false, ended: 'refused', error: {code: 'consent-needed', message: ''}})).toBe(3);
	expect(code({ok: false, ended: 'refused', error: {code: 'blocked', message: ''}})).toBe(4);
	expect(code({ok: false, ended: 'error', error: {code: 'model', message: ''}})).toBe(6);
	expect(code({ok: false, ended: 'error', error: {code: 'sandbox-unavailable', message: ''}})).toBe(7);
	expect(code({ok: false, ended: 'limit'})).toBe(5);
	expect(code({ok: false, ended: 'interrupted'})).toBe(130);
	expect(code({ok: false, ended: 'refused'})).toBe(3);
});
