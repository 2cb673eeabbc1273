import {expect, test} from 'vitest';
import {artefactId} from '../../source/evolution/grammar/identity.ts';
import {narrowTo, scopeOf} from '../../source/evolution/narrow.ts';
import {anywhere, ruleOf, skillOf} from './artefacts.ts';

const rule = {template: 'limit', what: 'calls', count: 3} as const;
const scope = {taskKinds: ['write'], languages: ['python', 'shell']};

test('keeps a condition that is as narrow as the brief, and everything else in it', () => {
	const narrow = ruleOf(rule, {condition: {...anywhere, taskKinds: ['write'], languages: ['shell'], terms: ['report']}});
	expect(narrowTo(narrow, scope)).toBe(narrow);
	const skill = skillOf('words', {'SKILL.md': '# Words'});
	expect(narrowTo(skill, scope)).toBe(skill);
});

test.each([
	['says nothing', {...anywhere}, scope],
	['says something else', {...anywhere, taskKinds: ['read'], languages: ['go']}, scope],
	['says more', {...anywhere, taskKinds: ['write', 'read'], languages: ['shell', 'go']}, {...scope, languages: ['shell']}],
])('holds a condition that %s to the brief, as another artefact', (_, condition, expected) => {
	const wide = ruleOf(rule, {condition: {...condition, terms: ['report']}});
	const held = narrowTo(wide, scope);
	expect(held).toMatchObject({rule, condition: {...expected, terms: ['report']}});
	expect(held.id).not.toBe(wide.id);
	expect(held.id).toBe(held.kind === 'rule' ? artefactId(held) : '');
	expect(narrowTo(held, scope)).toBe(held);
});

test('a brief of one kind of work holds to it; what the person said in so many words is not held to anything', () => {
	const failures = {kind: 'failures', error: 'no-match', tool: 'edit', taskKind: 'write', fixedBy: []} as const;
	expect(scopeOf({trigger: failures, languages: ['python']})).toEqual({taskKinds: ['write'], languages: ['python']});
	expect(scopeOf({trigger: {kind: 'corrections', signal: 'undo', taskKind: 'write'}, languages: []})).toEqual({
		taskKinds: ['write'],
		languages: [],
	});
	expect(scopeOf({trigger: {kind: 'remembered'}, languages: ['python']})).toEqual({taskKinds: [], languages: []});
	// More than a condition can name is no restriction.
	const many = ['python', 'shell', 'go', 'c', 'rust', 'java'] as const;
	expect(scopeOf({trigger: {kind: 'sequence', steps: [], verified: 3}, languages: many})).toEqual({taskKinds: [], languages: []});
});
