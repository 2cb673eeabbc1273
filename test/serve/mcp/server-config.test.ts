import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {readServers} from '../../../source/serve/mcp/read-servers.ts';
import {toolName, toolsPattern} from '../../../source/serve/mcp/tool-name.ts';
import {createPlace, type Place} from './bench.ts';

function read(own: unknown, options: {readonly theirs?: unknown; readonly place?: Place; readonly isTrusted?: boolean} = {}) {
	const {theirs, place = createPlace(), isTrusted = true} = options;
	const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify({mcpServers: value}));
	writeFileSync(join(place.home, '.skilllite/mcp.json'), text(own));
	if (theirs !== undefined) {
		writeFileSync(join(place.project, '.mcp.json'), text(theirs));
	}

	return readServers({project: {folder: place.project, isHome: false}, isTrusted, env: {TOKEN: 'planted', EMPTY: ''}});
}

function problemOf(entry: unknown): string {
	const [server] = read({one: entry}).servers;
	return server?.kind === 'broken' ? server.problem : `no problem: ${JSON.stringify(server)}`;
}

describe('a server’s definition', () => {
	test('is read as other programs write it, with a policy of ours beside it', () => {
		const place = createPlace();
		mkdirSync(join(place.project, 'sub'));
		const {servers, warnings} = read(
			{
				a: {command: 'node', args: [join(place.project, 'sub/x.js'), '--flag'], env: {KEY: `\${TOKEN}`}, cwd: 'sub', alwaysAllow: []},
				b: {type: 'http', url: 'https://mcp.example.org/v1', headers: {authorization: `Bearer \${NONE:-anonymous}`}},
				c: {command: 'python3', policy: {network: {allow: ['api.example.org']}}, timeoutSecs: 5, idleSecs: 0},
				d: {command: 'x', disabled: true},
			},
			{place},
		);
		expect(servers).toMatchObject([
			{kind: 'stdio', words: ['node', '/workspace/x.js', '--flag'], environment: {KEY: 'planted'}, folder: join(place.project, 'sub')},
			{kind: 'http', url: 'https://mcp.example.org/v1', headers: {authorization: 'Bearer anonymous'}},
			{kind: 'stdio', policy: {network: {allow: ['api.example.org:443']}, filesystem: {read: []}}, timeoutMs: 5000, idleMs: 0},
		]);
		expect(servers[0]).toMatchObject({policy: {network: {allow: []}, filesystem: {read: ['.'], write: []}}, idleMs: 600_000});
		expect(warnings).toEqual([expect.stringContaining('mcp.json: "alwaysAllow".')]);
	});

	test.each([
		[{}, /"command" is missing/],
		['text', /no object/],
		[{command: 'x', args: [1]}, /"args" is no list of texts/],
		[{command: 'x', env: {PATH: '/tmp'}}, /"PATH", which no server can be given/],
		[{command: 'x', env: {A: `\${UNSET_VARIABLE}`}}, /\$\{UNSET_VARIABLE\}, which is not set/],
		[{command: 'x', policy: {internet: true}}, /unknown key "internet"/],
		[{command: 'x', cwd: '/nowhere/at/all'}, /is not there/],
		[{command: 'x', cwd: homedir(), policy: {filesystem: {read: ['.']}}}, /whole home/],
		[{command: 'x', args: ['/etc/passwd']}, /\/etc\/passwd is not in the folder that it sees/],
		[{command: 'uvx', args: ['thing']}, /uvx installs from a registry first/],
		[{command: '/usr/bin/docker', args: ['run']}, /outside of the sandbox/],
		[{command: 'x', timeoutSecs: 0}, /"timeoutSecs"/],
		[{command: 'x', idleSecs: -1}, /"idleSecs"/],
		[{command: 'x', idleSecs: '10m'}, /"idleSecs"/],
		[{command: 'x', idleSecs: 1e9}, /"idleSecs"/],
		[{url: 'https://example.org', idleSecs: 60}, /"url" beside/],
		[{type: 'sse', url: 'https://example.org'}, /streamable HTTP/],
		[{url: 'http://example.org/mcp'}, /not an address of https/],
		[{url: 'http://127.0.0.1.example.org/mcp'}, /not an address of https/],
		[{url: 'https://user:word@example.org/mcp'}, /holds a name or password/],
		[{url: 'file:///etc/passwd'}, /not an address of https/],
		[{url: 'https://example.org', headers: {host: 'other'}}, /"host" is not one to be set/],
		[{url: 'https://example.org', headers: {a: 'x\ny'}}, /"a" cannot be sent/],
	])('that cannot be used says why: %j', (entry, problem) => {
		expect(problemOf(entry)).toMatch(problem);
	});

	test('has a name that no other server’s tools can be taken for', () => {
		const {servers} = read({
			a__b: {command: 'x'},
			a_: {command: 'x'},
			__proto__: {command: 'x'},
			'a b': {command: 'x'},
			a_b: {command: 'y'},
		});
		expect(servers.map(({name, kind}) => [name, kind])).toEqual([
			['a__b', 'broken'],
			['a_', 'broken'],
			['a b', 'stdio'],
		]);
	});
});

describe('a project’s file', () => {
	test('is not read in a folder that nobody trusts, and gets nothing of the environment in one that is', () => {
		const theirs = {
			web: {url: 'https://example.org', headers: {a: `\${TOKEN}`}},
			pass: {command: 'x', policy: {env: ['TOKEN']}},
			run: {command: 'x', env: {A: `\${HOME}`}},
			fine: {command: 'x'},
		};
		expect(read({}, {theirs, isTrusted: false}).servers).toEqual([]);
		const {servers} = read({}, {theirs});
		expect(servers.map(({kind}) => kind)).toEqual(['broken', 'broken', 'broken', 'stdio']);
		expect(JSON.stringify(servers)).not.toContain('planted');
	});

	test('cannot lead out of the project nor take the place of a server of one’s own', () => {
		const place = createPlace();
		symlinkSync(place.outside, join(place.project, 'link'));
		const theirs = {out: {command: 'x', cwd: '..'}, link: {command: 'x', cwd: 'link'}, mine: {command: 'theirs'}};
		const {servers, warnings} = read({mine: {command: 'mine'}}, {theirs, place});
		expect(servers).toMatchObject([
			{name: 'mine', words: ['mine']},
			{name: 'out', kind: 'broken'},
			{name: 'link', kind: 'broken'},
		]);
		expect(warnings).toEqual([expect.stringContaining('"mine"')]);
	});

	test('that is no such file gives no server and a warning', () => {
		for (const theirs of ['{', '[]', '{"mcpServers": []}']) {
			const {servers, warnings} = read({mine: {command: 'x'}}, {theirs});
			expect([servers.length, warnings.length]).toEqual([1, 1]);
		}
	});
});

describe('the name of a tool', () => {
	test('is what both call it where that can be', () => {
		expect(toolName('files', 'read-file')).toBe('mcp__files__read-file');
	});

	test('is marked, and always the same, where it had to be changed', () => {
		const names = [
			['files', 'read file'],
			['files', 'read.file'],
			['files', 'read__file'],
			['files', '_read'],
			['files', 'x'.repeat(80)],
			['files', `${'x'.repeat(79)}y`],
			['my files', 'read'],
		] as const;
		const made = names.map(([server, tool]) => toolName(server, tool));
		expect(new Set(made).size).toBe(names.length);
		expect(made.every(name => /^[\w-]{1,64}$/.test(name) && /_[0-9a-f]{8}$/.test(name))).toBe(true);
		expect(made).toEqual(names.map(([server, tool]) => toolName(server, tool)));
		expect(made[6]?.startsWith(toolsPattern('my files').slice(0, -1))).toBe(true);
	});
});
