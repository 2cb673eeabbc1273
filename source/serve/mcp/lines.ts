/** Cuts what a server writes into lines, none of them longer than is read. */

export interface LineCutter {
	/** The lines that are complete with this chunk; null once a line is too long. */
	push(chunk: Buffer): readonly string[] | null;
}

export function createLineCutter(longestBytes: number): LineCutter {
	let pieces: Buffer[] = [];
	let held = 0;
	let isTooLong = false;

	function hold(piece: Buffer): boolean {
		held += piece.length;
		isTooLong ||= held > longestBytes;
		pieces.push(piece);
		return !isTooLong;
	}

	return {
		push(chunk) {
			const lines: string[] = [];
			let from = 0;
			for (let at = chunk.indexOf(0x0a); at !== -1; at = chunk.indexOf(0x0a, from)) {
				if (!hold(chunk.subarray(from, at))) {
					break;
				}

				lines.push(Buffer.concat(pieces).toString('utf8'));
				pieces = [];
				held = 0;
				from = at + 1;
			}

			if (isTooLong || !hold(chunk.subarray(from))) {
				pieces = [];
				return null;
			}

			return lines;
		},
	};
}
