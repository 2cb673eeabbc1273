/**
What a terminal sends, taken apart: keys and pastes for Ink, replies and the mouse for us. Pure; time comes from outside.

A reply may come at any time, in any number of pieces: minutes late over a slow line, or because a program before us asked
for it. Ink would type OSC, DCS and APC replies into the draft.

     ground ── ESC ──► escape ── `]` digit, `P`, `_` ──► reply ── BEL, ST ──► ground
                          └──── `[200~` ──► paste ── `[201~` ──► ground

What stays unfinished too long is given up by `giveUp`: half an escape sequence was a key, half a reply is dropped, and a
paste whose end was lost ends there.
*/

import {functionKeyCharacter} from './function-keys.ts';

export type InputPart =
	/** For Ink, as it came. */
	| {readonly kind: 'keys'; readonly text: string}
	/** For Ink, with its markers. `dropped`: characters beyond what one paste may have. */
	| {readonly kind: 'paste'; readonly text: string; readonly dropped: number}
	| {readonly kind: 'reply'; readonly type: 'osc' | 'dcs' | 'apc'; readonly text: string}
	| {readonly kind: 'mouse'; readonly button: number; readonly x: number; readonly y: number; readonly isDown: boolean}
	| {readonly kind: 'focus'; readonly hasFocus: boolean};

export type Unfinished = 'escape' | 'reply' | 'paste' | null;

export interface InputSplitter {
	push(chunk: string): readonly InputPart[];
	/** What waits for its end. */
	unfinished(): Unfinished;
	/** The end of it will not come. */
	giveUp(): readonly InputPart[];
}

/** Characters of one paste that are kept. */
export const mostPasted = 1_048_576;

/** No reply that we ask for is longer; the rest of one is dropped. */
const mostReply = 8192;

const pasteStart = '\u001B[200~';
const pasteEnd = '\u001B[201~';
const types = {']': 'osc', P: 'dcs', _: 'apc'} as const;

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: controls are what these expressions look for
/** How replies begin; anything else behind `ESC ]`, `ESC P` or `ESC _` was Alt and a key. */
const replyStart = /^\u001B(?:\](?=\d)|P(?=[\d>!?=$+])|_(?=[A-Z]))/;
const maybeReplyStart = /^\u001B[\]P_]$/;
/** The end of a reply; or, at a control or at the beginning of another sequence, of the hope for it. */
const replyEnd = /\u0007|\u009C|\u001B\\|\u001B(?!$)|[\u0000-\u0006\u0008-\u001A\u001C-\u001F]/;
const csi = /^\u001B\[(?:\[[A-E]|M[\s\S]{3}|[0-?]*[ -/]*[@-~])/;
const maybeCsi = /^\u001B(?:\[(?:\[|M[\s\S]{0,2}|[0-?]{0,64}[ -/]{0,8})|O)?$/;
const ss3 = /^\u001BO[P-S]/;
const mouse = /^\u001B\[<(\d+);(\d+);(\d+)([Mm])$/;
/** What xterm sends with modifyOtherKeys: the same as kitty in other words, and Ink knows only kitty's. */
const otherKey = /^\u001B\[27;(\d+);(\d+)~$/;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: controls are what these expressions look for

/** A splitter in the ground state. */
export function createInputSplitter(): InputSplitter {
	let waiting = '';
	let reply: {readonly type: 'osc' | 'dcs' | 'apc'; text: string} | null = null;
	let paste: PasteBuffer | null = null;

	function push(chunk: string): readonly InputPart[] {
		const parts: InputPart[] = [];
		let rest = waiting + chunk;
		waiting = '';
		while (rest !== '') {
			rest = paste !== null ? inPaste(rest, paste, parts) : reply !== null ? inReply(rest, reply, parts) : inGround(rest, parts);
		}

		return merged(parts);
	}

	function inGround(text: string, parts: InputPart[]): string {
		const at = text.indexOf('\u001B');
		if (at !== 0) {
			parts.push({kind: 'keys', text: at === -1 ? text : text.slice(0, at)});
			return at === -1 ? '' : text.slice(at);
		}

		if (maybeReplyStart.test(text) || maybeCsi.test(text)) {
			waiting = text;
			return '';
		}

		const start = replyStart.exec(text)?.[0];
		if (start !== undefined) {
			reply = {type: types[start[1] as keyof typeof types], text: ''};
			return text.slice(start.length);
		}

		const sequence = (csi.exec(text) ?? ss3.exec(text))?.[0];
		if (sequence === pasteStart) {
			paste = createPasteBuffer();
		} else {
			// An escape before one of ours is Alt, or a key of its own: Ink knows.
			parts.push(partOf(sequence ?? '\u001B'));
		}

		return text.slice((sequence ?? '\u001B').length);
	}

	function inReply(text: string, open: NonNullable<typeof reply>, parts: InputPart[]): string {
		const end = replyEnd.exec(text);
		const content = text.slice(0, end?.index ?? text.length - (text.endsWith('\u001B') ? 1 : 0));
		open.text = (open.text + content).slice(0, mostReply);
		if (end === null) {
			waiting = text.slice(content.length);
			return '';
		}

		reply = null;
		const isWhole = ['\u0007', '\u009C', '\u001B\\'].includes(end[0]);
		if (isWhole) {
			parts.push({kind: 'reply', type: open.type, text: open.text});
		}

		return text.slice(end.index + (isWhole ? end[0].length : 0));
	}

	function inPaste(text: string, buffer: PasteBuffer, parts: InputPart[]): string {
		const end = endOfPaste(text);
		if (end === -1) {
			// The last characters may be the beginning of the end.
			const kept = Math.max(0, text.length - pasteEnd.length + 1);
			const from = text.indexOf('\u001B', kept);
			buffer.add(from === -1 ? text : text.slice(0, from));
			waiting = from === -1 ? '' : text.slice(from);
			return '';
		}

		buffer.add(text.slice(0, end));
		parts.push(buffer.end());
		paste = null;
		return text.slice(end + pasteEnd.length);
	}

	return {
		push,
		unfinished: () => (paste !== null ? 'paste' : reply !== null ? 'reply' : waiting === '' ? null : 'escape'),
		giveUp() {
			const left = waiting;
			waiting = '';
			if (paste !== null) {
				paste.add(left);
				const ended = paste.end();
				paste = null;
				return [ended];
			}

			const isReply = reply !== null;
			reply = null;
			return left === '' || isReply ? [] : [{kind: 'keys', text: left}];
		},
	};
}

/**
Where a paste ends: at the last end marker before another paste begins. A marker in the middle came with the
text, to make the rest of it keys.
*/
function endOfPaste(text: string): number {
	const first = text.indexOf(pasteEnd);
	const next = first === -1 ? -1 : text.indexOf(pasteStart, first);
	return next === -1 ? text.lastIndexOf(pasteEnd) : text.lastIndexOf(pasteEnd, next);
}

function partOf(sequence: string): InputPart {
	const report = mouse.exec(sequence);
	if (report !== null) {
		const [button = 0, x = 0, y = 0] = report.slice(1, 4).map(Number);
		return {kind: 'mouse', button, x, y, isDown: report[4] === 'M'};
	}

	if (sequence === '\u001B[I' || sequence === '\u001B[O') {
		return {kind: 'focus', hasFocus: sequence.endsWith('I')};
	}

	if (sequence.startsWith('\u001B[M') && sequence.length === 6) {
		const [button = 0, x = 0, y = 0] = [...sequence.slice(3)].map(character => (character.codePointAt(0) ?? 32) - 32);
		return {kind: 'mouse', button, x, y, isDown: true};
	}

	const other = otherKey.exec(sequence);
	const text = other === null ? (functionKeyCharacter(sequence) ?? sequence) : `\u001B[${other[2]};${other[1]}u`;
	return {kind: 'keys', text};
}

interface PasteBuffer {
	add(text: string): void;
	end(): InputPart;
}

function createPasteBuffer(): PasteBuffer {
	const pieces: string[] = [];
	let length = 0;
	let dropped = 0;
	return {
		add(text) {
			const kept = text.slice(0, mostPasted - length);
			pieces.push(kept);
			length += kept.length;
			dropped += text.length - kept.length;
		},
		end: () => ({kind: 'paste', text: pasteStart + pieces.join('').replaceAll(pasteEnd, '') + pasteEnd, dropped}),
	};
}

/** Neighbouring keys as one part, as they came. */
function merged(parts: readonly InputPart[]): readonly InputPart[] {
	const result: InputPart[] = [];
	for (const part of parts) {
		const last = result.at(-1);
		if (part.kind === 'keys' && last?.kind === 'keys') {
			result[result.length - 1] = {kind: 'keys', text: last.text + part.text};
		} else {
			result.push(part);
		}
	}

	return result;
}
