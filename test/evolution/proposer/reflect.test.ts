/** From what was recorded to what stands at the gates. The numbers are those of the list of attacks. */

import {expect, test} from 'vitest';
import type {ChatModel} from '../../../source/model/chat-model.ts';
import {createPlanner} from '../../../source/model/planner/planner.ts';
import type {ToolDefinition} from '../../../source/core/tool.ts';
import {parseArtefact} from '../../../source/evolution/grammar/parse.ts';
import {renderArtefact} from '../../../source/evolution/grammar/render.ts';
import {offlineReplays} from '../../../source/evolution/proposer/offline-replays.ts';
import {type ReflectOptions, reflect} from '../../../source/evolution/proposer/reflect.ts';
import {useFreshHome} from '../../sandbox/folders.ts';
import {recorded, wordCounts} from '../drafts/calls.ts';
import {task} from '../miner/tasks.ts';
import {ruleArtefact} from '../grammar/artefacts.ts';

useFreshHome();

function tool(name: string, examples?: ToolDefinition['examples']): ToolDefinition {
	const parameters = {type: 'object', properties: {text: {type: 'string'}}, required: ['text'], additionalProperties: false};
	return {name, description: '', parameters, ...(examples ? {examples} : {})};
}

const tools = [
	...['read_file', 'edit_file', 'bash', 'mcp__evil__run'].map(name => tool(name)),
	tool('count-words', [{text: "count the words in 'a b'", input: {text: 'a b'}}]),
];

function look(more: Partial<ReflectOptions> = {}) {
	return reflect({
		events: [],
		messages: new Map(),
		remembered: [],
		calls: [],
		requests: [],
		tools,
		checks: [],
		skills: ['count-words'],
		active: [],
		pending: [],
		rejected: new Set(),
		model: null,
		spend: () => true,
		now: new Date('2026-11-21T00:00:00Z'),
		signal: new AbortController().signal,
		...more,
	});
}

const repaired = ['a', 'a', 'b'].flatMap(session =>
	task({session, calls: [['edit_file', 'error'], 'read_file', 'edit_file'], verified: true}),
);

test('a failure that the same other tool repairs becomes an order, a verified sequence a plan, without any model', async () => {
	const {candidates, tokens} = await look({events: repaired});
	expect(candidates.map(({artefact}) => (artefact.kind === 'skill' ? '' : renderArtefact(artefact)))).toEqual([
		'Use read_file before edit_file [task write; error not-found].',
	]);
	expect(tokens).toBe(0);
	const calls = ['read_file', 'edit_file', 'bash'];
	const planned = await look({events: ['a', 'b', 'c'].flatMap(session => task({session, calls, verified: true}))});
	expect(planned.candidates.map(({artefact}) => (artefact.kind === 'skill' ? '' : renderArtefact(artefact)))).toEqual([
		'Plan: read_file(path) > edit_file(path) > bash(path) [language typescript].',
	]);
	for (const {artefact, readSet, suggestedBy} of [...candidates, ...planned.candidates]) {
		expect(parseArtefact(artefact).kind).toBe('artefact');
		expect(readSet.length).toBeGreaterThan(0);
		expect(suggestedBy).toHaveLength(3);
	}
});

test('verified calls become a skill once, and no second one while it is active or waits', async () => {
	const {candidates, refusedDrafts} = await look({calls: wordCounts});
	expect(candidates).toMatchObject([{artefact: {kind: 'skill', name: expect.stringMatching(/^count-words-[0-9a-f]{4}$/)}, brief: null}]);
	expect(refusedDrafts).toEqual([]);
	const more = [
		...wordCounts,
		recorded({language: 'python', code: 'text = "x y"\n\nwords = text.split()\nprint(len(words))\n', stdout: '2\n'}),
	];
	const pending = candidates.map(({artefact}) => artefact);
	expect((await look({calls: more, pending})).candidates).toEqual([]);
	expect((await look({calls: more, active: pending})).candidates).toEqual([]);
});

test('1, 3: what only strangers show is labelled so to the end, and their tools are named by nothing', async () => {
	const foreign = ['a', 'a', 'b'].flatMap(session =>
		task({session, label: 'foreign', calls: [['edit_file', 'error'], 'read_file', 'edit_file']}),
	);
	expect((await look({events: foreign})).candidates).toMatchObject([{artefact: {label: 'foreign'}}]);
	const named = ['a', 'a', 'b'].flatMap(session => task({session, calls: [['edit_file', 'error'], 'mcp__evil__run', 'edit_file']}));
	expect((await look({events: named})).candidates).toEqual([]);
	const calls = wordCounts.map(call => ({...call, label: 'foreign'}) as const);
	const {candidates, refusedDrafts} = await look({calls});
	expect(candidates).toEqual([]);
	expect(refusedDrafts).toHaveLength(1);
});

test('28: what was rejected or put off does not come again', async () => {
	const [first] = (await look({events: repaired})).candidates;
	if (!first?.brief) {
		throw new Error('no candidate');
	}

	expect((await look({events: repaired, rejected: new Set([first.artefact.id])})).candidates).toEqual([]);
	expect(
		(await look({events: repaired, efforts: {[first.brief ?? '']: {tries: 3, misses: 3, waitsUntil: Number.POSITIVE_INFINITY}}}))
			.candidates,
	).toEqual([]);
});

test('R0: the gates replay requests through the planner, fresh for each arm, and hear only rules for the planner', async () => {
	const common = {v: 1, ts: '2026-11-20T10:00:00.000Z', label: 'user'} as const;
	const requests = ['a b', 'c', 'd e f'].flatMap((text, index) => [
		{...common, id: `q${index}`, session: `s${index}`, turn: 1, text: `tally '${text}'`, call: null},
		{
			...common,
			id: `r${index}`,
			session: `s${index}`,
			turn: 2,
			text: `count the words in '${text}'`,
			call: {tool: 'count-words', input: {text}},
		},
	]);
	const [candidate] = (await look({requests})).candidates;
	expect(candidate).toMatchObject({
		artefact: {rule: {template: 'phrase', phrase: ['tally']}},
		userTerms: expect.arrayContaining(['tally']),
	});
	if (!candidate) {
		throw new Error('no candidate');
	}

	const {targets, anchors, runPair} = offlineReplays(requests, tools);
	expect(targets(candidate.artefact).map(({id}) => id)).toEqual(['q0', 'q1', 'q2']);
	expect(anchors(candidate.artefact)).toHaveLength(3);
	expect(targets(ruleArtefact({template: 'ask-first', action: 'bash'}))).toEqual([]);
	expect(await runPair({id: 'q0'}, {artefacts: []})).toEqual({solved: false, tokens: 0, missed: false});
	expect(await runPair({id: 'q0'}, {artefacts: [candidate.artefact]})).toEqual({solved: true, tokens: 0, missed: false});
	expect(await runPair({id: 'r0'}, {artefacts: [candidate.artefact]})).toMatchObject({solved: true});
	expect(await runPair({id: 'gone'}, {artefacts: [candidate.artefact]})).toMatchObject({solved: false, missed: true});
});

test('a budget without the tokens for it asks no model, and is left as it was', async () => {
	const model: ChatModel = {
		...createPlanner(),
		offline: false,
		// biome-ignore lint/correctness/useYield: it must never come to an answer
		async *stream() {
			throw new Error('It was asked.');
		},
	};
	let spent = 0;
	const spend = (tokens: number) => {
		spent += tokens;
		return spent <= 100;
	};
	const {failures, tokens} = await look({events: repaired, model, spend});
	expect(failures).toEqual([expect.stringMatching(/^No model was asked: that may take \d{4} tokens/)]);
	expect([spent, tokens]).toEqual([0, 0]);
	expect((await look({events: repaired, model})).failures).toEqual([expect.stringContaining('It was asked.')]);
});
