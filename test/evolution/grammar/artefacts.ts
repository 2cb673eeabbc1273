/** Artefacts of every kind and template, as tests need them. */

import type {Artefact, Condition, Rule} from '../../../source/evolution/artefact.ts';
import {artefactId, type Content} from '../../../source/evolution/grammar/identity.ts';

export const anywhere: Condition = {models: [], tools: [], languages: [], taskKinds: [], errorClasses: [], terms: []};

export const rules: readonly Rule[] = [
	{template: 'prefer-tool', tool: 'search_files', over: 'bash'},
	// biome-ignore lint/suspicious/noThenProperty: a rule's slot holds a name, never a function
	{template: 'order', first: 'read_file', then: 'edit_file'},
	{template: 'verify-after', action: 'edit_file', check: 'unit-tests'},
	{template: 'argument-default', tool: 'bash', key: 'timeout', value: 60},
	{template: 'avoid', tool: 'bash', when: 'not-found'},
	{template: 'ask-first', action: 'delete'},
	{template: 'path-hint', glob: 'source/**/*.ts'},
	{template: 'limit', what: 'retries', count: 2},
	{template: 'style', key: 'indent', value: 'tabs'},
	{template: 'phrase', phrase: ['straße', 'länge'], skill: 'text-processor'},
];

/** A whole artefact around what it says. */
export function artefactOf(content: Omit<Extract<Content, {kind: 'rule'}>, 'label' | 'scope'> | Record<string, unknown>): Artefact {
	const whole = {label: 'user', scope: 'project', ...content} as Content;
	return {
		sources: ['019a-1', 'note:7'],
		model: 'offline',
		created: '2026-11-20T10:00:00.000Z',
		...whole,
		id: artefactId(whole),
	} as Artefact;
}

export function ruleArtefact(rule: Rule, condition: Condition = anywhere): Artefact {
	return artefactOf({kind: 'rule', rule, condition});
}

export const skillFiles: Readonly<Record<string, string>> = {
	'SKILL.md': '---\nname: word-count\ndescription: Counts words.\n---\n\nCounts the words of a text.\n',
	'scripts/main.py': 'import json, sys\nprint(json.dumps(len(json.load(sys.stdin)["text"].split())))\n',
	'tests/1.json': '{"input":{"text":"a b"},"stdout":"2\\n"}\n',
};
