/** The 1-based lines of offsets in one text; built once, then each answer is a binary search. */
export class LineIndex {
	readonly #starts: readonly number[];

	constructor(text: string) {
		const starts = [0];
		for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
			starts.push(at + 1);
		}

		this.#starts = starts;
	}

	lineAt(offset: number): number {
		let low = 0;
		let high = this.#starts.length;
		while (high - low > 1) {
			const middle = (low + high) >> 1;
			if ((this.#starts[middle] ?? 0) <= offset) {
				low = middle;
			} else {
				high = middle;
			}
		}

		return low + 1;
	}
}
