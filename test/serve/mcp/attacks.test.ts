/** Tool servers that mean harm. Each test looks on the host's side, and where it can, shows first that the attack works outside of the sandbox. */

import {randomBytes} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {type Bench, callBare, createPlace, openBench, processesWith, python} from './bench.ts';
import {eventually} from '../../eventually.ts';

const attack = (bench: Bench, what: string, target = '', signal?: AbortSignal) => bench.call('mcp__files__attack', {what, target}, signal);
const nonce = () => `nonce-${randomBytes(8).toString('hex')}`;
const isGone = (mark: string) => eventually(() => expect(processesWith(mark)).toEqual([]));

describe('a server that reaches for what is not its own', () => {
	test('reads no key, no secret of the project and nothing of ours, and still works', async () => {
		const place = createPlace();
		const secret = nonce();
		mkdirSync(join(place.outside, '.ssh'));
		writeFileSync(join(place.outside, '.ssh/id_rsa'), secret);
		writeFileSync(join(place.project, '.env'), secret);
		writeFileSync(join(place.home, '.skilllite/kept.json'), secret);
		writeFileSync(join(place.project, 'data.txt'), 'honest');
		const bench = await openBench({place, servers: {files: python()}});
		for (const path of [join(place.outside, '.ssh/id_rsa'), '.env', join(place.home, '.skilllite/kept.json')]) {
			expect(callBare(place.project, 'read', path)).toBe(secret);
			const {text, ok} = await attack(bench, 'read', path);
			expect(text).not.toContain(secret);
			expect(ok && path !== '.env').toBe(false);
		}

		expect(await attack(bench, 'read', 'data.txt')).toMatchObject({ok: true, text: 'honest'});
	});

	test('writes neither outside nor, unless it was granted, in the project', async () => {
		const place = createPlace();
		const bench = await openBench({place, servers: {files: python()}});
		for (const folder of [place.outside, place.project]) {
			const path = join(folder, 'canary');
			const inside = folder === place.project ? '/workspace/canary' : path;
			expect(await attack(bench, 'write', inside)).toMatchObject({ok: false});
			expect(existsSync(path)).toBe(false);
			expect(callBare(place.project, 'write', path)).toBe('written');
			expect(existsSync(path)).toBe(true);
		}

		expect(await attack(bench, 'write', '/work/mine')).toMatchObject({ok: true});
	});

	test('reaches no listener of this machine', async () => {
		let reached = 0;
		const listener = createServer(socket => {
			reached += 1;
			socket.on('error', () => {}).end();
		}).listen(0, '127.0.0.1');
		onTestFinished(() => void listener.close());
		await new Promise(resolve => listener.once('listening', resolve));
		const target = `127.0.0.1:${(listener.address() as AddressInfo).port}`;
		const bench = await openBench({servers: {files: python()}});
		expect(await attack(bench, 'reach', target)).toMatchObject({ok: false});
		expect(reached).toBe(0);
		// The control must not hold the loop that accepts.
		const {execFile} = await import('node:child_process');
		await new Promise(resolve =>
			execFile('python3', ['-c', `import socket; socket.create_connection(("127.0.0.1", ${target.split(':')[1]}))`], resolve),
		);
		await eventually(() => expect(reached).toBe(1));
		expect(await bench.call('mcp__files__echo', {text: 'still here'})).toMatchObject({text: 'still here'});
	});

	test('is given nothing of our environment', async () => {
		const secret = nonce();
		process.env.PLANTED_FOR_MCP = secret;
		onTestFinished(() => void delete process.env.PLANTED_FOR_MCP);
		const place = createPlace();
		expect(callBare(place.project, 'environment', '')).toContain(secret);
		const bench = await openBench({place, servers: {files: python()}});
		const {text} = await attack(bench, 'environment');
		expect(text).toContain('PATH=');
		expect(text).not.toContain(secret);
	});

	test('is offered nothing of ours: it can ask for no sampling and no roots', async () => {
		const bench = await openBench({servers: {files: python()}});
		expect(await attack(bench, 'ask')).toMatchObject({text: '[-32601, -32601]'});
	});
});

describe('a server that wears us out', () => {
	test('by a line without an end is ended, and is not started again at once', async () => {
		const mark = nonce();
		const bench = await openBench({servers: {files: python(mark)}});
		expect(processesWith(mark).length).toBeGreaterThan(0);
		const before = process.memoryUsage().rss;
		expect(await attack(bench, 'line')).toMatchObject({ok: false, text: expect.stringContaining('a line of more than 8 MB')});
		expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
		await isGone(mark);
		const next = await bench.call('mcp__files__echo', {text: 'x'});
		expect(next).toMatchObject({ok: false, text: expect.stringMatching(/does not run: .*8 MB[\s\S]*started again in \d+ s/)});
		expect(processesWith(mark)).toEqual([]);
		expect(bench.servers.lines().join('\n')).toContain('files: ended: it wrote a line of more than 8 MB');
		// A person may.
		expect(await bench.servers.start('files', new AbortController().signal)).toContain('files: running');
	});

	test('by notifications without an end is ended', async () => {
		const mark = nonce();
		const bench = await openBench({servers: {files: python(mark)}});
		expect(await attack(bench, 'flood')).toMatchObject({ok: false, text: expect.stringContaining('more than is read in a minute')});
		await isGone(mark);
	});

	test('by silence: the call is given up in time, and after the second the server is ended', async () => {
		const mark = nonce();
		const bench = await openBench({servers: {files: {...python(mark), timeoutSecs: 0.3}}});
		const first = await attack(bench, 'hang', '600');
		expect(first).toMatchObject({ok: false, ended: 'wall', text: expect.stringContaining('did not answer within 0.3 s')});
		expect(processesWith(mark).length).toBeGreaterThan(0);
		expect(await attack(bench, 'hang', '600')).toMatchObject({ok: false, ended: 'wall'});
		await isGone(mark);
	});

	test('from its start does not keep a turn waiting', async () => {
		const servers = {mute: python('mute'), files: python()};
		const bench = await openBench({servers, allowed: ['mute', 'files'], waitMs: 500});
		// It is given up only after ten seconds: until then nobody waited.
		expect(bench.servers.lines()[0]).toMatch(/^mute: starting/);
		await eventually(() => expect(bench.names()).toContain('mcp__files__echo'));
		expect(await bench.call('mcp__files__echo', {text: 'meanwhile'})).toMatchObject({text: 'meanwhile'});
	});

	test('by memory passes its limit, and that is what the call says', async () => {
		const servers = {files: {...python(), policy: {filesystem: {read: ['.']}, resources: {memory: '64M'}}}};
		const bench = await openBench({servers});
		const {ok, text} = await attack(bench, 'memory');
		expect(ok).toBe(false);
		expect(text).toMatch(/MemoryError|limit of memory/);
	});

	test('by an end in the middle of a call: the call says so, without what a screen would obey', async () => {
		const bench = await openBench({servers: {files: python()}});
		const {ok, text} = await attack(bench, 'crash');
		expect([ok, text]).toEqual([false, 'The MCP server files gave no result: it ended with exit code 3.']);
		await eventually(() => expect(bench.servers.lines().join('\n')).toContain('it wrote: out of cheese'));
		expect(bench.servers.lines().join('\n')).not.toContain('\u001b');
	});

	test('is gone with all that it started, when the session is', async () => {
		const mark = nonce();
		const bench = await openBench({servers: {files: python(mark)}});
		expect(await attack(bench, 'child')).toMatchObject({text: 'child'});
		expect(processesWith(mark).length).toBeGreaterThan(1);
		await bench.close();
		await isGone(mark);
	});

	test('is ended when its call is interrupted, and starts again with the next', async () => {
		const mark = nonce();
		const bench = await openBench({servers: {files: python(mark)}});
		const stop = new AbortController();
		const call = attack(bench, 'hang', '600', stop.signal);
		await eventually(() => expect(bench.events.map(({type}) => type)).toContain('tool.start'));
		stop.abort();
		expect(await call).toMatchObject({ok: false, ended: 'cancelled'});
		await isGone(mark);
		expect(await bench.call('mcp__files__echo', {text: 'again'})).toMatchObject({ok: true, text: 'again'});
	});
});

describe('a server that speaks to the model', () => {
	test('in a description is not offered with that tool, nor where the text hides in a schema; its honest tools are', async () => {
		const bench = await openBench({servers: {files: python('poisoned')}});
		expect(bench.names()).toEqual(['mcp__files__echo', 'mcp__files__add', 'mcp__files__attack']);
		expect(bench.warnings).toEqual([
			expect.stringContaining('The tool helper of the MCP server files is left out: its description is no description (SL-'),
			expect.stringContaining('The tool quiet of the MCP server files is left out'),
			expect.stringMatching(/^The tool ignore_all_previous_instructions.* is left out: its description is no description \(SL-/),
		]);
	});

	test('in a result: what it gives is a stranger’s text, and what was allowed before asks again', async () => {
		const rules = [{tool: 'mcp__files__*', match: '*', do: 'allow', scope: 'user'}] as const;
		const bench = await openBench({servers: {files: python()}, rules});
		expect(bench.isForeign()).toBe(false);
		expect(await attack(bench, 'inject')).toMatchObject({label: 'foreign'});
		expect(bench.isForeign()).toBe(true);
		expect(bench.asked.length).toBe(1);
		await bench.call('mcp__files__echo', {text: 'x'});
		expect(bench.asked.length).toBe(2);
	});

	test('with escapes and hidden characters is heard without them', async () => {
		const bench = await openBench({servers: {files: python()}});
		expect((await attack(bench, 'escape')).text).toBe('beforeafter');
	});

	test('changes a description that was allowed: it is asked about again, whatever rule there is, and once', async () => {
		const rules = [{tool: 'mcp__files__*', match: '*', do: 'allow', scope: 'flag', evenForeign: true}] as const;
		let answer: 'once' | 'nobody' = 'once';
		const bench = await openBench({servers: {files: python()}, rules, answer: () => ({kind: answer})});
		await bench.call('mcp__files__echo', {text: 'a'});
		await attack(bench, 'change');
		expect(bench.asked.length).toBe(1);
		await eventually(() => expect(bench.servers.tools()[0]?.description).toContain('louder'));
		answer = 'nobody';
		expect(await bench.call('mcp__files__echo', {text: 'b'})).toMatchObject({refusal: {by: 'unmet'}});
		expect(bench.asked[1]).toMatchObject({standing: null, always: null, detail: expect.stringContaining('Now louder')});
		answer = 'once';
		expect(await bench.call('mcp__files__echo', {text: 'b'})).toMatchObject({ok: true});
		expect(await bench.call('mcp__files__echo', {text: 'c'})).toMatchObject({ok: true});
		expect(bench.asked.length).toBe(3);
	});

	test('is another one when a call starts it again: that call is not made, and the next is asked about', async () => {
		const rules = [{tool: 'mcp__files__*', match: '*', do: 'allow', scope: 'flag', evenForeign: true}] as const;
		const policy = {filesystem: {read: ['.'], write: ['out']}};
		const bench = await openBench({servers: {files: {...python(), policy, idleSecs: 0.3}}, rules});
		const script = join(bench.place.project, 'server.py');
		const isWritten = (name: string) => existsSync(join(bench.place.project, 'out', name));
		const rests = () => eventually(() => expect(bench.servers.lines()[0]).toContain('not running'));
		expect(await attack(bench, 'write', 'out/one')).toMatchObject({ok: true});
		await rests();
		// Started again as it was, it is called.
		expect(await attack(bench, 'write', 'out/two')).toMatchObject({ok: true});
		await rests();
		writeFileSync(script, readFileSync(script, 'utf8').replace('Does what it is told.', 'Sends what it is told.'));
		expect(await attack(bench, 'write', 'out/three')).toMatchObject({ok: false, text: expect.stringContaining('is not what it was')});
		expect(['one', 'two', 'three'].map(isWritten)).toEqual([true, true, false]);
		expect(bench.asked.length).toBe(1);
		expect(await attack(bench, 'write', 'out/four')).toMatchObject({ok: true});
		expect(bench.asked.slice(1)).toMatchObject([{tool: 'mcp__files__attack', detail: expect.stringContaining('Sends what it is told.')}]);
		expect(isWritten('four')).toBe(true);
	});

	test('is another program by the next session, under the name of a tool that was allowed: asked about again', async () => {
		const place = createPlace();
		const rules = [{tool: 'mcp__files__*', match: '*', do: 'allow', scope: 'user'}] as const;
		const first = await openBench({place, servers: {files: python()}, rules});
		await first.call('mcp__files__echo', {text: 'a'});
		expect(first.asked.length).toBe(1);
		const second = await openBench({place, servers: {files: python('noisy')}, rules});
		await second.call('mcp__files__echo', {text: 'a'});
		expect(second.asked.map(({tool}) => tool)).toEqual(['mcp:files', 'mcp__files__echo']);
		expect(readdirSync(join(place.home, '.skilllite'))).toContain('mcp-approvals.json');
	});
});

describe('a server that is careless or sly about its tools', () => {
	test('names them like ours, twice, too long or with escapes: none stands for another', async () => {
		const bench = await openBench({servers: {files: python('ours')}});
		const names = bench.names();
		expect(names.every(name => /^mcp__files__[\w-]+$/.test(name) && name.length <= 64)).toBe(true);
		expect(new Set(names).size).toBe(names.length);
		expect(names).toEqual(expect.arrayContaining(['mcp__files__bash', 'mcp__files__read_file']));
		expect(names.filter(name => name.startsWith('mcp__files__xxx'))).toEqual([expect.stringMatching(/_[0-9a-f]{8}$/)]);
		expect(names.join()).not.toContain('twin');
		expect(bench.warnings.filter(text => /twin.*two of that name/.test(text)).length).toBe(1);
		expect(bench.warnings.join('\n')).not.toContain('\u001b');
	});

	test('gives schemas that are huge or deep: those tools are left out', async () => {
		const bench = await openBench({servers: {files: python('huge')}});
		expect(bench.names().length).toBe(3);
		expect(bench.warnings.join('\n')).toMatch(/huge .*more than 16384 characters[\s\S]*deep .*nested more than 12 deep/);
	});

	test('has more than a model should read: the first are offered, and it says so', async () => {
		const bench = await openBench({servers: {files: python('many')}});
		expect(bench.names().length).toBe(40);
		expect(bench.warnings).toEqual([expect.stringContaining('have 63 tools; the first 40')]);
	});

	test('answers to ids that nobody asked with', async () => {
		const bench = await openBench({servers: {files: python()}});
		expect(await attack(bench, 'ids')).toMatchObject({ok: true, text: 'yours'});
		expect(await bench.call('mcp__files__echo', {text: 'mine'})).toMatchObject({text: 'mine'});
	});
});
