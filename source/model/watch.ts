/** Ends a wait at once when the user interrupts, and when nothing arrives for too long. */

/** Thrown by `Watch.race`: which of the two it was. */
export class Stopped extends Error {
	readonly reason: 'interrupted' | 'timeout';

	constructor(reason: 'interrupted' | 'timeout') {
		super(reason);
		this.reason = reason;
	}
}

export class Watch {
	readonly #controller = new AbortController();
	readonly #stop = Promise.withResolvers<never>();
	readonly #timer: NodeJS.Timeout;
	readonly #outer: AbortSignal;
	#isWaiting = false;
	readonly #interrupt = () => this.#stop.reject(new Stopped('interrupted'));

	constructor(outer: AbortSignal, idleMs: number) {
		this.#outer = outer;
		this.#timer = setTimeout(() => {
			// The silence of a consumer that takes its time is not the endpoint's.
			if (this.#isWaiting) {
				this.#stop.reject(new Stopped('timeout'));
			}
		}, idleMs);
		// Nobody may be waiting when it happens; whoever waits next is told.
		this.#stop.promise.catch(() => undefined);
		outer.addEventListener('abort', this.#interrupt, {once: true});
		if (outer.aborted) {
			this.#interrupt();
		}
	}

	/** For the work itself: aborted by `close`, so that the connection does not outlive the wait. */
	get signal(): AbortSignal {
		return this.#controller.signal;
	}

	/** The value of `work`, unless the watch stops first: then it throws `Stopped` without waiting for `work`. Each call starts the silence anew. */
	async race<T>(work: Promise<T>): Promise<T> {
		this.#isWaiting = true;
		this.#timer.refresh();
		try {
			const value = await Promise.race([work, this.#stop.promise]);
			if (this.#outer.aborted) {
				// Both were ready: what is already buffered must not outrun the interrupt.
				throw new Stopped('interrupted');
			}

			return value;
		} finally {
			this.#isWaiting = false;
		}
	}

	close(): void {
		clearTimeout(this.#timer);
		this.#outer.removeEventListener('abort', this.#interrupt);
		this.#controller.abort();
	}
}
