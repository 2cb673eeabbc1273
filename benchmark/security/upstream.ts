/**
The verdicts of the suite that the twenty come from: a script that ends well has succeeded, everything else counts as
blocked, also an error of the script's own, a network that is not there and the suite's own patience of eight seconds.
*/

import {readdirSync, readFileSync} from 'node:fs';
import {placeScript} from '../bench.ts';
import {performScript} from '../perform.ts';
import type {PreparedPeer} from '../peers/all.ts';
import type {Bench, Caller} from '../peers/peer.ts';

export type UpstreamVerdict = 'blocked' | 'partial' | 'allowed' | 'timed-out';

const payloads = new URL('../../test/fixtures/payloads/', import.meta.url);
const patienceMs = 8000;

/** Source of the payload of an item. */
export function fixtureOf(item: number): string {
	const prefix = `${String(item).padStart(2, '0')}-`;
	const name = readdirSync(payloads).find(candidate => candidate.startsWith(prefix));
	if (name === undefined) {
		throw new Error(`There is no payload for item ${item}.`);
	}

	return readFileSync(new URL(name, payloads), 'utf8');
}

/** `startMs` is what the peer itself takes: the suite's patience is meant for the script. */
export async function upstreamVerdict(
	peer: PreparedPeer,
	item: number,
	{bench, caller, startMs}: {readonly bench: Bench; readonly caller: Caller; readonly startMs: number},
): Promise<UpstreamVerdict> {
	const script = placeScript(bench, fixtureOf(item));
	const {stdout, exitCode, timedOut} = await performScript(
		peer,
		{script, args: [], stdin: '', caller},
		{timeoutMs: patienceMs + 3 * startMs},
	);
	if (timedOut) {
		return 'timed-out';
	}

	if (exitCode !== 0) {
		return 'blocked';
	}

	// Of signalling: refused, though the process was seen.
	return stdout.trim() === 'refused' ? 'partial' : 'allowed';
}
