/** How much of the prompt evolved rules may take. */
export const mostBlockTokens = 1500;

/** An upper bound of the tokens of a text: three ASCII characters or one of any other script. */
export function estimateTokens(text: string): number {
	const others = [...text].filter(character => character > '\u007F').length;
	return Math.ceil((text.length - others) / 3) + others;
}
