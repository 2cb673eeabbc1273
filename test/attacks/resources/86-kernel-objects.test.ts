/** Watches, timers, events and polls without end: what the kernel keeps for a process that asks. */

import {readFileSync} from 'node:fs';
import {expect} from 'vitest';
import {waitFor} from '../host.ts';
import {eachIdentity} from '../identity.ts';
import {node, python, syscallNumber} from '../payload.ts';
import {attack, attackToDeath} from '../sandboxed.ts';

const mebibyte = 1024 * 1024;

/** Memory that the kernel holds for itself, in bytes. */
function kernelMemory(): number {
	const text = readFileSync('/proc/meminfo', 'utf8');
	return ['Slab', 'KernelStack', 'PageTables'].reduce(
		(sum, key) => sum + Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) * 1024,
		0,
	);
}

eachIdentity('a flood of watches, timers, events and polls stays small on the host', async identity => {
	const payload = python(`
		import ctypes, os, select
		libc = ctypes.CDLL(None, use_errno=True)
		made = 0
		def flood(make, most=200_000):
		    global made
		    for _ in range(most):
		        try:
		            if make() < 0:
		                break
		        except OSError:
		            break
		        made += 1
		scratch = os.environ['TMPDIR']
		inotify = libc.inotify_init1(0)
		for n in range(2000):
		    os.mkdir(f'{scratch}/{n}')
		    libc.inotify_add_watch(inotify, f'{scratch}/{n}'.encode(), 0xfff)
		flood(lambda: libc.inotify_init1(0))
		timer = ctypes.c_int()
		flood(lambda: libc.syscall(${syscallNumber('timer_create')}, 1, None, ctypes.byref(timer)))
		flood(lambda: libc.syscall(${syscallNumber('timerfd_create')}, 1, 0))
		print('made', made, flush=True)
	`);
	const before = kernelMemory();
	const outcome = await attack(identity, payload, {limits: {wallSeconds: 100, scratchBytes: 64 * mebibyte}});
	expect(outcome.ended).toBe('exit');
	// The figure is the whole machine's, on which others work too.
	await waitFor(() => kernelMemory() - before < 200 * mebibyte);
});

eachIdentity('Node with a hundred thousand timers and watches stays in its memory', async identity => {
	const payload = node(`
		import {watch} from 'node:fs';
		for (let n = 0; n < 100_000; n++) setTimeout(() => {}, 60_000);
		let watches = 0;
		await attempt(() => { for (; watches < 100_000; watches++) watch('/dev/null', () => {}); });
		console.log('watches', watches);
		process.nextTick(() => process.exit(0));
	`);
	const outcome = await attackToDeath(identity, payload, {limits: {wallSeconds: 100}});
	expect(outcome.usage.maxRssBytes).toBeLessThan(600 * mebibyte);
	expect(outcome.ended).not.toBe('wall');
});

eachIdentity('a skill watches a folder and waits for a timer', async identity => {
	const payload = node(`
		import {watch, writeFileSync} from 'node:fs';
		const seen = new Promise(done => watch(process.env.TMPDIR, done));
		setTimeout(() => writeFileSync(process.env.TMPDIR + '/new', ''), 20);
		await seen;
		console.log('saw it');
		process.nextTick(() => process.exit(0));
	`);
	expect((await attackToDeath(identity, payload)).stdout).toContain('saw it');
});
