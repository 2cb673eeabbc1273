import {describe, expect, test} from 'vitest';
import {decide, defaultRules, type PermissionRequest, type PermissionRule} from '../../../source/agent/permissions/rules.ts';

function rule(line: string, more: Partial<PermissionRule> = {}): PermissionRule {
	const [act = '', tool = '', ...match] = line.split(' ');
	if (act !== 'allow' && act !== 'ask' && act !== 'deny') {
		throw new Error(line);
	}

	return {do: act, tool, match: match.join(' '), scope: 'user', ...more};
}

const write = (...subjects: string[]): PermissionRequest => ({tool: 'write_file', class: 'write', subjects});
const bash = (...subjects: string[]): PermissionRequest => ({tool: 'bash', class: 'exec', subjects});
const fetching = (host: string): PermissionRequest => ({tool: 'fetch_url', class: 'network', subjects: [host]});

function act(rules: readonly PermissionRule[], request: PermissionRequest, isForeign = false) {
	return decide([...defaultRules, ...rules], request, isForeign).do;
}

test('what changed since rules about it were given is asked about, unless it is denied', () => {
	const call = {tool: 'mcp__any__tool', class: 'network', subjects: ['{"a":1}']} as const;
	const allow = rule('allow mcp__* *', {evenForeign: true, scope: 'flag'});
	expect(act([allow], call)).toBe('allow');
	expect(act([allow], {...call, isChanged: true})).toBe('ask');
	expect(act([allow, rule('deny mcp__any__* *')], {...call, isChanged: true})).toBe('deny');
});

describe('by default', () => {
	test.each([
		['read_file', 'read', 'allow'],
		['list_files', 'read', 'allow'],
		['search_files', 'read', 'allow'],
		['file_info', 'read', 'allow'],
		['python', 'compute', 'allow'],
		['javascript', 'compute', 'allow'],
		['write_file', 'write', 'ask'],
		['edit_file', 'write', 'ask'],
		['delete', 'write', 'ask'],
		['bash', 'exec', 'ask'],
		['fetch_url', 'network', 'ask'],
		['mcp__any__tool', 'other', 'ask'],
		['anything_new', 'other', 'ask'],
	] as const)('%s (%s): %s', (tool, kind, expected) => {
		expect(act([], {tool, class: kind, subjects: ['a/b']})).toBe(expected);
	});
});

test('the last rule that fits wins', () => {
	const rules = [rule('allow write_file src/**'), rule('ask write_file src/main.ts')];
	expect(act(rules, write('src/a.ts'))).toBe('allow');
	expect(act(rules, write('src/main.ts'))).toBe('ask');
	expect(act(rules.toReversed(), write('src/main.ts'))).toBe('allow');
	expect(act(rules, write('other.ts'))).toBe('ask');
});

test('a denial wins wherever it stands', () => {
	const rules = [rule('deny write_file secret/**'), rule('allow * *'), rule('allow write_file **', {scope: 'flag', evenForeign: true})];
	expect(act(rules, write('secret/a'))).toBe('deny');
	expect(act(rules, write('open/a'))).toBe('allow');
});

test('every subject must be allowed, and one that is denied is enough', () => {
	const rules = [rule('allow bash git *'), rule('allow bash npm test'), rule('deny bash rm *')];
	expect(act(rules, bash('git log', 'npm test'))).toBe('allow');
	expect(act(rules, bash('git log', 'curl x'))).toBe('ask');
	expect(act(rules, bash('git log', 'rm x'))).toBe('deny');
	expect(act(rules, bash())).toBe('ask');
});

test('a denial holds for another spelling of the same', () => {
	const rules = [rule('allow bash *'), rule('deny bash rm *')];
	expect(act(rules, {...bash('/bin/rm x'), aliases: ['rm x']})).toBe('deny');
	expect(act(rules, bash('ls'))).toBe('allow');
});

test('no rule allows a line that cannot be read, but a person who was asked about it, or a flag', () => {
	const opaque = {...bash('echo $(x)'), isOpaque: true};
	expect(act([rule('allow bash *')], opaque)).toBe('ask');
	expect(act([rule('allow bash *', {scope: 'flag', evenOpaque: true})], opaque)).toBe('allow');
});

test('where a denial might be hidden in a line, it is asked', () => {
	const rules = [rule('allow bash *', {scope: 'flag', evenOpaque: true}), rule('deny bash rm *')];
	expect(act(rules, {...bash('echo $(x)'), isOpaque: true})).toBe('ask');
	expect(act(rules, {...bash("sh -c 'rm x'"), isIndirect: true})).toBe('ask');
	expect(act(rules.slice(0, 1), {...bash("sh -c 'rm x'"), isIndirect: true})).toBe('allow');
});

describe('while foreign text is in the context', () => {
	const rules = [rule('allow bash *'), rule('allow write_file **'), rule('allow fetch_url *'), rule('allow mcp__* *')];

	test.each([
		['bash', bash('ls')],
		['write_file', write('a')],
		['fetch_url', fetching('example.org')],
		['an MCP tool', {tool: 'mcp__a__b', class: 'other', subjects: ['x']} as const],
	])('%s asks again', (_, request) => {
		expect(act(rules, request, false)).toBe('allow');
		expect(act(rules, request, true)).toBe('ask');
	});

	test.each(['python', 'javascript'])('%s does not', tool => {
		expect(act([], {tool, class: 'compute', subjects: ['x']}, true)).toBe('allow');
	});

	test('reading does not', () => {
		expect(act([], {tool: 'read_file', class: 'read', subjects: ['a']}, true)).toBe('allow');
	});

	test('what was allowed in knowledge of it stays allowed', () => {
		expect(act([rule('allow fetch_url example.org', {evenForeign: true})], fetching('example.org'), true)).toBe('allow');
		expect(act([rule('allow fetch_url example.org', {evenForeign: true})], fetching('example.net'), true)).toBe('ask');
	});

	test('a rule that asks or denies stays', () => {
		expect(act([rule('allow bash *', {evenForeign: true}), rule('ask bash git *')], bash('git log'), true)).toBe('ask');
		expect(act([rule('allow bash *', {evenForeign: true}), rule('deny bash git *')], bash('git log'), true)).toBe('deny');
	});
});
