/** How much of the prompt evolved rules may take. */
export const mostBlockTokens = 1500;

/** An upper bound of the tokens of a text: three ASCII characters or one of any other script. */
export function estimateTokens(text: string): number {
	const others = [...text].filter(character => character > '\u007F').length;
	return Math.ceil((text.length - others) / 3) + others;
}

/**
What a call is charged: what the endpoint counted, which is less than our upper bound. One that counts next to nothing is
charged half of that bound, and one that does not count all of it, so that a budget always sees something.
*/
export function chargedTokens(counted: number, bound: number): number {
	return counted > 0 ? Math.max(counted, Math.ceil(bound / 2)) : bound;
}
