import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import type {AgentEvent, AgentEventBody, ChatResult} from '../../source/core/events.ts';

type FieldsOf<Type extends AgentEventBody['type']> = Exclude<keyof Extract<AgentEventBody, {readonly type: Type}>, 'type'>;
type Names<Field extends PropertyKey> = Readonly<Record<Field, 0>>;

/** The compiler holds this list against the types: no event and no field may be missing or too many. */
const fields: {readonly [Type in AgentEventBody['type']]: Names<FieldsOf<Type>>} = {
	'turn.start': {text: 0, model: 0, images: 0},
	'step.start': {step: 0},
	'text.delta': {text: 0},
	'reasoning.delta': {text: 0},
	'tool.request': {id: 0, name: 0, arguments: 0},
	'tool.admission': {id: 0, report: 0},
	'tool.start': {id: 0, name: 0, policy: 0, limits: 0, diff: 0},
	'tool.output': {id: 0, stream: 0, text: 0},
	'tool.usage': {id: 0, sample: 0},
	'tool.end': {id: 0, name: 0, ended: 0, ok: 0, text: 0, usage: 0, backend: 0, denied: 0, label: 0},
	'plan.update': {tasks: 0},
	question: {id: 0, question: 0, tool: 0, detail: 0, isForeign: 0, choices: 0},
	answer: {id: 0, granted: 0, reason: 0},
	'memory.used': {notes: 0},
	'evolution.notice': {message: 0},
	'context.compacted': {before: 0, after: 0, images: 0},
	usage: {inputTokens: 0, outputTokens: 0, cost: 0},
	retry: {attempt: 0, delayMs: 0, reason: 0},
	error: {code: 0, message: 0, hint: 0},
	'turn.end': {result: 0},
	nested: {id: 0, event: 0},
};
const envelope: Names<Exclude<keyof AgentEvent, never>> = {v: 0, type: 0, seq: 0, ts: 0, session: 0, turn: 0};
const result: Names<keyof ChatResult> = {
	type: 0,
	v: 0,
	ok: 0,
	text: 0,
	session: 0,
	model: 0,
	steps: 0,
	tools: 0,
	refused: 0,
	usage: 0,
	ended: 0,
	error: 0,
};

const document = readFileSync(new URL('../../docs/events.md', import.meta.url), 'utf8');

/** The tables of the document: the words in backquotes of each row's first two cells. */
function rows(text: string): readonly (readonly [readonly string[], readonly string[]])[] {
	const names = (cell = '') => [...cell.matchAll(/`([\w.]+)`/g)].map(([, name = '']) => name);
	return text
		.split('\n')
		.filter(line => line.startsWith('| `'))
		.map(line => line.split(' | '))
		.map(([first, second]) => [names(first), names(second)] as const);
}

const [intro = '', types = '', end = ''] = document.split(/^## /m);

test('documents every event with its fields, and no other', () => {
	const documented = Object.fromEntries(rows(types).map(([[type = ''], names]) => [type, [...names].sort()]));
	expect(documented).toEqual(Object.fromEntries(Object.entries(fields).map(([type, names]) => [type, Object.keys(names).sort()])));
});

test('documents what all events share, and the result', () => {
	expect(rows(intro).flatMap(([names]) => names)).toEqual(expect.arrayContaining(Object.keys(envelope)));
	expect(
		rows(end)
			.flatMap(([names]) => names)
			.sort(),
	).toEqual(Object.keys(result).sort());
});
