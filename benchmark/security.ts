/**
The twenty attacks against SkillLite and the sandboxes beside it: `npm run bench:security`, with `-- --quick` without upstream's verdicts.

Writes docs/benchmarks/security.{md,json,svg}. Everything that is started here is ended here; what it plants on the host it removes.
*/

import {callersOf, openBench} from './bench.ts';
import {allPeers, type PreparedPeer, preparePeers} from './peers/all.ts';
import type {Caller} from './peers/peer.ts';
import {describeCircumstances} from './report/machine.ts';
import {writeReport} from './report/write-report.ts';
import {answerMs, performAttack, type Verdict} from './security/attack.ts';
import {items} from './security/items.ts';
import {securityChart, securityMarkdown} from './security/report.ts';
import {type CallerResults, type ItemFacts, type PeerResults, type SecurityResults, soundScore} from './security/results.ts';
import {scanVerdict} from './security/scan-level.ts';
import {type UpstreamVerdict, upstreamVerdict} from './security/upstream.ts';
import {inLanes} from './lanes.ts';

const begun = performance.now();
const quick = process.argv.includes('--quick');
const at = describeCircumstances(quick);
const bench = await openBench();
const callers = callersOf(bench);
process.env.SKILLLITE_HOME = `${bench.folder}/home-scan`;
process.env.XDG_CACHE_HOME = `${bench.folder}/cache-scan`;

const {ready, skipped} = await preparePeers(allPeers, bench);
for (const {name, reason} of skipped) {
	console.log(`left out: ${name}: ${reason}`);
}

const facts = await scanAll();
const peers = await attackAll(ready);
const results: SecurityResults = {at, tookSeconds: Math.round((performance.now() - begun) / 1000), items: facts, peers, skipped};
writeReport('security', {markdown: securityMarkdown(results), data: results, chart: securityChart(results)});
console.log('written: docs/benchmarks/security.md');
process.exit(0);

async function scanAll(): Promise<readonly ItemFacts[]> {
	const all: ItemFacts[] = [];
	for (const {number, title, byIntent, prepare} of items) {
		all.push({number, title, byIntent, atRunTime: prepare !== undefined, scan: await scanVerdict(number, bench)});
	}

	return all;
}

/** Several peers at once: most attacks wait more than they compute. */
async function attackAll(prepared: readonly PreparedPeer[]): Promise<readonly PeerResults[]> {
	const attacked = new Map<string, CallerResults>();
	const counted = new Map<PreparedPeer, PeerResults['upstream']>();
	const tasks = prepared.toReversed().flatMap(peer => [
		...callers.map(caller => async () => {
			const found = await attackAs(peer, caller);
			attacked.set(`${peer.peer.id} ${caller.name}`, found);
			console.log(`${peer.peer.name}, as ${caller.name}: ${soundScore(found) ?? 'not live'}`);
		}),
		async () => {
			counted.set(peer, await countAsUpstream(peer));
		},
	]);
	await inLanes(3, tasks);
	return prepared.map(peer => ({
		name: peer.peer.name,
		version: peer.version,
		setup: peer.peer.setup,
		isOurs: peer.peer.isOurs ?? false,
		isDefault: peer.peer.id === 'skilllite',
		callers: callers.flatMap(({name}) => attacked.get(`${peer.peer.id} ${name}`) ?? []),
		upstream: counted.get(peer) ?? {},
	}));
}

async function attackAs(peer: PreparedPeer, caller: Caller): Promise<CallerResults> {
	if ((await answerMs(peer, bench, caller)) === undefined) {
		return {caller: caller.name, live: false, verdicts: {}};
	}

	const verdicts: Record<number, Verdict> = {};
	for (const item of items) {
		const verdict = await performAttack(peer, item, bench, caller);
		if (verdict !== undefined) {
			verdicts[item.number] = verdict;
		}
	}

	return {caller: caller.name, live: true, verdicts};
}

/** As the first of our users alone: the suite knows no others. */
async function countAsUpstream(peer: PreparedPeer): Promise<PeerResults['upstream']> {
	const [caller] = callers;
	const startMs = caller && (await answerMs(peer, bench, caller));
	if (quick || caller === undefined || startMs === undefined) {
		return {};
	}

	const verdicts: Record<number, UpstreamVerdict> = {};
	for (const {number} of items) {
		verdicts[number] = await upstreamVerdict(peer, number, {bench, caller, startMs});
	}

	return verdicts;
}
