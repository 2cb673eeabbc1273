/** Names that look like a widely used package and are none. */

import type {Ecosystem} from './dependency.ts';
import {isPopular, popularNames} from './popular-names.ts';

const shortestPart = 5;
/** From this length on two slips are as likely a disguise as one. */
const longPart = 9;

/**
The popular package that a name in its normal form resembles, or undefined.

- One slip (a letter more, less, another, or two swapped) in a part of five letters, two in one of nine.
- The same letters with other separators (`crossenv`, `python-dateutils` is a slip, `pythondateutil` this).
- Digits alone make no disguise: `urllib3`, `psycopg2` and their like are versions.
*/
export function resembledName(ecosystem: Ecosystem, name: string): string | undefined {
	if (name === '' || isPopular(ecosystem, name) || isPopular(ecosystem, name.toLowerCase())) {
		return undefined;
	}

	const lower = name.toLowerCase();
	for (const candidate of popularNames(ecosystem)) {
		if (Math.abs(candidate.length - lower.length) <= 2 && resembles(lower, candidate)) {
			return candidate;
		}
	}

	return undefined;
}

function resembles(name: string, popular: string): boolean {
	if (name.replaceAll(/\d/g, '') === popular.replaceAll(/\d/g, '')) {
		return false;
	}

	if (name.includes('/') !== popular.includes('/')) {
		return false;
	}

	const [parts, popularParts] = [name.split(/[-./@]/), popular.split(/[-./@]/)];
	if (parts.length !== popularParts.length) {
		return popular.length >= 8 && parts.join('') === popularParts.join('');
	}

	const different = popularParts.flatMap((part, index) => (part === parts[index] ? [] : [[parts[index] ?? '', part] as const]));
	const [[mine = '', theirs = ''] = []] = different;
	const allowed = theirs.length >= longPart ? 2 : 1;
	return (
		different.length === 1 && theirs.length >= shortestPart && mine.length >= shortestPart - 1 && slips(mine, theirs, allowed) <= allowed
	);
}

/** Optimal string alignment: Damerau-Levenshtein in which no letter moves twice; anything above `most` is `most + 1`. */
function slips(a: string, b: string, most: number): number {
	if (Math.abs(a.length - b.length) > most) {
		return most + 1;
	}

	let beforeLast: readonly number[] = [];
	let last = Array.from({length: b.length + 1}, (_, column) => column);
	for (let row = 1; row <= a.length; row += 1) {
		const current = [row];
		for (let column = 1; column <= b.length; column += 1) {
			const same = a[row - 1] === b[column - 1] ? 0 : 1;
			const swapped =
				row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
					? (beforeLast[column - 2] ?? 0) + 1
					: most + 1;
			current.push(Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + same, swapped));
		}

		if (Math.min(...current) > most) {
			return most + 1;
		}

		[beforeLast, last] = [last, current];
	}

	return last[b.length] ?? most + 1;
}

/** A capital that passes for another letter between small ones (`cIi`): npm has given no name with capitals since 2017. */
export function hasLookAlikeCapital(name: string): boolean {
	return /[a-z][IO]|[IO][a-z]/.test(name);
}
