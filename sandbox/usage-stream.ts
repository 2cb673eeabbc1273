/** The meter of a run as an async iterable, for a live display beside the run itself. */

import type {UsageSample} from './envelope.ts';

/** Give `onUsage` to a run, call `end` when it is over, and read the samples as they come, ten times a second. */
export interface UsageStream extends AsyncIterable<UsageSample> {
	readonly onUsage: (sample: UsageSample) => void;
	/** The reader gets a sample that still waits, and then the end. */
	readonly end: () => void;
}

/**
A stream of samples for one reader:

	const usage = createUsageStream();
	const running = runSkill(run, {onUsage: usage.onUsage}).finally(usage.end);
	for await (const sample of usage) draw(sample);

A reader that is slower than the meter misses samples: only the newest waits for it, so a display never lags and nothing piles up.
*/
export function createUsageStream(): UsageStream {
	let newest: UsageSample | undefined;
	let isOver = false;
	let wake = () => {};
	return {
		onUsage(sample) {
			if (!isOver) {
				newest = sample;
				wake();
			}
		},
		end() {
			isOver = true;
			wake();
		},
		async *[Symbol.asyncIterator]() {
			for (;;) {
				if (newest !== undefined) {
					const sample = newest;
					newest = undefined;
					yield sample;
				} else if (isOver) {
					return;
				} else {
					await new Promise<void>(resolve => {
						wake = resolve;
					});
				}
			}
		},
	};
}
