/** A tool server of ours, in the sandbox, from its definition to its results. */

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {eventually} from '../../eventually.ts';
import {callBare, createPlace, openBench, processesWith, python} from './bench.ts';

describe('a server in the sandbox', () => {
	test('is started after a yes to its definition, and its tools give results', async () => {
		const bench = await openBench({servers: {files: python('noisy')}});
		expect(bench.asked.map(({tool, standing}) => [tool, standing])).toEqual([['mcp:files', null]]);
		expect(bench.asked[0]?.detail).toContain('python3 server.py noisy');
		expect(bench.asked[0]?.detail).toContain('no network · reads .');
		expect(bench.names()).toEqual(['mcp__files__echo', 'mcp__files__add', 'mcp__files__attack']);
		expect(await bench.call('mcp__files__echo', {text: 'hello'})).toMatchObject({ok: true, text: 'hello', label: 'foreign', refusal: null});
		expect(await bench.call('mcp__files__add', {a: 2, b: 3})).toMatchObject({ok: true, text: '5'});
		expect(bench.asked.map(({tool}) => tool)).toEqual(['mcp:files', 'mcp__files__echo', 'mcp__files__add']);
		expect(bench.events.filter(({type}) => type === 'tool.start')).toMatchObject([{name: 'mcp__files__echo'}, {name: 'mcp__files__add'}]);
	});

	test('is there in the turn in which it was allowed, also where a turn waits for no other', async () => {
		expect((await openBench({servers: {files: python()}, waitMs: 0})).names()).toContain('mcp__files__echo');
	});

	test('is not started after a no, nor where nobody answers', async () => {
		for (const kind of ['deny', 'nobody'] as const) {
			const bench = await openBench({servers: {files: python()}, answer: () => (kind === 'deny' ? {kind, reason: null} : {kind})});
			await bench.servers.prepare(new AbortController().signal);
			expect([bench.names(), bench.asked.length]).toEqual([[], 1]);
			expect(bench.warnings.join()).toMatch(kind === 'nobody' ? /--allow mcp:files/ : /^$/);
		}
	});

	test('is asked about once when the answer was always, and again when its definition is another', async () => {
		const place = createPlace();
		const answer = ({tool}: {readonly tool: string}) => ({kind: tool.startsWith('mcp:') ? 'always' : 'once'}) as const;
		expect((await openBench({place, servers: {files: python()}, answer})).asked.length).toBe(1);
		const again = await openBench({place, servers: {files: python()}, answer: () => ({kind: 'nobody'})});
		expect([again.asked.length, again.names().length]).toEqual([0, 3]);
		for (const other of [python('noisy'), {...python(), policy: {network: {allow: ['example.org']}}}, {...python(), env: {A: 'b'}}]) {
			const changed = await openBench({place, servers: {files: other}, answer: () => ({kind: 'nobody'})});
			expect([changed.asked.length, changed.names()]).toEqual([1, []]);
		}
	});

	test('needs no question when a flag named it, and then none for its tools', async () => {
		const rules = [{tool: 'mcp__files__*', match: '*', do: 'allow', scope: 'flag', evenForeign: true}] as const;
		const bench = await openBench({servers: {files: python()}, allowed: ['files'], rules, answer: () => ({kind: 'nobody'})});
		expect(await bench.call('mcp__files__echo', {text: 'a'})).toMatchObject({ok: true});
		expect(await bench.call('mcp__files__echo', {text: 'b'})).toMatchObject({ok: true, text: 'b'});
		expect(bench.asked).toEqual([]);
	});

	test('keeps what it knows between calls, and is gone with the session', async () => {
		const bench = await openBench({servers: {files: {...python(), policy: {filesystem: {read: ['.']}}}}});
		await bench.call('mcp__files__attack', {what: 'write', target: '/work/kept'});
		expect(await bench.call('mcp__files__attack', {what: 'read', target: '/work/kept'})).toMatchObject({text: 'written'});
		await bench.close();
		expect(await bench.call('mcp__files__echo', {text: 'x'})).toMatchObject({ok: false});
	});

	test('is ended while nobody calls it, and started by the next call without a question', async () => {
		const mark = `rests-${process.pid}`;
		const bench = await openBench({servers: {files: {...python(mark), idleSecs: 0.5}}});
		const mine = () => processesWith(mark).length;
		await bench.call('mcp__files__attack', {what: 'write', target: '/work/kept'});
		await eventually(() => expect(bench.servers.lines()[0]).toMatch(/^files: not running.*the next call starts it · 3 tools/));
		await eventually(() => expect(mine()).toBe(0));
		await bench.servers.prepare(new AbortController().signal);
		expect([bench.names().length, mine()]).toEqual([3, 0]);
		// A call that takes longer than that is let end.
		const starts = bench.asked.filter(({tool}) => tool === 'mcp:files').length;
		expect(await bench.call('mcp__files__attack', {what: 'hang', target: '2'})).toMatchObject({ok: true, text: 'late'});
		expect(await bench.call('mcp__files__attack', {what: 'read', target: '/work/kept'})).toMatchObject({
			ok: false,
			text: expect.stringContaining('FileNotFoundError'),
		});
		expect(bench.asked.filter(({tool}) => tool === 'mcp:files').length).toBe(starts);
		expect(bench.warnings).toEqual([]);
	});

	test('sees the project, the variables that were written down and what its policy grants', async () => {
		const place = createPlace();
		const env = {GREETING: `\${WHO:-nobody} and \${MINE}`, WHAT: 'plain'};
		const bench = await openBench({
			place,
			servers: {files: {...python(), env, policy: {filesystem: {read: ['.'], write: ['out']}}}},
			env: {MINE: 'me', OTHER: 'hidden'},
		});
		const {text} = await bench.call('mcp__files__attack', {what: 'environment', target: ''});
		expect(text).toContain('GREETING=nobody and me');
		expect(text).toContain('WHAT=plain');
		expect(text).not.toContain('hidden');
		await bench.call('mcp__files__attack', {what: 'write', target: 'out/new.txt'});
		expect(readFileSync(join(place.project, 'out/new.txt'), 'utf8')).toBe('written');
		expect(callBare(place.project, 'read', 'out/new.txt')).toBe('written');
	});

	test('with a network reaches the proxy that guards it, and is told where it is', async () => {
		const policy = {network: {allow: ['api.example.org']}, filesystem: {read: ['.']}};
		const bench = await openBench({servers: {files: {...python(), policy}}});
		expect(bench.asked[0]?.detail).toContain('network api.example.org:443');
		const {text} = await bench.call('mcp__files__attack', {what: 'environment', target: ''});
		const [, proxy = ''] = /HTTPS_PROXY=http:\/\/(?:[^@\n]*@)?([\d.]+:\d+)/.exec(text) ?? [];
		expect(await bench.call('mcp__files__attack', {what: 'reach', target: proxy})).toMatchObject({ok: true, text: 'reached'});
	});

	test('of a project is there only where the folder is trusted', async () => {
		const projectServers = {theirs: python()};
		expect((await openBench({projectServers, isTrusted: false})).asked).toEqual([]);
		const trusted = await openBench({projectServers, isTrusted: true});
		expect([trusted.asked.length, trusted.names().length]).toEqual([1, 3]);
	});

	test('says how it is', async () => {
		const bench = await openBench({
			servers: {files: python(), off: {...python(), disabled: true}, odd: {command: 'npx', args: ['-y', 'x']}},
		});
		expect(bench.servers.lines().join('\n')).toMatch(/^files: running · 3 tools · MCP server files, in the sandbox: no network · reads \./);
		expect(bench.servers.lines().at(-1)).toMatch(/^odd: cannot be used: npx installs from a registry/);
	});
});

describe('permission', () => {
	test('for the session holds for all calls of that tool and no other', async () => {
		const bench = await openBench({servers: {files: python()}, answer: () => ({kind: 'session'})});
		await bench.call('mcp__files__echo', {text: 'a'});
		// The second is asked about because a stranger's text is there since.
		await bench.call('mcp__files__echo', {text: 'b'});
		await bench.call('mcp__files__echo', {text: 'c'});
		await bench.call('mcp__files__add', {a: 1, b: 1});
		expect(bench.asked.map(({tool}) => tool)).toEqual(['mcp:files', 'mcp__files__echo', 'mcp__files__echo', 'mcp__files__add']);
	});

	test('by a rule with a pattern holds until text of a stranger is there; a denial holds also for what an argument says', async () => {
		const rules = [
			{tool: 'mcp__*', match: '*', do: 'allow', scope: 'user'},
			{tool: 'mcp__files__*', match: '*secret*', do: 'deny', scope: 'user'},
		] as const;
		const bench = await openBench({servers: {files: python()}, rules});
		expect(await bench.call('mcp__files__echo', {text: 'my secret'})).toMatchObject({ok: false, refusal: {by: 'rule'}});
		expect(await bench.call('mcp__files__echo', {text: 'a'})).toMatchObject({ok: true});
		expect(bench.asked.length).toBe(1);
		await bench.call('mcp__files__echo', {text: 'b'});
		expect(bench.asked.at(-1)).toMatchObject({tool: 'mcp__files__echo', isForeign: true});
	});

	test('is refused by nobody, naming the flag', async () => {
		const bench = await openBench({servers: {files: python()}, allowed: ['files'], answer: () => ({kind: 'nobody'})});
		const {refusal} = await bench.call('mcp__files__echo', {text: 'a'});
		expect(refusal).toMatchObject({by: 'unmet', error: {code: 'consent-needed', hint: 'Allow it beforehand with --allow mcp:files.'}});
	});
});
