/** Single keys and lines from the terminal. Raw mode is always put back, whatever happens. */

import {createInterface} from 'node:readline';
import {Writable} from 'node:stream';
import {SkillLiteError} from '../../sandbox/index.ts';

const drawnMs = 300;
const quietMs = 800;

/**
The first key among `keys` that a person pressed on purpose; `interrupt` for Ctrl+C, `end` when the terminal or the signal ended it.

`draw` prints the question once the terminal has stopped echoing and interpreting keys.
Keys that were typed ahead, come within 300 ms of the drawing or 800 ms of another key, or come together
with others (a paste), are dropped. Other keys are dropped too, and restart the 800 ms.
*/
export async function readKey(keys: string, signal: AbortSignal, draw: () => void): Promise<string> {
	const {stdin} = process;
	return withRawMode(async () => {
		draw();
		const arming = startArming();
		const {promise, resolve} = Promise.withResolvers<string>();
		const onEnd = () => resolve('end');
		const onData = (chunk: Buffer) => {
			const typed = chunk.toString('utf8');
			const armed = arming.keyCame();
			if (typed.includes('\u0003')) {
				resolve('interrupt');
			} else if (armed && typed.length === 1 && keys.includes(typed)) {
				resolve(typed);
			}
		};
		stdin.on('data', onData);
		stdin.on('end', onEnd);
		signal.addEventListener('abort', onEnd);
		try {
			return signal.aborted ? 'end' : await promise;
		} finally {
			arming.stop();
			stdin.off('data', onData);
			stdin.off('end', onEnd);
			signal.removeEventListener('abort', onEnd);
		}
	});
}

interface Arming {
	/** Whether a key that comes now counts; it starts the wait anew. */
	keyCame(): boolean;
	stop(): void;
}

/**
Armed by a timer and then one whole round of the event loop: a process that was busy for the
300 ms reads what waited in the terminal in that round, before it is armed.
*/
function startArming(): Arming {
	const drawnAt = performance.now();
	let armed = false;
	let timer = setTimeout(arm, drawnMs);
	let round: NodeJS.Immediate | undefined;

	function arm(): void {
		round = setImmediate(() => {
			armed = true;
		});
	}

	function stop(): void {
		clearTimeout(timer);
		clearImmediate(round);
	}

	return {
		keyCame() {
			const counts = armed;
			armed = false;
			stop();
			timer = setTimeout(arm, Math.max(quietMs, drawnAt + drawnMs - performance.now()));
			return counts;
		},
		stop,
	};
}

/** One line, without its end; null for an empty one, Ctrl+C or the end of input. */
export async function readLine(prompt: string): Promise<string | null> {
	const lines = createInterface({input: process.stdin, output: process.stderr, terminal: true, historySize: 0});
	try {
		return await new Promise(resolve => {
			lines.once('SIGINT', () => resolve(null));
			lines.once('close', () => resolve(null));
			lines.question(prompt, answer => resolve(answer.trim() || null));
		});
	} finally {
		lines.close();
	}
}

/**
One line that the terminal does not show while it is typed; null for Esc and the end of input.
Throws an `interrupted` error for Ctrl+C and when `signal` fires.
*/
export async function readHiddenLine(prompt: string, signal: AbortSignal): Promise<string | null> {
	const nowhere = new Writable({write: (_chunk, _encoding, done) => done()});
	const lines = createInterface({input: process.stdin, output: nowhere, terminal: true, historySize: 0});
	// Only now does the terminal echo nothing.
	process.stderr.write(prompt);
	let onKey = (_text: unknown, _key: {readonly name?: string}) => {};
	try {
		return await new Promise((resolve, reject) => {
			onKey = (_, {name}) => {
				if (name === 'escape') {
					resolve(null);
				}
			};
			process.stdin.on('keypress', onKey);
			const stop = () => reject(new SkillLiteError('interrupted', 'Reading the terminal was interrupted.'));
			lines.once('SIGINT', stop);
			lines.once('close', () => resolve(null));
			lines.once('line', resolve);
			signal.addEventListener('abort', stop, {once: true});
			if (signal.aborted) {
				stop();
			}
		});
	} finally {
		process.stdin.off('keypress', onKey);
		lines.close();
		process.stderr.write('\n');
	}
}

async function withRawMode<T>(read: () => Promise<T>): Promise<T> {
	const {stdin} = process;
	const restore = () => stdin.setRawMode(false);
	stdin.setRawMode(true);
	process.once('exit', restore);
	stdin.resume();
	try {
		return await read();
	} finally {
		process.off('exit', restore);
		stdin.pause();
		restore();
	}
}
