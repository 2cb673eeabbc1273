/** Work for when nobody has asked for anything in a while; whoever comes back ends it. */

export interface IdleRun {
	/** A turn begins. */
	busy(): void;
	/** It has ended. */
	rest(): void;
	close(): void;
}

/** Run `work` once after each rest that is long enough. What fails in it is no matter of the conversation's. */
export function createIdleRun(idleMs: number, work: (signal: AbortSignal) => Promise<void>): IdleRun {
	let timer: NodeJS.Timeout | undefined;
	let running: AbortController | undefined;

	function busy(): void {
		clearTimeout(timer);
		running?.abort();
		running = undefined;
	}

	return {
		busy,
		rest() {
			busy();
			timer = setTimeout(() => {
				running = new AbortController();
				work(running.signal).catch(() => {});
			}, idleMs);
			// A program that is done does not wait for it.
			timer.unref();
		},
		close: busy,
	};
}
