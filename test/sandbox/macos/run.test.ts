/** All of a run on a Mac but the sandbox itself, which a stand-in takes the place of. */

import {existsSync, readdirSync, writeFileSync} from 'node:fs';
import {connect} from 'node:net';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {runHeld} from '../../../sandbox/macos/run.ts';
import {assertHolds, macGuarantees, missingInAnswer, selfTest} from '../../../sandbox/macos/self-test.ts';
import {makeFolder, useFreshHome} from '../folders.ts';
import {holdsNothing, nodeJob, standIn} from './stand-ins.ts';

useFreshHome();

test('a run gives its output, its code and its backend, and its scratch is gone afterwards', async () => {
	const source =
		'require("fs").writeFileSync(process.env.TMPDIR + "/a", "x".repeat(9000)); console.log(JSON.stringify(process.argv.slice(2))); process.exit(4)';
	const outcome = await runHeld(nodeJob(source, {args: ['a "b"', '']}), '', {}, holdsNothing());
	expect(outcome).toMatchObject({backend: 'seatbelt', ended: 'exit', exitCode: 4, signal: null, stdout: '["a \\"b\\"",""]\n', denied: []});
	expect(outcome.layers).toEqual({userns: false, seccomp: false, landlock: false, cgroup: false, notify: false});
	expect(outcome.usage.writtenBytes).toBeGreaterThanOrEqual(9000);
	expect(readdirSync(join(process.env.XDG_CACHE_HOME ?? '', 'skilllite', 'scratch'))).toEqual([]);
});

test('memory ends a run by looking at it', async () => {
	const source = 'const all = []; setInterval(() => all.length < 40 && all.push(Buffer.alloc(30e6, 1)), 20)';
	const outcome = await runHeld(nodeJob(source, {limits: {memoryBytes: 150 * 1024 * 1024}}), '', {}, holdsNothing());
	expect(outcome).toMatchObject({ended: 'memory', limit: 150 * 1024 * 1024});
});

test('processor time, wall clock, output and a caller end a run, each by its name', async () => {
	const mac = holdsNothing();
	const stop = new AbortController();
	const [cpu, wall, output, cancelled] = await Promise.all([
		runHeld(nodeJob('for (;;);', {limits: {cpuSeconds: 1}}), '', {}, mac),
		runHeld(nodeJob('setInterval(() => {}, 1000)', {limits: {wallSeconds: 0.5}}), '', {}, mac),
		runHeld(nodeJob('console.log("x".repeat(5000))', {limits: {outputBytes: 100}}), '', {}, mac),
		runHeld(nodeJob('console.log("up"); setInterval(() => {}, 1000)'), '', {signal: stop.signal, onOutput: () => stop.abort()}, mac),
	]);
	expect([cpu.ended, wall.ended, output.ended, cancelled.ended]).toEqual(['cpu', 'wall', 'output', 'cancelled']);
});

test('nothing is started for a caller whose own first step fails', async () => {
	const folder = makeFolder();
	const source = `require("fs").writeFileSync(${JSON.stringify(join(folder, 'ran'))}, "")`;
	const onBegin = () => {
		throw new Error('no audit');
	};
	await expect(runHeld(nodeJob(source), '', {onBegin}, holdsNothing())).rejects.toThrow('no audit');
	expect(existsSync(join(folder, 'ran'))).toBe(false);
});

test.each([
	['a profile that does not compile', 'echo "sandbox-exec: syntax error" >&2; exit 65'],
	['an interpreter that may not start', 'echo "sandbox-exec: execvp() of \'/x\' failed: Operation not permitted" >&2; exit 71'],
])('%s is no outcome of a script', async (_name, script) => {
	await expect(runHeld(nodeJob(''), '', {}, standIn(script))).rejects.toMatchObject({code: 'sandbox-setup'});
});

test('a missing sandbox-exec runs nothing', async () => {
	const outcome = runHeld(nodeJob('console.log("ran")'), '', {}, {sandboxExec: '/nowhere/sandbox-exec', uid: 501});
	await expect(outcome.then(({exitCode, stdout}) => [exitCode, stdout])).resolves.toEqual([127, '']);
});

test('a network is the port of a proxy that wants its credential', async () => {
	const source = `const url = new URL(process.env.HTTPS_PROXY);
const socket = require('net').connect(Number(url.port), url.hostname);
socket.write('CONNECT api.example.org:443 HTTP/1.1\\r\\nHost: api.example.org:443\\r\\n\\r\\n');
socket.on('data', data => { console.log(String(data).split('\\r\\n')[0]); socket.destroy(); });`;
	const outcome = await runHeld(nodeJob(source, {policy: {network: {allow: ['api.example.org']}}}), '', {}, holdsNothing());
	expect(outcome.stdout).toMatch(/^HTTP\/1\.1 407/);
});

test('the first run finds every guarantee missing where nothing is held, and nothing else may then run', async () => {
	const mac = holdsNothing();
	const {missing, outcome} = await selfTest((job, stdin) => runHeld(job, stdin, {}, mac));
	expect(outcome).toMatchObject({ended: 'exit', exitCode: 0});
	// Node's own variables are the only ones, and there is no /Users here; all else happened.
	expect(missing).toEqual(macGuarantees.filter(name => name !== 'environment' && name !== 'granted'));
	await expect(assertHolds((job, stdin) => runHeld(job, stdin, {}, mac))).rejects.toMatchObject({code: 'sandbox-unavailable'});
});

test('a script that says that all is held is not believed when the host saw otherwise', async () => {
	const answer = JSON.stringify(Object.fromEntries(macGuarantees.map(name => [name, true])));
	const lying = selfTest(async job => {
		const scene = JSON.parse(job.args[0] ?? '');
		writeFileSync(scene.started, '');
		writeFileSync(scene.canary, 'changed');
		await new Promise(resolve => connect(scene.port, '127.0.0.1').on('close', resolve).resume());
		return runHeld(nodeJob(`console.log(JSON.stringify({...${answer}, nonce: ${JSON.stringify(scene.nonce)}}))`), '', {}, holdsNothing());
	});
	await expect(lying.then(({missing}) => missing)).resolves.toEqual(['exec', 'network', 'writing']);
});

test.each([
	['no answer', {ended: 'exit', exitCode: 0, stdout: ''}],
	['an answer of another run', {ended: 'exit', exitCode: 0, stdout: JSON.stringify({nonce: 'other'})}],
	['a run that was stopped', {ended: 'wall', exitCode: null, stdout: JSON.stringify({nonce: 'n'})}],
	['a run that failed', {ended: 'exit', exitCode: 1, stdout: JSON.stringify({nonce: 'n'})}],
	['something else', {ended: 'exit', exitCode: 0, stdout: 'null'}],
] as const)('%s proves nothing', (_name, outcome) => {
	expect(missingInAnswer(outcome, 'n')).toEqual(macGuarantees);
});

test('only what was said to be held counts', () => {
	const stdout = JSON.stringify({...Object.fromEntries(macGuarantees.map(name => [name, true])), kill: 'true', nonce: 'n'});
	expect(missingInAnswer({ended: 'exit', exitCode: 0, stdout}, 'n')).toEqual(['kill']);
});
