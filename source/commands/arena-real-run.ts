/** `arena --speed real`: the runs as the program's own agent does them, then the same as they are simulated. */

import {UsageError} from '../../sandbox/index.ts';
import type {ArenaConfig, ArenaReport, PerformerOf} from '../evolution/arena/arena.ts';
import {openRealArena} from './arena-real.ts';

type Run = (performerOf: PerformerOf | undefined, config: ArenaConfig) => Promise<ArenaReport | null>;

/** Both throw the same dice: where they do not end alike, something was lost between prompt, model, tools, files and sandbox. */
export async function runReal(config: ArenaConfig, run: Run): Promise<ArenaReport | null> {
	if (config.arms.includes('oracle')) {
		throw new UsageError('The arm "oracle" cannot be run at --speed real: it knows the best rules and has none that a model could read.', {
			hint: 'Leave it out, as in --arms frozen,full.',
		});
	}

	const arena = openRealArena();
	try {
		const real = await run(arena.performerOf, config);
		const {speed: _, ...simulated} = config;
		const fast = real === null ? null : await run(undefined, simulated);
		return real === null || fast === null ? null : {...real, real: {...arena.counts(), same: real.result === fast.result}};
	} finally {
		await arena.close();
	}
}
