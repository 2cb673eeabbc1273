/**
Keep the beginning and the end of a long text, with a line in between that says how much is missing.

`limit` counts UTF-16 units; no character is cut in half.
*/
export function headAndTail(text: string, limit = 12_000): string {
	if (text.length <= limit) {
		return text;
	}

	const head = text
		.slice(0, Math.floor(limit * 0.6))
		.toWellFormed()
		.replace(/\uFFFD$/, '');
	const tail = text
		.slice(-Math.floor(limit * 0.35))
		.toWellFormed()
		.replace(/^\uFFFD/, '');
	return `${head}\n[… ${(text.length - head.length - tail.length).toLocaleString('en')} characters left out …]\n${tail}`;
}
