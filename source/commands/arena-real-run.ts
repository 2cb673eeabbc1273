/** `arena --speed real`: the runs as the program's own agent does them, then the same as they are simulated. */

import {UsageError} from '../../sandbox/index.ts';
import type {ArenaConfig, ArenaReport, PerformerOf} from '../evolution/arena/arena.ts';
import type {Perform} from '../evolution/arena/perform.ts';
import {openRealArena} from './arena-real.ts';

type Run = (performerOf: PerformerOf | undefined, config: ArenaConfig) => Promise<ArenaReport | null>;

/** Both throw the same dice: where they do not end alike, something was lost between prompt, model, tools, files and sandbox. */
export async function runReal(config: ArenaConfig, run: Run, signal: AbortSignal): Promise<ArenaReport | null> {
	if (config.arms.includes('oracle')) {
		throw new UsageError('The arm "oracle" cannot be run at --speed real: it knows the best rules and has none that a model could read.', {
			hint: 'Leave it out, as in --arms frozen,full.',
		});
	}

	const arena = openRealArena();
	try {
		const real = await run(world => unlessAborted(arena.performerOf(world), signal), config);
		if (real?.partial !== undefined) {
			return real;
		}

		const {speed: _, ...simulated} = config;
		const fast = real === null ? null : await run(undefined, simulated);
		if (real !== null && fast?.partial !== undefined) {
			// Nothing to compare with.
			return {...real, partial: fast.partial};
		}

		return real === null || fast === null ? null : {...real, real: {...arena.counts(), same: real.result === fast.result}};
	} catch (error) {
		if (signal.aborted) {
			return null;
		}

		throw error;
	} finally {
		await arena.close();
	}
}

/** A run at real speed takes minutes: it ends before its next task, not behind its last. */
function unlessAborted(perform: Perform, signal: AbortSignal): Perform {
	return async performance => {
		signal.throwIfAborted();
		return perform(performance);
	};
}
