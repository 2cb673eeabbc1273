/** Time as the egress proxy sees it, so that tests need not wait for it. */
export interface Clock {
	/** Milliseconds since some moment; never goes back. */
	now(): number;
	/** Call `action` once after so many milliseconds; the result takes that back. */
	after(delayMs: number, action: () => void): () => void;
}

export const systemClock: Clock = {
	now: () => performance.now(),
	after(delayMs, action) {
		const timer = setTimeout(action, delayMs);
		return () => clearTimeout(timer);
	},
};

/** What `work` gives, or undefined when it fails, takes longer than `limitMs`, or `signal` fires first. */
export async function within<T>(clock: Clock, limitMs: number, signal: AbortSignal, work: Promise<T>): Promise<T | undefined> {
	if (signal.aborted) {
		return undefined;
	}

	return new Promise(resolve => {
		const settle = (value: T | undefined) => {
			cancel();
			signal.removeEventListener('abort', give);
			resolve(value);
		};
		const give = () => settle(undefined);
		const cancel = clock.after(limitMs, give);
		signal.addEventListener('abort', give);
		work.then(settle, give);
	});
}
