/** Attacks on a pool: several payloads one after the other, each in a warm slot where its runtime has any. */

import {expect} from 'vitest';
import type {RunOutcome} from '../../../sandbox/envelope.ts';
import type {Identity} from '../identity.ts';
import type {Payload} from '../payload.ts';
import {type RunOptions, startSandboxed} from '../sandboxed.ts';

export const needsBubblewrap = {bwrapOnly: 'warm slots are sandboxes of bubblewrap'} as const;

export type Step = readonly [Payload, RunOptions];

/** The outcomes of all steps; each must have lived to its last line, and in a slot unless it is a shell's. */
export async function attackPool(identity: Identity, steps: readonly Step[]): Promise<readonly RunOutcome[]> {
	const [payload, options] = steps.at(-1) ?? [];
	if (payload === undefined) {
		throw new Error('There is nothing to run.');
	}

	const run = startSandboxed(identity, payload, {...options, pooledAfter: steps.slice(0, -1)});
	const last = await run.last;
	if (last?.type !== 'outcome' || last.pooled === undefined) {
		throw new Error(`The pool did not run the payload: ${JSON.stringify(last)}`);
	}

	const outcomes = [...last.pooled.earlier, last.outcome];
	for (const outcome of outcomes) {
		expect(outcome.stdout, JSON.stringify(outcome)).toContain(`${run.nonce} done\n`);
	}

	expect(last.pooled.warmRuns).toBe(steps.filter(([{runtime}]) => runtime !== 'bash').length);
	return outcomes;
}
