/** One task run afresh by both sets, in an order of chance. */

import type {ArtefactSet} from '../candidate.ts';
import type {ArmOutcome, GatePorts, ReplayTask, ReplayTier} from '../ports.ts';

export interface Pair {
	readonly candidate: boolean;
	readonly incumbent: boolean;
	readonly tokens: {readonly candidate: number; readonly incumbent: number};
	/** Whether an arm left the recorded path. */
	readonly missed: boolean;
}

export interface PairRequest {
	readonly task: ReplayTask;
	readonly tier: ReplayTier;
	readonly sets: {readonly candidate: ArtefactSet; readonly incumbent: ArtefactSet};
	readonly attempt: number;
}

/** Why there is no pair: the budget ended, or somebody ended the work. Both say nothing about the candidate. */
export type NoPair = 'budget' | 'aborted';

/** Run both arms now. A recorded outcome of the past never stands in for one: what failed then may well pass today. */
export async function runPairOf(
	{task, tier, sets, attempt}: PairRequest,
	{runPair, random, spend}: Pick<GatePorts, 'runPair' | 'random' | 'spend'>,
	signal: AbortSignal,
): Promise<Pair | NoPair> {
	const run = async (arm: 'candidate' | 'incumbent', turn: number): Promise<ArmOutcome> =>
		unlessAborted(() => runPair(task, {arm, artefacts: sets[arm], tier, attempt: attempt * 2 + turn}, signal), signal);
	const order = random() < 0.5 ? (['candidate', 'incumbent'] as const) : (['incumbent', 'candidate'] as const);
	const outcomes = {candidate: none, incumbent: none};
	for (const [turn, arm] of order.entries()) {
		// What is spent is known afterwards only; nothing more is run once it is too much.
		if (!spend(0)) {
			return 'budget';
		}

		try {
			outcomes[arm] = await run(arm, turn);
		} catch (error) {
			if (signal.aborted) {
				return 'aborted';
			}

			throw error;
		}

		if (!spend(tokensOf(outcomes[arm].tokens, task.tokens))) {
			return 'budget';
		}
	}

	const {candidate, incumbent} = outcomes;
	return {
		// Who leaves the recorded path has failed; as a tie the loss would not be seen.
		candidate: candidate.solved && !candidate.missed,
		incumbent: incumbent.solved && !incumbent.missed,
		tokens: {candidate: tokensOf(candidate.tokens, task.tokens), incumbent: tokensOf(incumbent.tokens, task.tokens)},
		missed: candidate.missed || incumbent.missed,
	};
}

const none: ArmOutcome = {solved: false, tokens: 0, missed: false};

/** Tokens as they were counted; a provider that counts none, or nonsense, is charged the estimate. */
export function tokensOf(counted: number, estimate: number): number {
	return Number.isFinite(counted) && counted >= 0 ? counted : estimate;
}

/** In an order of chance (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
	const list = [...items];
	for (let at = list.length - 1; at > 0; at -= 1) {
		const other = Math.floor(random() * (at + 1));
		const [a, b] = [list[at], list[other]];
		if (a !== undefined && b !== undefined) {
			list[at] = b;
			list[other] = a;
		}
	}

	return list;
}

/** A model that never stops answering does not hold the gate. */
async function unlessAborted<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
	// Before it begins: what is begun and not waited for would end the process when it fails.
	signal.throwIfAborted();
	return new Promise<T>((resolve, reject) => {
		const stop = () => reject(signal.reason);
		signal.addEventListener('abort', stop, {once: true});
		work()
			.then(resolve, reject)
			.finally(() => signal.removeEventListener('abort', stop));
	});
}
