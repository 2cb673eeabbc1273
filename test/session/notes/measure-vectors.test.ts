import {readdirSync} from 'node:fs';
import {expect, onTestFinished, test} from 'vitest';
import type {Embedder} from '../../../source/core/embedder.ts';
import {loadGoldenSet} from '../../../source/session/notes/bench.ts';
import {measureVectors} from '../../../source/session/notes/measure-vectors.ts';
import {temporaryFolder} from './folder.ts';

const embedder: Embedder = {
	name: 'of chance',
	embed: async texts => texts.map((_, index) => Float32Array.of(Math.cos(index), Math.sin(index))),
};

test('whoever types while an embedder is measured is not kept waiting, and what is interrupted leaves nothing', async () => {
	const before = process.env.TMPDIR;
	const folder = temporaryFolder();
	process.env.TMPDIR = folder;
	onTestFinished(() => {
		process.env.TMPDIR = before;
	});
	const golden = await loadGoldenSet();
	const stop = new AbortController();
	let turns = 0;
	let ticking = setImmediate(function tick() {
		turns += 1;
		ticking = setImmediate(tick);
	});
	onTestFinished(() => clearImmediate(ticking));
	await measureVectors(golden, embedder, stop.signal);
	expect(turns).toBeGreaterThan(golden.questions.length);
	const half = turns + golden.questions.length;
	setImmediate(function look() {
		if (turns < half) {
			setImmediate(look);
		} else {
			stop.abort();
		}
	});
	await expect(measureVectors(golden, embedder, stop.signal)).rejects.toThrow('aborted');
	expect(readdirSync(folder)).toEqual([]);
});
