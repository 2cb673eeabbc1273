/** Live output at most 20 times a second: what comes in between is joined. */

export type Stream = 'stdout' | 'stderr';

export interface OutputThrottle {
	readonly push: (stream: Stream, text: string) => void;
	/** Pass on what is left and stop. */
	readonly end: () => void;
}

const intervalMs = 50;

export function createOutputThrottle(pass: (stream: Stream, text: string) => void): OutputThrottle {
	let waiting: {readonly stream: Stream; text: string}[] = [];
	let timer: NodeJS.Timeout | null = null;

	function flush(): void {
		const pieces = waiting;
		waiting = [];
		timer = null;
		try {
			for (const {stream, text} of pieces) {
				pass(stream, text);
			}
		} catch {
			// The turn was given up while the script still printed: nobody reads this any more.
		}
	}

	return {
		push(stream, text) {
			const last = waiting.at(-1);
			if (last?.stream === stream) {
				last.text += text;
			} else {
				waiting.push({stream, text});
			}

			timer ??= setTimeout(flush, intervalMs);
		},
		end() {
			if (timer !== null) {
				clearTimeout(timer);
				flush();
			}
		},
	};
}
