/** Choices for a screen reader: one a line with its number, instead of keys that a line of brackets hides. Pure. */

/** What a key does, in words. */
export type KeyChoice = readonly [key: string, label: string];

/** The question and its choices as lines. */
export function numberedLines(question: string, choices: readonly KeyChoice[]): string {
	return [question, ...choices.map(([, label], index) => `${index + 1} ${label}`), 'Type a number; Enter is no (default).'].join('\n');
}

/** The numbers that count. */
export function numbersOf(choices: readonly KeyChoice[]): string {
	return choices.map((_, index) => String(index + 1)).join('');
}

/** The key that a number stands for; any other key as it is, such as Enter. */
export function keyOfNumber(choices: readonly KeyChoice[], pressed: string): string {
	return /^[1-9]$/.test(pressed) ? (choices[Number(pressed) - 1]?.[0] ?? pressed) : pressed;
}
