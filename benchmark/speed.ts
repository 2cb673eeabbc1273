/**
Speed and memory of SkillLite and the sandboxes beside it: `npm run bench:speed`, with `-- --quick` in few rounds.

Writes docs/benchmarks/speed.{md,json,svg}.
*/

import {existsSync} from 'node:fs';
import {callersOf, environmentOf, openBench} from './bench.ts';
import {otherPeers, type PreparedPeer, preparePeers, type SkippedPeer} from './peers/all.ts';
import {describeCircumstances} from './report/machine.ts';
import {writeReport} from './report/write-report.ts';
import {bareNode, bubblewrapAsOurs, commandLine, emptyNode, peerContender, type Place} from './speed/commands.ts';
import type {Contender} from './speed/contender.ts';
import {killManyTimes, runManyTimes} from './speed/endurance.ts';
import {peerFootprint, runFootprint, slotFootprint} from './speed/footprint.ts';
import {coldRun, coldRunOnLandlock, unsandboxed, warmSlot, wholeChain} from './speed/in-process.ts';
import {speedChart, speedMarkdown} from './speed/report.ts';
import type {Footprint, SpeedResults} from './speed/results.ts';
import {timeInRounds} from './speed/rounds.ts';
import {measureThroughput} from './speed/throughput.ts';
import {placeMeasuredSkill, type Workload, workloads} from './speed/workload.ts';

const begun = performance.now();
const quick = process.argv.includes('--quick');
const effort = quick
	? {rounds: 7, requests: 20, footprints: 3, kills: 50, runs: 100}
	: {rounds: 32, requests: 100, footprints: 7, kills: 1000, runs: 1000};
const lanes = 10;

const at = describeCircumstances(quick);
const bench = await openBench();
const [caller] = callersOf(bench);
if (caller === undefined) {
	throw new Error('There is nobody to run as.');
}

Object.assign(process.env, environmentOf(caller));
const place: Place = {bench, caller, skill: placeMeasuredSkill(bench)};
const {ready, skipped} = await preparePeers(otherPeers, bench);
const peers = await thoseThatAnswer(ready);
const serve: readonly SkippedPeer[] = [
	{name: 'skilllite serve', reason: existsSync(new URL('../source/serve', import.meta.url)) ? 'not measured yet' : 'not in this version'},
];
const contenders: readonly Contender[] = [
	warmSlot(place.skill),
	coldRun(place.skill),
	wholeChain(place.skill, 3),
	wholeChain(place.skill, 2),
	commandLine(place, 3),
	commandLine(place, 2),
	...[await coldRunOnLandlock(place.skill)].flatMap(contender => contender ?? []),
	unsandboxed(place.skill),
	emptyNode(place),
	bareNode(place),
	await bubblewrapAsOurs(place),
	...peers.answering.map(({peer, tookMs}) => peerContender(place, peer, paceFor(tookMs))),
];

say('timing, in rounds');
const times = await timeInRounds(contenders, workloads, effort.rounds);
await closeAll(contenders);
say(`${lanes} requests at a time`);
const busy = contenders.filter(({id, workloads: own}) => id !== 'warm' && own.includes('json'));
const slots = warmSlot(place.skill, {slots: lanes, slotsForOne: lanes});
const throughput = await measureThroughput([slots, ...busy], workload('json'), {requests: effort.requests, lanes});
await closeAll([slots]);
say('memory');
const {footprints, slotBytes} = await measureFootprints();
say(`${effort.kills} kills`);
const kill = await killManyTimes(place, effort.kills);
say(`${effort.runs} runs at concurrency 8`);
const endurance = await runManyTimes(place, workload('json'), effort.runs, 8);

const results: SpeedResults = {
	at,
	tookSeconds: Math.round((performance.now() - begun) / 1000),
	contenders: contenders.map(({id, name, isOurs, about}) => ({id, name, isOurs, about})),
	times,
	throughput,
	lanes,
	footprints,
	slotBytes,
	kill,
	endurance,
	skipped: [...skipped, ...peers.silent, ...serve],
};
writeReport('speed', {markdown: speedMarkdown(results), data: results, chart: speedChart(results)});
say('written: docs/benchmarks/speed.md');
process.exit(0);

/** Those that give the right answer to a first run, and how long that took. */
async function thoseThatAnswer(prepared: readonly PreparedPeer[]) {
	const answering: {readonly peer: PreparedPeer; readonly tookMs: number}[] = [];
	const silent: SkippedPeer[] = [];
	for (const peer of prepared) {
		const from = performance.now();
		try {
			await peerContender(place, peer, 1).run(workload('print'));
			answering.push({peer, tookMs: performance.now() - from});
		} catch {
			silent.push({name: peer.peer.name, reason: 'it does not run an honest script here'});
		}
	}

	return {answering, silent};
}

/** In every so manyth round, by how long one run takes. */
function paceFor(tookMs: number): number {
	return tookMs > 1000 ? 8 : tookMs > 150 ? 3 : 1;
}

async function measureFootprints(): Promise<{readonly footprints: readonly Footprint[]; readonly slotBytes: readonly number[]}> {
	const [bare, ...others] = peers.answering.map(({peer}) => ({
		name: peer.peer.name,
		isOurs: false,
		measure: () => peerFootprint(place, peer),
	}));
	const ours = {name: 'SkillLite, run()', isOurs: true, measure: () => runFootprint(place)};
	const measured = [...(bare ? [bare] : []), ours, ...others];
	const samples = new Map<string, number[]>(measured.map(({name}) => [name, []]));
	const slotBytes: number[] = [];
	for (let sample = 0; sample < effort.footprints; sample++) {
		for (const {name, measure} of measured) {
			samples.get(name)?.push(await measure());
		}

		slotBytes.push(await slotFootprint(place, workload('json'), 8));
	}

	return {footprints: measured.map(({name, isOurs}) => ({name, isOurs, bytes: samples.get(name) ?? []})), slotBytes};
}

function workload(id: Workload['id']): Workload {
	const found = workloads.find(candidate => candidate.id === id);
	if (found === undefined) {
		throw new Error(`There is no workload ${id}.`);
	}

	return found;
}

async function closeAll(all: readonly Contender[]): Promise<void> {
	for (const contender of all) {
		await contender.close?.();
	}
}

function say(what: string): void {
	console.log(`${((performance.now() - begun) / 1000).toFixed(0).padStart(4)} s  ${what}`);
}
