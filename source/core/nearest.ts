/**
The known name that a misspelt one most likely means, or null.

At most a third of the letters (and never more than three) may differ; a swap of two neighbours counts once.
*/
export function nearestName(word: string, names: readonly string[]): string | null {
	let best: {name: string; distance: number} | null = null;
	for (const name of names) {
		const distance = editDistance(word.toLowerCase(), name.toLowerCase());
		const allowed = Math.min(3, Math.max(1, Math.floor(Math.max(word.length, name.length) / 3)));
		if (distance <= allowed && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) {
			best = {name, distance};
		}
	}

	return best?.name ?? null;
}

/** Insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment). */
function editDistance(a: string, b: string): number {
	let beforeLast: number[] = [];
	let last = Array.from({length: b.length + 1}, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		for (let j = 1; j <= b.length; j++) {
			const replace = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
			let distance = Math.min(replace, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
			if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
				distance = Math.min(distance, (beforeLast[j - 2] ?? Number.POSITIVE_INFINITY) + 1);
			}

			row.push(distance);
		}

		beforeLast = last;
		last = row;
	}

	return last[b.length] ?? 0;
}
