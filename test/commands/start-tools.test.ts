import {describe, expect, test} from 'vitest';
import {decide, defaultRules} from '../../source/agent/permissions/rules.ts';
import {allowedByFlags} from '../../source/commands/start-tools.ts';
import type {Flags} from '../../source/core/parse-arguments.ts';

function decideWith(allow: string, tool: string, kind: 'write' | 'exec' | 'network', subject: string, more = {}, isForeign = false) {
	const flags = {list: (name: string) => (name === 'allow' ? [allow] : [])} as unknown as Flags;
	return decide([...defaultRules, ...allowedByFlags(flags).rules], {tool, class: kind, subjects: [subject], ...more}, isForeign).do;
}

describe('--allow', () => {
	test.each([
		['write', 'write_file', 'write', 'a/b', 'allow'],
		['write', 'delete', 'write', 'a/b', 'allow'],
		['write', 'bash', 'exec', 'echo', 'ask'],
		['bash', 'bash', 'exec', 'echo', 'allow'],
		['bash', 'write_file', 'write', 'a', 'ask'],
		['net:a.example.org', 'fetch_url', 'network', 'a.example.org', 'allow'],
		['net:a.example.org', 'fetch_url', 'network', 'a.example.org:80', 'ask'],
		['net:a.example.org', 'fetch_url', 'network', 'b.example.org', 'ask'],
		['net:a.example.org:8080', 'fetch_url', 'network', 'a.example.org:8080', 'allow'],
		['net:*.example.org', 'fetch_url', 'network', 'b.example.org', 'allow'],
		['net:*.example.org', 'fetch_url', 'network', 'example.org.evil.example', 'ask'],
		['write,bash', 'bash', 'exec', 'echo', 'allow'],
	] as const)('%s answers %s (%s, %s): %s', (allow, tool, kind, subject, expected) => {
		expect(decideWith(allow, tool, kind, subject)).toBe(expected);
	});

	test('of all of bash covers lines that cannot be read', () => {
		expect(decideWith('bash', 'bash', 'exec', 'echo $(x)', {isOpaque: true})).toBe('allow');
	});

	test('is asked about again beside strangers, but for a host that was named', () => {
		expect(decideWith('write', 'write_file', 'write', 'a', {}, true)).toBe('ask');
		expect(decideWith('bash', 'bash', 'exec', 'echo', {}, true)).toBe('ask');
		expect(decideWith('net:a.example.org', 'fetch_url', 'network', 'a.example.org', {}, true)).toBe('allow');
	});

	test.each(['everything', 'net:', 'net:http://x/', 'Write', ''])('does not know %j', allow => {
		expect(() => decideWith(allow, 'bash', 'exec', 'x')).toThrow('--allow');
	});
});
