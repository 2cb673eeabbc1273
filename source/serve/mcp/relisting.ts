/** When the tools of a server are listed again: not as often as it says that they changed. */

export interface Relisting {
	/** The server says that its tools have changed. */
	ask(): void;
	stop(): void;
}

/** Each time twice as long, because looking at them costs us more than saying so costs a server. */
const [firstMs, mostMs] = [2000, 60_000];

/** `list` must not reject. */
export function createRelisting(list: () => Promise<void>): Relisting {
	let timer: NodeJS.Timeout | undefined;
	let pauseMs = firstMs;
	return {
		ask() {
			timer ??= setTimeout(() => {
				timer = undefined;
				pauseMs = Math.min(pauseMs * 2, mostMs);
				void list();
			}, pauseMs).unref();
		},
		stop: () => clearTimeout(timer),
	};
}
