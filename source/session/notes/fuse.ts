/** One order from several: reciprocal rank fusion, which needs no scores that can be compared. Pure. */

import type {Found} from './search-notes.ts';

/** As in the paper that it comes from: how little the first place counts more than the tenth. */
const k = 60;

/** Notes by the sum of 1 / (60 + rank) over the lists that have them, best first; the newer of two that are as good. */
export function fuse(lists: readonly (readonly Found[])[], limit: number): readonly Found[] {
	const fused = new Map<string, {readonly found: Found; score: number}>();
	for (const list of lists) {
		for (const [index, found] of list.entries()) {
			const known = fused.get(found.note.id) ?? {found, score: 0};
			known.score += 1 / (k + index + 1);
			fused.set(found.note.id, known);
		}
	}

	return [...fused.values()]
		.sort((a, b) => b.score - a.score || (a.found.note.created < b.found.note.created ? 1 : -1))
		.slice(0, limit)
		.map(({found}) => found);
}
