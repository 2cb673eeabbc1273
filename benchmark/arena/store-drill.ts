/** How long a rollback takes on a real disk, and what is left of a store whose process was killed. */

import {spawnSync} from 'node:child_process';
import {appendFileSync, cpSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {buildSync} from 'esbuild';
import {createDisk} from '../../source/evolution/store/disk.ts';
import {quantile} from '../report/statistics.ts';
import {numberedRule, openDrillStore} from './drill-store.ts';

export interface RollbackDrill {
	readonly rollbacks: number;
	readonly artefacts: number;
	readonly p50Ms: number;
	readonly p99Ms: number;
	readonly mostMs: number;
}

export interface KillDrill {
	/** Processes killed, each before another step. */
	readonly kills: number;
	readonly steps: number;
	readonly oldState: number;
	readonly newState: number;
	/** Anything else: a state that is neither, a store that cannot be opened or changed afterwards. */
	readonly broken: number;
}

const artefacts = 40;

/** Adopt one artefact more and roll it back, over and over, every write on the disk before it returns. */
export function drillRollback(rollbacks: number): RollbackDrill {
	const root = mkdtempSync(join(tmpdir(), 'arena-rollback-'));
	try {
		const store = openDrillStore(createDisk(root), entry => appendFileSync(join(root, 'audit.jsonl'), `${JSON.stringify(entry)}\n`));
		const adopt = (number: number) =>
			store.adopt({artefact: numberedRule(number), replaces: [], expected: store.load().hash, actor: 'engine'});
		for (let number = 1; number < artefacts; number += 1) {
			adopt(number);
		}

		const times = Array.from({length: rollbacks}, () => {
			adopt(artefacts);
			const begun = performance.now();
			store.rollback(undefined, {actor: 'user', reason: 'drill'});
			return performance.now() - begun;
		});
		return {rollbacks, artefacts, p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99), mostMs: Math.max(...times)};
	} finally {
		rmSync(root, {recursive: true, force: true});
	}
}

/** Kill a process before each step of an adoption and of a rollback, round after round, and open what it left. */
export function drillKills(wanted: number): KillDrill {
	const folder = mkdtempSync(join(tmpdir(), 'arena-kill-'));
	const template = join(folder, 'template');
	const before = prepare(template);
	const child = bundledChild(folder);
	const drill = {kills: 0, steps: 0, oldState: 0, newState: 0, broken: 0};
	try {
		for (let round = 0; drill.kills < wanted; round += 1) {
			const action = round % 2 === 0 ? 'adopt' : 'rollback';
			for (let dieAt = 1; drill.kills < wanted; dieAt += 1) {
				const root = join(folder, `store-${drill.kills}`);
				cpSync(template, root, {recursive: true});
				if (spawnSync(process.execPath, [child, action, root, String(dieAt)], {timeout: 60_000}).signal !== 'SIGKILL') {
					rmSync(root, {recursive: true});
					break;
				}

				drill.kills += 1;
				drill.steps = Math.max(drill.steps, dieAt);
				drill[stateAfter(root, before)] += 1;
				rmSync(root, {recursive: true});
			}
		}
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}

	return drill;
}

/** One file of plain JavaScript: a thousand processes start, and nearly all of their time is reading the program. */
function bundledChild(folder: string): string {
	const outfile = join(folder, 'child.mjs');
	buildSync({
		entryPoints: [fileURLToPath(new URL('store-child.ts', import.meta.url))],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
		banner: {js: "import {createRequire} from 'node:module'; const require = createRequire(import.meta.url);"},
	});
	return outfile;
}

interface Before {
	readonly hash: string;
	readonly previous: string;
}

function prepare(root: string): Before {
	const store = openDrillStore(createDisk(root), () => {});
	const adopt = (number: number) =>
		store.adopt({artefact: numberedRule(number), replaces: [], expected: store.load().hash, actor: 'engine'}).to;
	return {previous: adopt(1), hash: adopt(2)};
}

/** The next process finds one of the two states whole, and can go on from it. */
function stateAfter(root: string, {hash, previous}: Before): 'oldState' | 'newState' | 'broken' {
	try {
		const store = openDrillStore(createDisk(root), () => {});
		const {hash: found, artefacts: held, problem} = store.load();
		const isOld = found === hash;
		const isNew = found === previous || held.some(({id}) => id === numberedRule(900).id);
		const next = numberedRule(901);
		store.adopt({artefact: next, replaces: [], expected: found, actor: 'engine'});
		const goesOn = store.load().artefacts.some(({id}) => id === next.id);
		return problem !== null || !goesOn || isOld === isNew ? 'broken' : isOld ? 'oldState' : 'newState';
	} catch {
		return 'broken';
	}
}
