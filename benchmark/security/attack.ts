/** Performs the attacks on one peer. */

import {randomBytes} from 'node:crypto';
import {processesWith} from '../../test/attacks/host.ts';
import {placeScript} from '../bench.ts';
import {performScript} from '../perform.ts';
import type {PreparedPeer} from '../peers/all.ts';
import type {Bench, Caller} from '../peers/peer.ts';
import type {Attack, Item} from './item.ts';

export type Verdict =
	| {readonly kind: 'held'}
	| {readonly kind: 'broken'; readonly how: string}
	/** The attack was not made, so nothing was held either. */
	| {readonly kind: 'not-made'; readonly why: string};

/** Variables with a secret among them, for the command that starts a sandbox. */
const plantedSecret = `planted-${randomBytes(12).toString('hex')}`;

/** How long an honest script takes to its right answer; undefined when there is none: a sandbox that starts nothing would stop every attack. */
export async function answerMs(peer: PreparedPeer, bench: Bench, caller: Caller): Promise<number | undefined> {
	const script = placeScript(bench, "import json, sys\nprint(json.dumps({'sum': sum(json.load(sys.stdin))}))\n");
	const {stdout, exitCode, tookMs} = await performScript(peer, {script, args: [], stdin: '[3, 4, 9]', caller});
	return exitCode === 0 && stdout.trim() === '{"sum": 16}' ? tookMs : undefined;
}

export async function performAttack(peer: PreparedPeer, item: Item, bench: Bench, caller: Caller): Promise<Verdict | undefined> {
	const removals: (() => void)[] = [];
	const nonce = `nonce-${randomBytes(8).toString('hex')}`;
	const scene = {
		bench,
		caller,
		nonce,
		plantedSecret,
		uid: peer.uidFor?.(caller) ?? caller.uid,
		atEnd: (remove: () => void) => removals.push(remove),
	};
	try {
		const attack = await item.prepare?.(scene);
		return attack && (await judge(peer, attack, bench, caller, nonce));
	} finally {
		for (const remove of removals) {
			remove();
		}

		endLeftovers(nonce);
	}
}

async function judge(peer: PreparedPeer, attack: Attack, bench: Bench, caller: Caller, nonce: string): Promise<Verdict> {
	const {payload, cpuSeconds, enough, mayDie = false, during} = attack;
	const script = placeScript(bench, payload.source, payload.script);
	const start = {script, args: [nonce], stdin: '', caller, ...(cpuSeconds === undefined ? {} : {cpuSeconds})};
	const running = performScript(peer, start, {
		environment: {PLANTED_SECRET: plantedSecret},
		...(enough === undefined ? {} : {signal: enough}),
	});
	await during?.(running);
	const performance = await running;
	const how = await attack.broke(performance);
	if (how !== undefined) {
		return {kind: 'broken', how};
	}

	// What did not come to its end has not tried everything, whatever it would have found.
	const wanted = mayDie ? nonce : `${nonce} done`;
	return performance.stdout.includes(wanted) ? {kind: 'held'} : {kind: 'not-made', why: 'the payload did not live to its end'};
}

/** Children of an attack that no sandbox took down with it. */
function endLeftovers(nonce: string): void {
	for (const pid of processesWith(nonce)) {
		try {
			process.kill(pid, 'SIGKILL');
		} catch {
			// It has ended by itself.
		}
	}
}
