/** However a host ends, its slots end with it. */

import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {expect, onTestFinished, test} from 'vitest';
import {waitFor} from '../../attacks/host.ts';
import {jobOf, useOneHome} from '../run/jobs.ts';
import {isGone, sandboxesOf} from './trees.ts';

useOneHome();

const poolModule = new URL('../../../sandbox/pool.ts', import.meta.url).href;

interface Host {
	readonly child: ChildProcess;
	readonly tree: readonly number[];
	/** Let it go on. */
	go(): void;
}

/** Start a program that prints `warm` when it has idle slots, and goes on when it is told to. */
async function startHost(code: string, slots: number): Promise<Host> {
	const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {stdio: ['pipe', 'pipe', 'inherit']});
	onTestFinished(() => {
		child.kill('SIGKILL');
	});
	await once(child.stdout ?? child, 'data');
	const tree = sandboxesOf(Number(child.pid));
	// The supervisor, bwrap and the interpreter.
	expect(tree).toHaveLength(3 * slots);
	return {child, tree, go: () => child.stdin?.end('go')};
}

const toldToGo = "await new Promise(resolve => process.stdin.once('data', resolve)); process.stdin.destroy();";

/** A program with a slot for Python and one for Node. */
function hostThat(ends: string): Promise<Host> {
	const jobs = [jobOf('python', 'pass'), jobOf('node', '')];
	const code = `
		import {createPool} from ${JSON.stringify(poolModule)};
		const pool = createPool();
		for (const job of ${JSON.stringify(jobs)}) await pool.warm(job);
		console.log('warm');
		${toldToGo}
		${ends}
	`;
	return startHost(code, jobs.length);
}

const endings = {
	'comes to its end without closing the pool': '',
	'calls exit': 'process.exit(3);',
	'closes the pool and ends': 'await pool.close();',
};

for (const [what, ends] of Object.entries(endings)) {
	test(`a host that ${what} leaves no slot`, async () => {
		const host = await hostThat(ends);
		host.go();
		await once(host.child, 'exit');
		await waitFor(() => host.tree.every(isGone));
	});
}

test('a host that is killed leaves no slot, though its event loop is blocked', async () => {
	const host = await hostThat('for (;;);');
	host.go();
	host.child.kill('SIGKILL');
	await once(host.child, 'exit');
	await waitFor(() => host.tree.every(isGone));
});

test('slots that a thread has started end with the thread', async () => {
	const thread = `
		import('${poolModule}').then(async ({createPool}) => {
			await createPool().warm(${JSON.stringify(jobOf('python', 'pass'))});
			process.getBuiltinModule('node:worker_threads').parentPort.postMessage('warm');
			setInterval(() => {}, 1000);
		});
	`;
	const code = `
		import {Worker} from 'node:worker_threads';
		const worker = new Worker(${JSON.stringify(thread)}, {eval: true});
		worker.once('message', () => console.log('warm'));
		${toldToGo}
		await worker.terminate();
		setInterval(() => {}, 1000);
	`;
	const host = await startHost(code, 1);
	host.go();
	await waitFor(() => host.tree.every(isGone));
	expect(host.child.exitCode).toBeNull();
});
