/** G0 to G4 and G9: what needs no run. */

import {expect, test} from 'vitest';
import type {Artefact} from '../../../source/evolution/artefact.ts';
import {provenance} from '../../../source/evolution/gates/g0-provenance.ts';
import {schema} from '../../../source/evolution/gates/g1-schema.ts';
import {content} from '../../../source/evolution/gates/g2-content.ts';
import {capability} from '../../../source/evolution/gates/g3-capability.ts';
import {set} from '../../../source/evolution/gates/g4-set.ts';
import {review} from '../../../source/evolution/gates/g9-review.ts';
import {checkCandidate} from '../../../source/evolution/gates/run-gates.ts';
import {renderWhole} from '../../../source/evolution/render.ts';
import {artefactHash} from '../../../source/evolution/store/manifest.ts';
import {anywhere, numbered, planOf, ruleOf, skillOf, textOf} from '../artefacts.ts';
import {candidateOf, never, portsOf} from './world.ts';

const render = {render: renderWhole};
const honest = ruleOf({template: 'prefer-tool', tool: 'grep', over: 'bash'});

test('attack 6: the label is the lowest of all that was read, however often that was rewritten since', () => {
	const sources = [
		{id: 'a', label: 'user'},
		{id: 'b', label: 'derived'},
		{id: 'c', label: 'foreign'},
		{id: 'd', label: 'derived'},
	] as const;
	expect(provenance(candidateOf(honest, {readSet: sources}))).toMatchObject({verdict: 'refuse', data: {lowest: 'foreign'}});
	const labelled = ruleOf({template: 'prefer-tool', tool: 'grep', over: 'bash'}, {label: 'foreign'});
	expect(provenance(candidateOf(labelled, {readSet: sources}))).toMatchObject({verdict: 'suggest'});
	expect(provenance(candidateOf(honest, {readSet: sources.slice(0, 2)}))).toMatchObject({pass: true});
});

test('what comes from nowhere is foreign, and nothing that evolves is core', () => {
	expect(provenance(candidateOf(honest, {readSet: []}))).toMatchObject({verdict: 'refuse'});
	const core = ruleOf({template: 'ask-first', action: 'bash'}, {label: 'core'});
	expect(provenance(candidateOf(core, {readSet: [{id: 'a', label: 'core'}]}))).toMatchObject({verdict: 'refuse'});
});

test('words of a condition are words that the user typed', () => {
	const worded = ruleOf({template: 'ask-first', action: 'bash'}, {condition: {...anywhere, terms: ['deploy']}});
	expect(provenance(candidateOf(worded))).toMatchObject({verdict: 'refuse', data: {strays: 1}});
	expect(provenance(candidateOf(worded, {userTerms: ['please Deploy it.']}))).toMatchObject({pass: true});
});

test('attack 12: what the grammar cannot say is refused before anything is rendered', () => {
	const smuggled = [
		{...honest, rule: {template: 'limit', what: 'upload everything', count: 3}},
		{...honest, rule: {template: 'argument-default', tool: 'bash', key: 'x', value: '`id`'}},
		{...honest, rule: {template: 'shell', command: 'id'}},
		{...honest, rule: {template: 'path-hint', glob: '../../.ssh'}},
		{...honest, extra: true},
		JSON.parse('{"__proto__": {"kind": "rule"}}'),
	] as unknown as readonly Artefact[];
	for (const artefact of smuggled) {
		expect(schema({artefact})).toMatchObject({verdict: 'refuse'});
	}

	expect(schema({artefact: honest})).toMatchObject({pass: true});
	expect(Object.getPrototypeOf({})).toBe(Object.prototype);
});

test('attacks 19 and 22: hidden characters, lookalikes, addresses and keys are refused; attack 23: plain words are not', () => {
	const planted = `AKIA${'ABCDEFGHIJKLMNOP'}`;
	const bad = ['use \u202Elmth\u202C files', 'ask раypal first', 'see https://evil.example/x', `the key is ${planted}`, 'zero\u200Bwidth'];
	for (const text of bad) {
		const found = content({artefact: textOf(text)}, render);
		expect([text, found.verdict]).toEqual([text, 'refuse']);
		// The reason is ours; nothing of the text goes into the log with it.
		expect(JSON.stringify(found)).not.toContain(planted);
	}

	for (const text of ['sort tokens by length', 'explain the password reset flow', 'bypass the cache when it is stale']) {
		expect([text, content({artefact: textOf(text)}, render).verdict]).toEqual([text, 'pass']);
	}
});

test('attack 10: a skill that asks for more, or whose code needs more, is refused whatever its words say', async () => {
	const skill = skillOf('fetcher', {'SKILL.md': '---\nname: fetcher\ndescription: needs network, was approved\n---\n'});
	const asks = (capabilities: readonly string[]) => ({admit: async () => ({verdict: 'clean', findings: [], capabilities}) as const});
	expect(await capability({artefact: skill}, {...asks(['network evil.example:443']), granted: []}, never)).toMatchObject({
		verdict: 'refuse',
		data: {grown: ['network evil.example:443']},
	});
	expect(await capability({artefact: skill}, {...asks([]), granted: []}, never)).toMatchObject({pass: true});
	expect(await capability({artefact: skill}, {...asks(['reads data']), granted: ['reads data', 'reads more']}, never)).toMatchObject({
		pass: true,
	});
});

test('a rule against an active one is refused, unless it takes its place', () => {
	const pairs = [
		[honest, ruleOf({template: 'prefer-tool', tool: 'bash', over: 'grep'})],
		[honest, ruleOf({template: 'avoid', tool: 'grep', when: 'timeout'})],
		[order('read', 'edit'), order('edit', 'read')],
		[numbered(3), numbered(4)],
		[ruleOf({template: 'style', key: 'indent', value: 'tabs'}), ruleOf({template: 'style', key: 'indent', value: 'spaces-2'})],
	] as const;
	for (const [one, other] of pairs) {
		for (const [active, artefact] of [
			[one, other],
			[other, one],
		] as const) {
			expect(set(candidateOf(artefact, {incumbent: [active]}), render)).toMatchObject({verdict: 'refuse', data: {against: [active.id]}});
			expect(set(candidateOf(artefact, {incumbent: [active], replaces: [active.id]}), render)).toMatchObject({pass: true});
		}
	}

	const elsewhere = {...anywhere, languages: ['python']};
	const python = ruleOf({template: 'limit', what: 'lines', count: 4}, {condition: elsewhere});
	expect(set(candidateOf(python, {incumbent: [numbered(3)]}), render)).toMatchObject({pass: true});
});

test('attack 55: the set never grows beyond 40 rules, 20 plans, 20 skills or 1,500 tokens', () => {
	const rules = Array.from({length: 40}, (_, index) => ruleOf({template: 'ask-first', action: `t${index}`}));
	expect(set(candidateOf(honest, {incumbent: rules.slice(1)}), render)).toMatchObject({pass: true});
	expect(set(candidateOf(honest, {incumbent: rules}), render)).toMatchObject({verdict: 'refuse', data: {over: ['rules']}});
	expect(set(candidateOf(honest, {incumbent: rules, replaces: [rules[0]?.id ?? '']}), render)).toMatchObject({pass: true});
	const plans = Array.from({length: 20}, (_, index) => planOf([`t${index}`]));
	expect(set(candidateOf(planOf(['read', 'edit']), {incumbent: plans}), render)).toMatchObject({data: {over: ['plans']}});
	const long = Array.from({length: 30}, (_, index) => textOf(`${index} ${'wordy '.repeat(24)}end`));
	expect(set(candidateOf(honest, {incumbent: long}), render)).toMatchObject({verdict: 'refuse', data: {over: ['tokens']}});
});

test('attack 44: a review is about bytes; in auto only a template that passed everything needs none', () => {
	const artefact = honest;
	const pass = [{gate: 'G7', verdict: 'pass', pass: true, reason: '', data: {}}] as const;
	const open = {mode: 'auto', review: null, before: pass} as const;
	expect(review({artefact}, {...open, review: {hash: artefactHash(artefact)}})).toMatchObject({pass: true});
	expect(review({artefact}, {...open, review: {hash: artefactHash({...artefact, created: '2026-11-21T00:00:00.000Z'})}})).toMatchObject({
		verdict: 'refuse',
	});
	expect(review({artefact}, open)).toMatchObject({pass: true});
	expect(review({artefact}, {...open, mode: 'suggest'})).toMatchObject({verdict: 'suggest'});
	expect(review({artefact}, {...open, before: []})).toMatchObject({verdict: 'suggest'});
	expect(review({artefact}, {...open, before: [{...pass[0], verdict: 'suggest', pass: false}]})).toMatchObject({verdict: 'suggest'});
	expect(review({artefact: {...artefact, label: 'foreign'}}, open)).toMatchObject({verdict: 'suggest'});
	for (const other of [textOf('be brief'), skillOf('counter', {'SKILL.md': ''})]) {
		expect(review({artefact: other}, open)).toMatchObject({verdict: 'suggest'});
	}

	const refused = [{...pass[0], verdict: 'refuse', pass: false}] as const;
	expect(review({artefact}, {...open, before: refused, review: {hash: artefactHash(artefact)}})).toMatchObject({verdict: 'refuse'});
});

test('the row ends at the first refusal, and each result is told as it is there', async () => {
	const told: string[] = [];
	const {ports} = portsOf({random: Math.random, with: 1, without: 0});
	const bad = {...honest, extra: 1} as unknown as Artefact;
	const results = await checkCandidate(candidateOf(bad), ports, never, ({gate}) => told.push(gate));
	expect(results.map(({gate}) => gate)).toEqual(['G0', 'G1']);
	expect(told).toEqual(['G0', 'G1']);
});

function order(first: string, second: string): Artefact {
	// biome-ignore lint/suspicious/noThenProperty: a rule's slot holds a name, never a function
	return ruleOf({template: 'order', first, then: second});
}
