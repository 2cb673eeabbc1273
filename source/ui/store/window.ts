/**
Which lines of a transcript are on the screen. Only blocks that are seen are ever laid out, so a session of
10,000 messages costs what a screenful does.

A scroll names the last line that is seen, by its block: text that comes below moves nothing, and a new width
keeps the place. No scroll means to follow the end.
*/

import type {Line} from '../line.ts';

export interface Scroll {
	/** Id of the block whose line is the lowest one seen. */
	readonly block: number;
	/** How many of its lines are seen or above. */
	readonly lines: number;
}

export interface Numbered {
	readonly id: number;
}

export interface Window {
	readonly lines: readonly Line[];
	/** Blocks below what is seen. */
	readonly below: number;
	/** Ids of the blocks that are seen. */
	readonly seen: readonly number[];
}

/** The lines that fill `rows` from below; fewer where the transcript is shorter. */
export function windowOf<Block extends Numbered>(
	blocks: readonly Block[],
	linesOf: (block: Block) => readonly Line[],
	rows: number,
	scroll: Scroll | null,
): Window {
	const last = scroll === null ? blocks.length - 1 : indexOf(blocks, scroll.block);
	const seen: number[] = [];
	let lines: readonly Line[] = [];
	for (let index = last; index >= 0 && lines.length < rows; index--) {
		const block = blocks[index];
		const own = block === undefined ? [] : linesOf(block);
		lines = [...(index === last && scroll !== null ? own.slice(0, scroll.lines) : own), ...lines];
		if (block !== undefined) {
			seen.push(block.id);
		}
	}

	return {lines: lines.slice(Math.max(0, lines.length - rows)), below: scroll === null ? 0 : blocks.length - 1 - last, seen};
}

/** The scroll after moving up (`by` > 0) or down; null once the end is seen again. Stops where the first line is at the top. */
export function moveScroll<Block extends Numbered>(
	blocks: readonly Block[],
	linesOf: (block: Block) => readonly Line[],
	rows: number,
	{scroll, by}: {readonly scroll: Scroll | null; readonly by: number},
): Scroll | null {
	const heightAt = (index: number) => {
		const block = blocks[index];
		return block === undefined ? 0 : linesOf(block).length;
	};
	let index = scroll === null ? blocks.length - 1 : indexOf(blocks, scroll.block);
	if (index < 0) {
		return null;
	}

	let line = (scroll === null ? heightAt(index) : Math.min(scroll.lines, heightAt(index))) - by;
	while (line < 1 && index > 0) {
		index--;
		line += heightAt(index);
	}

	while (line > heightAt(index)) {
		if (index === blocks.length - 1) {
			return null;
		}

		line -= heightAt(index);
		index++;
	}

	return atLeastAScreen(blocks, heightAt, rows, {index, line});
}

/** Not so far up that the screen would not be filled. */
function atLeastAScreen<Block extends Numbered>(
	blocks: readonly Block[],
	heightAt: (index: number) => number,
	rows: number,
	place: {readonly index: number; readonly line: number},
): Scroll | null {
	// Who jumps to the top asks for more than there is.
	let {index} = place;
	let line = Math.max(0, place.line);
	let above = line;
	for (let before = index - 1; before >= 0 && above < rows; before--) {
		above += heightAt(before);
	}

	for (let missing = rows - above; missing > 0; ) {
		const room = heightAt(index) - line;
		if (room >= missing) {
			line += missing;
			break;
		}

		if (index === blocks.length - 1) {
			return null;
		}

		missing -= room;
		index++;
		line = 0;
	}

	const isEnd = index === blocks.length - 1 && line >= heightAt(index);
	const block = blocks[index];
	return isEnd || block === undefined ? null : {block: block.id, lines: line};
}

/** The block of that id, or the nearest before it: it may be gone. Ids rise. */
function indexOf(blocks: readonly Numbered[], id: number): number {
	return blocks.findLastIndex(block => block.id <= id);
}
