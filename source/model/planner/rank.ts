/** BM25 over the words of name, description and examples. */

import type {Entry} from './catalogue.ts';

const saturation = 1.2;
const lengthWeight = 0.3;

/** How well each entry fits the words of a message, as a function from the entry to a number of 0 or more. */
export function createRanker(entries: readonly Entry[], stems: readonly string[]): (entry: Entry) => number {
	const lengths = new Map(entries.map(entry => [entry, [...entry.terms.values()].reduce((sum, count) => sum + count, 0)]));
	const average = [...lengths.values()].reduce((sum, length) => sum + length, 0) / Math.max(1, entries.length);
	const rarity = new Map(stems.map(stem => [stem, rarityOf(entries, stem)]));
	return entry => {
		const norm = saturation * (1 - lengthWeight + (lengthWeight * (lengths.get(entry) ?? 0)) / Math.max(1, average));
		return [...new Set(stems)].reduce((score, stem) => {
			const count = entry.terms.get(stem) ?? 0;
			return score + ((rarity.get(stem) ?? 0) * count * (saturation + 1)) / (count + norm);
		}, 0);
	};
}

function rarityOf(entries: readonly Entry[], stem: string): number {
	const holding = entries.filter(entry => entry.terms.has(stem)).length;
	return Math.log(1 + (entries.length - holding + 0.5) / (holding + 0.5));
}
