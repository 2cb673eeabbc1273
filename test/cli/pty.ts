/** A program in a real pseudo-terminal with a real screen behind it. */

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

const deadlineMs = 15_000;

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
		const shown = () => (typeof text === 'string' ? screen().includes(text) : text.test(screen()));
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => finish(`The screen never showed ${String(text)}:\n${screen()}`), deadlineMs);
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

				if (shown()) {
					finish();
				} else if (ended) {
					finish(`The program ended without showing ${String(text)}:\n${screen()}`);
				}
			}

			waiting.add(check);
			check();
		});
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
