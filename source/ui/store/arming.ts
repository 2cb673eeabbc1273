/**
When a key may answer a question: from 300 ms after it was painted and 800 ms after the last key of any kind.

Armed is what a timer and then a whole round of the event loop made it: a process that was busy reads what waited in the terminal in
that round first.
*/

const drawnMs = 300;
const quietMs = 800;

export interface Arming {
	/** The question is on the screen now. */
	painted(): void;
	/** Whether a key that comes now counts; it starts the wait anew. */
	keyCame(): boolean;
	/** There is no question any more. */
	stop(): void;
}

/** Nothing is painted yet; `tell` hears of each change. */
export function createArming(tell: (isArmed: boolean) => void): Arming {
	let paintedAt: number | null = null;
	/** Before the first key ever there is nothing to wait for. */
	let keyAt = Number.NEGATIVE_INFINITY;
	let isArmed = false;
	let timer: NodeJS.Timeout | undefined;
	let round: NodeJS.Immediate | undefined;

	function set(armed: boolean): void {
		if (armed !== isArmed) {
			isArmed = armed;
			tell(armed);
		}
	}

	function wait(): void {
		clearTimeout(timer);
		clearImmediate(round);
		if (paintedAt !== null) {
			const at = Math.max(paintedAt + drawnMs, keyAt + quietMs);
			timer = setTimeout(
				() => {
					round = setImmediate(() => set(true));
				},
				Math.max(0, at - performance.now()),
			);
		}
	}

	return {
		painted() {
			paintedAt = performance.now();
			wait();
		},
		keyCame() {
			const counts = isArmed;
			keyAt = performance.now();
			set(false);
			wait();
			return counts;
		},
		stop() {
			clearTimeout(timer);
			clearImmediate(round);
			paintedAt = null;
			isArmed = false;
		},
	};
}
