/** A program in a pseudo-terminal with a screen behind it, and what it costs: bytes, frames, processor, memory. */

import {readFileSync} from 'node:fs';
import pty from '@lydell/node-pty';
import headless from '@xterm/headless';

export interface Cost {
	readonly bytes: number;
	readonly frames: number;
	readonly cpuSeconds: number;
	readonly seconds: number;
}

export interface WatchedTerminal {
	/** Milliseconds since the start at which the screen showed it. */
	sees(text: string): Promise<number>;
	type(keys: string): void;
	/** Everything from now until `stop`. */
	measure(): {stop(): Cost};
	/** The most memory it has held. */
	peakBytes(): number;
	raw(): string;
	end(): Promise<void>;
}

const deadlineMs = 60_000;
const ticksPerSecond = 100;

/** Start a program and watch it. */
export function watch(command: readonly string[], env: NodeJS.ProcessEnv, cwd: string, {columns = 120, rows = 40} = {}): WatchedTerminal {
	const [program = '', ...args] = command;
	const terminal = new headless.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 0});
	const begun = performance.now();
	const child = pty.spawn(program, args, {cols: columns, rows, cwd, env});
	const waiting = new Set<() => void>();
	const pieces: string[] = [];
	let bytes = 0;
	let frames = 0;
	child.onData(data => {
		pieces.push(data);
		bytes += Buffer.byteLength(data);
		// Ink draws each frame between a begin and an end of a synchronized update.
		frames += data.split('\u001B[?2026h').length - 1;
		terminal.write(data, () => {
			for (const check of waiting) {
				check();
			}
		});
	});
	const ended = new Promise<void>(resolve => {
		child.onExit(() => resolve());
	});

	function screen(): string {
		const {active} = terminal.buffer;
		return Array.from({length: rows}, (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '').join('\n');
	}

	return {
		type: keys => child.write(keys),
		raw: () => pieces.join(''),
		peakBytes: () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? Number.NaN) * 1024,
		sees: text =>
			new Promise((resolve, reject) => {
				const timer = setTimeout(() => {
					waiting.delete(check);
					reject(new Error(`The screen never showed ${JSON.stringify(text)}:\n${screen()}`));
				}, deadlineMs);
				function check(): void {
					if (screen().includes(text)) {
						waiting.delete(check);
						clearTimeout(timer);
						resolve(performance.now() - begun);
					}
				}

				waiting.add(check);
				check();
			}),
		measure() {
			const from = {bytes, frames, cpu: cpuSeconds(child.pid), at: performance.now()};
			return {
				stop: () => ({
					bytes: bytes - from.bytes,
					frames: frames - from.frames,
					cpuSeconds: cpuSeconds(child.pid) - from.cpu,
					seconds: (performance.now() - from.at) / 1000,
				}),
			};
		},
		async end() {
			child.kill('SIGKILL');
			await ended;
			terminal.dispose();
		},
	};
}

/** User and system time of a process, from the fields behind its name in /proc. */
function cpuSeconds(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
