/** The words of one command as a document shows it: quotes taken off, continued lines joined, what follows the command left out. */

export interface Word {
	readonly text: string;
	/** In the document, quotes included. */
	readonly start: number;
	readonly end: number;
}

/** From an offset to the end of the command; `end` is where its line, or the code span around it, is over. */
export function commandWords(text: string, start: number, end: number): readonly Word[] {
	const words: Word[] = [];
	const shown = text.slice(0, end);
	let position = start;
	while (position < end) {
		const space = /(?:[ \t]|\\\r?\n)*/y;
		space.lastIndex = position;
		position += space.exec(shown)?.[0].length ?? 0;
		const word = /(?:'[^'\n]*'|"(?:[^"\\\n]|\\.)*"|\\[^\n]|&(?!&)(?=\w)|[^\s'"\\;|&])+/y;
		word.lastIndex = position;
		const raw = word.exec(shown)?.[0];
		// An operator, a redirection or a comment ends the command.
		if (raw === undefined || /^(?:#|\d?[<>]|&>)/.test(raw)) {
			break;
		}

		words.push({text: unquote(raw), start: position, end: position + raw.length});
		position += raw.length;
	}

	return words;
}

function unquote(raw: string): string {
	return raw.replaceAll(
		/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g,
		(_, single?: string, double?: string, escaped?: string) => single ?? double?.replaceAll(/\\(.)/g, '$1') ?? escaped ?? '',
	);
}
