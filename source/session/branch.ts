/** From the lines of a transcript to the one branch that is being talked on. Pure. */

import {type Entry, parseEntry} from './entry.ts';

export interface Lines {
	readonly entries: readonly Entry[];
	/** Lines that hold no entry: damaged, or cut by a crash. */
	readonly damaged: number;
}

export function parseLines(text: string): Lines {
	const lines = text.split('\n').filter(line => line.trim() !== '');
	const entries = lines.map(parseEntry).filter(entry => entry !== null);
	return {entries, damaged: lines.length - entries.length};
}

/**
The entries from the first to `head` (default the last of the file), oldest first.

Where a damaged line took a parent away, the line before it in the file stands in: a hole costs one entry, not the session.
*/
export function branchOf(entries: readonly Entry[], head?: string | null): readonly Entry[] {
	const places = new Map(entries.map((entry, index) => [entry.id, index]));
	const branch: Entry[] = [];
	let at = head ? (places.get(head) ?? -1) : entries.length - 1;
	while (at >= 0) {
		const entry = entries[at];
		if (!entry) {
			break;
		}

		branch.push(entry);
		const parent = entry.parentId === null ? -1 : (places.get(entry.parentId) ?? at - 1);
		// A parent stands before its children; anything else is a file made to run in circles.
		at = parent < at ? parent : -1;
	}

	return branch.reverse();
}
