/** A program in a real pseudo-terminal with a real screen behind it. */

import {setTimeout as wait} from 'node:timers/promises';
import pty from '@lydell/node-pty';
import {graphemes} from '../graphemes.ts';
import headless from '@xterm/headless';

export interface PtyOptions {
	readonly env: NodeJS.ProcessEnv;
	readonly cwd: string;
	readonly columns?: number;
	readonly rows?: number;
}

export interface PtyProgram {
	/** The screen itself, for pictures. */
	readonly terminal: headless.Terminal;
	readonly pid: number;
	/** Send keys as they are. */
	type(keys: string): void;
	/** Wait until the screen shows a text. */
	sees(text: string | RegExp): Promise<void>;
	/** Wait until something holds of the screen, looked at with every change of it. */
	holds(what: string, isSo: () => boolean): Promise<void>;
	/** Answer a question on plain lines with a key: one that comes before it counts is dropped without a sign, and pressed again. */
	press(key: string): Promise<void>;
	/** What the screen shows, with what has scrolled off. */
	screen(): string;
	/** Everything that was sent to the terminal, escapes included. */
	raw(): string;
	/** Wait for the end of the program. */
	exit(): Promise<number>;
	kill(signal: NodeJS.Signals): void;
	resize(columns: number, rows: number): void;
	/** What the person sees now, a string a row. */
	view(): readonly string[];
	/** What is still set of the modes that a program must put back. */
	modesSet(): readonly string[];
	/** `using` ends the program with the test. */
	[Symbol.dispose](): void;
}

/** A busy machine takes its time; what is seen is seen at once. */
const deadlineMs = 60_000;

/** Longer than the 300 ms that a key does not count after its question was drawn. */
const armedMs = 600;

/** Start a program in a terminal: `using app = startPty(…)`. */
export function startPty(command: string, args: readonly string[], {env, cwd, columns = 100, rows = 30}: PtyOptions): PtyProgram {
	const terminal = new headless.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 1000});
	const child = pty.spawn(command, [...args], {cols: columns, rows, cwd, env: {...env, NODE_NO_WARNINGS: '1'}});
	terminal.loadAddon(graphemes());
	let raw = '';
	let ended = false;
	const waiting = new Set<() => void>();
	const wake = () => {
		for (const check of waiting) {
			check();
		}
	};
	child.onData(data => {
		raw += data;
		terminal.write(data, wake);
	});
	const exit = new Promise<number>(resolve => {
		child.onExit(({exitCode, signal}) => {
			ended = true;
			// What is still on its way to the screen comes first.
			terminal.write('', () => {
				wake();
				resolve(signal ? 128 + signal : exitCode);
			});
		});
	});
	function close(): void {
		if (!ended) {
			child.kill('SIGKILL');
		}

		terminal.dispose();
	}

	function screen(): string {
		const {active} = terminal.buffer;
		const lines = Array.from({length: active.length}, (_, index) => active.getLine(index)?.translateToString(true) ?? '');
		return lines.join('\n').trimEnd();
	}

	function sees(text: string | RegExp): Promise<void> {
		return holds(String(text), () => (typeof text === 'string' ? screen().includes(text) : text.test(screen())));
	}

	function holds(what: string, isSo: () => boolean): Promise<void> {
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => finish(`The screen never showed ${what}:\n${screen()}`), deadlineMs);
			function finish(problem?: string): void {
				clearTimeout(timer);
				waiting.delete(check);
				if (problem === undefined) {
					resolve();
				} else {
					reject(new Error(problem));
				}
			}

			function check(): void {
				// A terminal that keeps frames whole shows none that is half drawn.
				if (terminal.modes.synchronizedOutputMode && !ended) {
					return;
				}

				if (isSo()) {
					finish();
				} else if (ended) {
					finish(`The program ended without showing ${what}:\n${screen()}`);
				}
			}

			waiting.add(check);
			check();
		});
	}

	async function press(key: string): Promise<void> {
		const before = raw.length;
		const isHeard = () => raw.length !== before || ended;
		await wait(armedMs);
		for (const begun = performance.now(); !isHeard(); ) {
			if (performance.now() - begun > deadlineMs) {
				throw new Error(`The key ${key} was never heard:\n${screen()}`);
			}

			child.write(key);
			for (let looks = 0; looks < 300 && !isHeard(); looks++) {
				await wait(10);
			}
		}
	}

	function view(): readonly string[] {
		const {active} = terminal.buffer;
		return Array.from({length: terminal.rows}, (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '');
	}

	function modesSet(): readonly string[] {
		const {bracketedPasteMode, mouseTrackingMode, sendFocusMode, synchronizedOutputMode} = terminal.modes;
		const isHidden = raw.lastIndexOf('\u001B[?25l') > raw.lastIndexOf('\u001B[?25h');
		const pushed = raw.split('\u001B[>').filter(piece => /^\d+u/.test(piece)).length;
		const popped = raw.split('\u001B[<u').length - 1;
		return [
			...(terminal.buffer.active.type === 'alternate' ? ['alternate screen'] : []),
			...(bracketedPasteMode ? ['bracketed paste'] : []),
			...(mouseTrackingMode === 'none' ? [] : ['mouse']),
			...(sendFocusMode ? ['focus reports'] : []),
			...(synchronizedOutputMode ? ['synchronized output'] : []),
			...(isHidden ? ['hidden cursor'] : []),
			...(pushed > popped ? ['keyboard protocol'] : []),
		];
	}

	return {
		terminal,
		pid: child.pid,
		type: keys => child.write(keys),
		sees,
		holds,
		press,
		screen,
		raw: () => raw,
		exit: () => exit,
		kill: signal => child.kill(signal),
		resize(newColumns, newRows) {
			child.resize(newColumns, newRows);
			terminal.resize(newColumns, newRows);
		},
		view,
		modesSet,
		[Symbol.dispose]: close,
	};
}
