/** English number words as digits, so that "fifteen times twenty-seven" reads like "15 * 27". */

const units =
	'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
		' ',
	);
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const values = new Map<string, number>([
	...units.map((word, index) => [word, index] as const),
	...tens.map((word, index) => [word, (index + 2) * 10] as const),
]);
const scales = new Map([
	['hundred', 100],
	['thousand', 1000],
	['million', 1_000_000],
]);

const numberWord = [...values.keys(), ...scales.keys()].join('|');
const run = new RegExp(`\\b(?:${numberWord})(?:(?:[\\s-]+|\\s+and\\s+)(?:${numberWord}))*\\b`, 'gi');

/** Replace every run of number words by its digits; all other text stays as it is. */
export function digitsForNumberWords(text: string): string {
	return text.replace(run, words => [...runsOf(words)].join(' and '));
}

/** "three and four" is two numbers, "one hundred and four" is one. */
function* runsOf(words: string): Generator<number> {
	for (const part of words.toLowerCase().split(/(?<!hundred|thousand|million)\s+and\s+/)) {
		yield numberOf(part.split(/[\s-]+(?:and\s+)?/).filter(word => word !== 'and'));
	}
}

function numberOf(words: readonly string[]): number {
	let total = 0;
	let group = 0;
	for (const word of words) {
		const scale = scales.get(word);
		if (scale === undefined) {
			group += values.get(word) ?? 0;
		} else if (scale === 100) {
			group = Math.max(group, 1) * 100;
		} else {
			total += Math.max(group, 1) * scale;
			group = 0;
		}
	}

	return total + group;
}
