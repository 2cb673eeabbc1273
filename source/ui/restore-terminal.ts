/** Puts every mode of the terminal back that the screen may have set, on every way out. */

import {fstatSync, writeSync} from 'node:fs';

/**
In this order: synchronized output ends, mouse, focus reports and bracketed paste off, the keyboard protocol popped,
colours reset, the cursor seen, and what a terminal without a second screen (GNU screen as it comes) left below the cursor
erased. Modes that were not set are not harmed.
*/
const modesOff = [
	'\u001B[?2026l',
	'\u001B[?1000l',
	'\u001B[?1002l',
	'\u001B[?1006l',
	'\u001B[?1004l',
	'\u001B[?2004l',
	'\u001B[<u',
	'\u001B[0m',
	'\u001B[?25h',
	'\u001B[J',
].join('');
const mainScreen = '\u001B[?1049l';

export interface TerminalModes {
	/** The screen of its own is shown now. */
	readonly isAlternate: boolean;
	/** Sequences that take back what else was set. */
	readonly modesOff: string;
}

/** Restore now, without waiting for any stream: also from a handler of 'exit'. */
export function restoreTerminal({isAlternate, modesOff: own}: TerminalModes): void {
	try {
		if (process.stdin.isTTY) {
			process.stdin.setRawMode(false);
		}
	} catch {
		// The terminal is gone; then nothing is left to restore.
	}

	try {
		fstatSync(1);
		writeSync(1, own + (isAlternate ? mainScreen : '') + modesOff);
	} catch {
		// As above.
	}
}

/**
Restore when the process ends in whatever way it can still notice; gives what takes that back after an orderly end.

An error that nobody caught is printed by Node after its monitors have run: the terminal is restored before, so that
the sentence lands on the person's own screen.
*/
export function restoreOnExit(modes: () => TerminalModes): () => void {
	const restore = () => restoreTerminal(modes());
	process.once('exit', restore);
	process.once('uncaughtExceptionMonitor', restore);
	return () => {
		process.off('exit', restore);
		process.off('uncaughtExceptionMonitor', restore);
	};
}
