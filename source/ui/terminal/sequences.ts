/** The sequences that are sent beside Ink's frames. None moves the cursor or draws: they may come between any two frames. */

import {toDisplay} from '../../../sandbox/index.ts';
import type {TerminalFacts} from './facts.ts';

/** How OSC 52 goes through what stands between: most take it as it is; tmux and screen may be told to hand it on unread. */
export type ClipboardRoute = 'raw' | 'tmux' | 'screen' | 'off';

export interface Copied {
	readonly sequence: string;
	/** Bytes that did not fit. */
	readonly missingBytes: number;
}

/** xterm takes so many bytes of one text, and several others no more. */
const mostCopiedBytes = 74_994;

/** GNU screen ends a DCS string at 768 bytes. */
const screenPieceLength = 700;

/** A text for the clipboard of the terminal. What is too long is cut between characters, never inside of one. */
export function copySequence(text: string, route: Exclude<ClipboardRoute, 'off'>): Copied {
	const bytes = Buffer.from(text.toWellFormed());
	let end = Math.min(bytes.length, mostCopiedBytes);
	// Continuation bytes belong to the character before them.
	while (end > 0 && end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) {
		end--;
	}

	const osc = `\u001B]52;c;${bytes.subarray(0, end).toString('base64')}\u0007`;
	return {sequence: route === 'raw' ? osc : route === 'tmux' ? passTmux(osc) : passScreen(osc), missingBytes: bytes.length - end};
}

/** A notification. Its words may come from a model: nothing in them can end the sequence. */
export function notifySequence(kind: TerminalFacts['notification'], title: string, body: string): string {
	const name = oneLine(title, 60);
	const words = oneLine(body, 200);
	switch (kind) {
		case 'osc9':
			return `\u001B]9;${name}: ${words}\u0007`;
		case 'osc777':
			// A semicolon would begin another field.
			return `\u001B]777;notify;${name.replaceAll(';', ',')};${words.replaceAll(';', ',')}\u0007`;
		case 'osc99':
			return `\u001B]99;i=skilllite:d=0;${name}\u001B\\\u001B]99;i=skilllite:p=body;${words}\u001B\\`;
		case 'bell':
			return '\u0007';
	}
}

/** The window's title. */
export function titleSequence(title: string): string {
	return `\u001B]2;${oneLine(title, 100)}\u0007`;
}

/** Keep the title that the window has, and put it back. */
export const keepTitle = '\u001B[22;2t';
export const restoreTitle = '\u001B[23;2t';

/** Ask for the colour of the background. */
export const askBackground = '\u001B]11;?\u0007';

/** Presses and the wheel, with coordinates as numbers. Never all motion: each would cross a slow line. */
export const mouseOn = '\u001B[?1000h\u001B[?1006h';
export const mouseOff = '\u001B[?1006l\u001B[?1000l';

export const focusReportsOn = '\u001B[?1004h';
export const focusReportsOff = '\u001B[?1004l';

/** Whether an answer about the background means dark or light; null for what is no such answer. */
export function readBackground(reply: string): 'dark' | 'light' | null {
	const match = /^11;rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})/i.exec(reply);
	if (match === null) {
		return null;
	}

	const [red = 0, green = 0, blue = 0] = match.slice(1, 4).map(channel => Number.parseInt(channel, 16) / (16 ** channel.length - 1));
	// As bright as the eye sees it (ITU-R BT.709).
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5 ? 'light' : 'dark';
}

function passTmux(sequence: string): string {
	return `\u001BPtmux;${sequence.replaceAll('\u001B', '\u001B\u001B')}\u001B\\`;
}

function passScreen(sequence: string): string {
	const pieces = sequence.match(new RegExp(`[\\s\\S]{1,${screenPieceLength}}`, 'g')) ?? [];
	return pieces.map(piece => `\u001BP${piece}\u001B\\`).join('');
}

function oneLine(text: string, maxLength: number): string {
	return toDisplay(text, {maxLength});
}
