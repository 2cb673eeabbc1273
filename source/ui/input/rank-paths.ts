/** Which files a few typed letters most likely mean. */

/**
The best matches for what was typed, best first.

All letters must occur in order. Letters in the file's own name, at the beginning of a word and next to each
other count more; of two equal ones the shorter path comes first. An empty query keeps the given order.
*/
export function rankPaths(query: string, paths: readonly string[], most: number): readonly string[] {
	if (query === '') {
		return paths.slice(0, most);
	}

	const letters = [...query.toLowerCase()];
	const scored: {path: string; score: number}[] = [];
	for (const path of paths) {
		const score = scoreOf(path, letters);
		if (score !== null) {
			scored.push({path, score});
		}
	}

	scored.sort((a, b) => b.score - a.score || a.path.length - b.path.length || (a.path < b.path ? -1 : 1));
	return scored.slice(0, most).map(({path}) => path);
}

/** Matched from the end, so that the file's name is preferred to its folders; null when letters are missing. */
function scoreOf(path: string, letters: readonly string[]): number | null {
	const lower = path.toLowerCase();
	const nameAt = lower.lastIndexOf('/', lower.length - 2) + 1;
	let score = 0;
	let at = lower.length;
	let last = -1;
	for (let index = letters.length - 1; index >= 0; index--) {
		const letter = letters[index] ?? '';
		at = at === 0 ? -1 : lower.lastIndexOf(letter, at - 1);
		if (at === -1) {
			return null;
		}

		score += 1;
		score += at >= nameAt ? 2 : 0;
		score += at + letter.length === last ? 3 : 0;
		score += at === nameAt || /[/_.\- ]/.test(lower[at - 1] ?? '/') ? 2 : 0;
		last = at;
	}

	return score;
}
