/** Without a model. The numbers are those of the list of attacks. */

import {readdirSync} from 'node:fs';
import {expect, test} from 'vitest';
import type {AgentEvent, AgentEventBody, Label} from '../../../source/core/events.ts';
import type {ToolDefinition} from '../../../source/core/tool.ts';
import {parseArtefact} from '../../../source/evolution/grammar/parse.ts';
import {renderArtefact} from '../../../source/evolution/grammar/render.ts';
import type {RecordedRequest} from '../../../source/evolution/miner/recorded-request.ts';
import {createRequestRecorder, createRequestStore} from '../../../source/evolution/miner/request-recorder.ts';
import {proposeOffline, solves, wantedCalls} from '../../../source/evolution/proposer/offline.ts';
import {makeFolder} from '../../sandbox/folders.ts';

const now = new Date('2026-11-21T00:00:00Z');
const tools: readonly ToolDefinition[] = [
	{
		name: 'count-words',
		description: 'Counts the words of a text.',
		parameters: {type: 'object', properties: {text: {type: 'string'}}, required: ['text'], additionalProperties: false},
		examples: [{text: "count the words in 'a b'", input: {text: 'a b'}}],
	},
	{
		name: 'round-number',
		description: 'Rounds a number to so many digits.',
		parameters: {type: 'object', properties: {number: {type: 'number'}, digits: {type: 'integer'}}, required: ['number', 'digits']},
		examples: [{text: 'round 2.345 digits=2', input: {number: 2.345, digits: 2}}],
	},
];

let count = 0;

/** Two messages of a session: one that nothing was called for, and the same in other words. */
function resolved(
	session: string,
	first: string,
	second: string,
	call: RecordedRequest['call'],
	label: Label = 'user',
): readonly RecordedRequest[] {
	count += 2;
	const common = {v: 1, ts: '2026-11-20T10:00:00.000Z', session, label} as const;
	return [
		{...common, id: `q${count}`, turn: count, text: first, call: null},
		{...common, id: `q${count + 1}`, turn: count + 1, text: second, call},
	];
}

function tally(session: string, text: string, label?: Label): readonly RecordedRequest[] {
	return resolved(session, `tally '${text}'`, `count the words in '${text}'`, {tool: 'count-words', input: {text}}, label);
}

function propose(requests: readonly (readonly RecordedRequest[])[]) {
	return proposeOffline(requests.flat(), {tools, active: [], now});
}

test('a word that the user had to replace three times becomes a phrase, and answers those requests', () => {
	const requests = [tally('a', 'red green'), tally('a', 'x y z'), tally('b', 'one')];
	const [proposal, ...others] = propose(requests);
	expect(others).toEqual([]);
	expect(proposal).toMatchObject({
		wins: 3,
		artefact: {rule: {template: 'phrase', phrase: ['tally'], skill: 'count-words'}, label: 'derived'},
	});
	expect(proposal && renderArtefact(proposal.artefact)).toBe('"tally" means the skill count-words.');
	expect(parseArtefact(proposal?.artefact).kind).toBe('artefact');
	const [unseen] = wantedCalls(tally('c', 'never seen'));
	expect(unseen && solves(unseen, tools, [])).toBe(false);
	expect(unseen && proposal && solves(unseen, tools, [proposal.artefact])).toBe(true);
	expect(propose([...requests, tally('c', 'four')])[0]?.suggestedBy).toHaveLength(3);
});

test('a value that the user always had to add becomes a default', () => {
	const requests = ['1.25', '7.75', '3.5'].map((number, index) =>
		resolved(index === 0 ? 'a' : 'b', `round ${number}`, `round ${number} digits=1`, {
			tool: 'round-number',
			input: {number: Number(number), digits: 1},
		}),
	);
	expect(propose(requests)).toMatchObject([
		{wins: 3, artefact: {rule: {template: 'argument-default', tool: 'round-number', key: 'digits', value: 1}}},
	]);
	const undecided = [
		...requests,
		...['2.5', '6.5'].map(number =>
			resolved('c', `round ${number}`, `round ${number} digits=0`, {tool: 'round-number', input: {number: Number(number), digits: 0}}),
		),
	];
	expect(propose(undecided)).toEqual([]);
});

test('twice, in one session, or about something else is not enough', () => {
	expect(propose([tally('a', 'x'), tally('b', 'y')])).toEqual([]);
	expect(propose([tally('a', 'x'), tally('a', 'y'), tally('a', 'z')])).toEqual([]);
	const other = ['a', 'b', 'c'].map(session =>
		resolved(session, 'who wrote Hamlet', "count the words in 'a b'", {tool: 'count-words', input: {text: 'a b'}}),
	);
	expect(propose(other)).toEqual([]);
});

test('a phrase that would change what was understood is not proposed', () => {
	const wrong = ['a', 'b', 'c'].map(session =>
		resolved(session, "number of 'p q'", "count the words in 'p q'", {tool: 'count-words', input: {text: 'p q'}}),
	);
	const right = resolved('d', 'x', 'round the number 2.5 digits=1', {tool: 'round-number', input: {number: 2.5, digits: 1}});
	for (const {artefact} of propose([...wrong, right])) {
		const [one] = wantedCalls(right).filter(({isResolved}) => !isResolved);
		expect(one && solves(one, tools, [artefact])).toBe(one && solves(one, tools, []));
	}
});

test('2, 6: requests after text of strangers suggest nothing', () => {
	expect(propose([tally('a', 'x', 'foreign'), tally('b', 'y', 'foreign'), tally('c', 'z', 'foreign')])).toEqual([]);
	expect(propose([tally('a', 'x'), tally('b', 'y'), tally('c', 'z', 'foreign')])).toEqual([]);
});

test('5: a value that only the model chose, and nobody typed, does not become a default', () => {
	const requests = (said: string) =>
		['1.25', '7.75', '3.5'].map((number, index) =>
			resolved(`s${index}`, `round ${number}`, `round ${number} ${said}`, {
				tool: 'round-number',
				input: {number: Number(number), digits: 1},
			}),
		);
	expect(propose(requests('please'))).toEqual([]);
	expect(propose(requests('digits=1'))).toHaveLength(1);
});

test('the recorder keeps a request with the one call that answered it, or with none', () => {
	const kept: RecordedRequest[] = [];
	const recorder = createRequestRecorder({add: request => kept.push(request) > 0}, 'user');
	let turn = 0;
	const note = (body: AgentEventBody) =>
		recorder.note({v: 1, seq: 1, ts: '2026-11-20T10:00:00.000Z', session: 's', turn, ...body} as AgentEvent);
	const say = (text: string, calls: readonly (readonly [string, unknown, boolean])[], ended = 'answer', label: Label = 'derived') => {
		turn += 1;
		note({type: 'turn.start', text, model: 'm'});
		for (const [name, input, ok] of calls) {
			note({type: 'tool.request', id: `${turn}-${name}`, name, arguments: input});
			note({type: 'tool.end', id: `${turn}-${name}`, name, ended: 'exit', ok, text: '', usage: null, denied: [], label});
		}

		note({type: 'turn.end', result: {ended} as never});
	};
	say('nothing', []);
	say('one', [['a', {x: 1}, true]]);
	say('failed', [['a', {x: 1}, false]]);
	say('two', [
		['a', {x: 1}, true],
		['b', {}, true],
	]);
	say('cut', [], 'interrupted');
	say('rejected', [['a', {}, true]]);
	recorder.reject();
	say('one\ntwo\nthree\nfour', []);
	say('after a paste', []);
	recorder.close();
	expect(kept.map(({text, call, label}) => [text, call, label])).toEqual([
		['nothing', null, 'user'],
		['one', {tool: 'a', input: {x: 1}}, 'user'],
		['after a paste', null, 'foreign'],
	]);
});

test('22: a request with a secret is not written, and what is written is read again', () => {
	const folder = makeFolder();
	const store = createRequestStore(folder, () => now);
	const [plain] = tally('a', 'x');
	if (!plain) {
		throw new Error('no request');
	}

	expect(store.add({...plain, text: 'use AKIAABCDEFGHIJKLMNOP'})).toBe(false);
	expect(store.add({...plain, call: {tool: 'a', input: {key: 'AKIAABCDEFGHIJKLMNOP'}}})).toBe(false);
	expect(readdirSync(folder)).toEqual([]);
	expect(store.add(plain)).toBe(true);
	expect(store.read()).toEqual([plain]);
});
