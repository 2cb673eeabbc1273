/** Thrown inside a turn when its signal fires; never leaves the agent. */
export class Interruption extends Error {
	override readonly name = 'Interruption';
}

/** The items of a stream until `signal` fires; then throws Interruption at once, however slow the stream is. */
export async function* untilAborted<Item>(items: AsyncIterable<Item>, signal: AbortSignal): AsyncGenerator<Item> {
	const iterator = items[Symbol.asyncIterator]();
	const abort = abortion(signal);
	let isDone = false;
	try {
		while (true) {
			const next = await Promise.race([iterator.next(), abort.promise]);
			if (next.done) {
				isDone = true;
				return;
			}

			yield next.value;
		}
	} finally {
		abort.release();
		if (!isDone) {
			// A stream that hangs would hang here too: it is told to end and not waited for.
			Promise.resolve(iterator.return?.()).catch(() => {});
		}
	}
}

/** What a promise gives, or, when `signal` fires and it is still open `graceMs` later, an Interruption. */
export async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal, graceMs: number): Promise<Value> {
	const abort = abortion(signal, graceMs);
	work.catch(() => {});
	try {
		return await Promise.race([work, abort.promise]);
	} finally {
		abort.release();
	}
}

function abortion(signal: AbortSignal, graceMs = 0): {readonly promise: Promise<never>; release(): void} {
	let timer: NodeJS.Timeout | undefined;
	let onAbort: () => void = () => {};
	const promise = new Promise<never>((_, reject) => {
		const fail = () => reject(new Interruption('The turn was interrupted.'));
		onAbort = () => {
			if (graceMs === 0) {
				fail();
			} else {
				timer = setTimeout(fail, graceMs);
			}
		};
	});
	promise.catch(() => {});
	if (signal.aborted) {
		onAbort();
	} else {
		signal.addEventListener('abort', onAbort, {once: true});
	}

	return {
		promise,
		release() {
			signal.removeEventListener('abort', onAbort);
			clearTimeout(timer);
		},
	};
}
