/** The scores and bars that follow from what was measured: a figure that is missing is never a bar that is met. */

import {expect, test} from 'vitest';
import {type PeerResults, scanScore, securityBars, soundScore, upstreamScore} from '../../benchmark/security/results.ts';
import {speedBars} from '../../benchmark/speed/results.ts';

const held = {kind: 'held'} as const;
const items = [1, 16, 3].map(number => ({
	number,
	title: String(number),
	byIntent: number !== 3,
	atRunTime: number !== 16,
	scan: number === 3 ? ('clean' as const) : ('confirm' as const),
}));

function peer(callers: PeerResults['callers']): PeerResults {
	return {name: 'ours', version: '1', setup: '', isOurs: true, isDefault: true, callers, upstream: {}};
}

test('a sandbox that runs nothing has no score, however much it stops', () => {
	expect(soundScore({caller: 'root', live: false, verdicts: {1: held}})).toBeUndefined();
});

test('an attack that was not made counts for nothing', () => {
	const verdicts = {1: held, 2: {kind: 'not-made', why: ''}, 3: {kind: 'broken', how: ''}} as const;
	expect(soundScore({caller: 'root', live: true, verdicts})).toBe(1);
});

test("upstream's count takes its own clock for a defence", () => {
	expect(upstreamScore({upstream: {1: 'blocked', 2: 'timed-out', 3: 'partial', 4: 'allowed'}})).toBe(2);
	expect(upstreamScore({upstream: {}})).toBeUndefined();
});

test('the scan is scored on attacks by intent, and ordinary code that it asks about is counted apart', () => {
	expect(scanScore(items)).toEqual({stopped: 2, byIntent: 2, needless: 0});
	expect(scanScore(items.map(item => ({...item, scan: 'confirm'})))).toEqual({stopped: 2, byIntent: 2, needless: 1});
});

test('the security bar is met by a full score of both users alone', () => {
	const full = {live: true, verdicts: {1: held, 3: held}};
	const met = (callers: PeerResults['callers']) => securityBars({items, peers: [peer(callers)]})[0]?.met;
	const root = {caller: 'root', ...full} as const;
	expect(met([root, {caller: 'an ordinary user', ...full}])).toBe(true);
	expect(met([root, {caller: 'an ordinary user', live: true, verdicts: {1: held}}])).toBe(false);
	expect(met([root, {caller: 'an ordinary user', live: false, verdicts: {}}])).toBe(false);
	expect(met([root])).toBeUndefined();
});

const kill = {kills: 2, goneMs: [3, 5], orphans: 0};
const endurance = {runs: 10, failures: 0, leaked: {descriptors: 0, mounts: 0, processes: 0, controlGroups: 0}};

test('speed bars compare medians of one run, and are open where there are none', () => {
	const times = {bare: {print: [9, 10, 50]}, run: {print: [14, 15, 16]}, 'bubblewrap-as-ours': {print: [13]}};
	const bars = speedBars({times, footprints: [], slotBytes: [], kill, endurance});
	expect(bars.map(({met}) => met)).toEqual([true, ...Array(3).fill(undefined), true, ...Array(4).fill(undefined), true, true]);
	expect(bars[0]).toMatchObject({measured: '1.50 ×', target: '≤ 1.70 ×'});
});

test('one orphan, one failure or one leak misses its bar', () => {
	const rest = {times: {}, footprints: [], slotBytes: []};
	const last = (changes: object) => speedBars({...rest, kill, endurance: {...endurance, ...changes}}).at(-1)?.met;
	expect(last({})).toBe(true);
	expect(last({failures: 1})).toBe(false);
	expect(last({leaked: {...endurance.leaked, mounts: 1}})).toBe(false);
	expect(speedBars({...rest, kill: {...kill, orphans: 1}, endurance}).at(-2)?.met).toBe(false);
	expect(speedBars({...rest, kill: {...kill, goneMs: [51, 51]}, endurance}).at(-2)?.met).toBe(false);
});
