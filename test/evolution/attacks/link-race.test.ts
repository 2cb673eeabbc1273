/** Attack 16 as a race: somebody puts a link in the place of a file, again and again, while the store reads and writes it. */

import {once} from 'node:events';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Worker} from 'node:worker_threads';
import {expect, onTestFinished, test} from 'vitest';
import {openIn, temporaryFolder} from '../artefacts.ts';

const swapping = `
const {parentPort, workerData} = require('node:worker_threads');
const {renameSync, symlinkSync} = require('node:fs');
const counter = new Int32Array(workerData.counter);
parentPort.postMessage('ready');
while (Atomics.load(counter, 1) === 0) {
	try {
		symlinkSync(workerData.victim, workerData.path + '.swap');
		renameSync(workerData.path + '.swap', workerData.path);
		Atomics.add(counter, 0, 1);
	} catch {}
}
`;

test('16: in 10,000 tries against one who swaps links the whole time, nothing outside is read or written', async () => {
	const root = temporaryFolder();
	const victim = join(temporaryFolder(), 'victim');
	writeFileSync(victim, 'planted-victim');
	const {disk} = openIn(root).store.context;
	disk.replace('HEAD', 'ours');
	const counter = new SharedArrayBuffer(8);
	const swaps = new Int32Array(counter);
	const worker = new Worker(swapping, {eval: true, workerData: {counter, victim, path: join(root, 'HEAD')}});
	onTestFinished(async () => {
		Atomics.store(swaps, 1, 1);
		await worker.terminate();
	});
	await once(worker, 'message');
	let [refused, own, escaped] = [0, 0, 0];
	for (let index = 0; index < 10_000; index += 1) {
		try {
			disk.replace('HEAD', 'ours');
			const text = disk.read('HEAD')?.toString('utf8');
			own += text === 'ours' ? 1 : 0;
			escaped += text === 'planted-victim' ? 1 : 0;
		} catch {
			refused += 1;
		}
	}

	expect([escaped, readFileSync(victim, 'utf8')]).toEqual([0, 'planted-victim']);
	// The race was run: both sides won now and then.
	expect(Atomics.load(swaps, 0)).toBeGreaterThan(100);
	expect(refused).toBeGreaterThan(0);
	expect(own).toBeGreaterThan(0);
});
