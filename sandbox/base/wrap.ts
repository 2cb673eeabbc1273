import {toDisplay} from './display.ts';

/** Reports for people fit a terminal of this width. */
export const textWidth = 80;

/** Lines of at most 80 columns, every character safe to print; a longer word is cut into pieces. */
export function wrap(text: string, indent: string, more = indent): readonly string[] {
	const room = textWidth - more.length;
	const words = toDisplay(text, {reveal: true})
		.split(' ')
		.flatMap(word => word.match(new RegExp(`.{1,${room}}`, 'gu')) ?? []);
	const lines: string[] = [];
	for (const word of words) {
		const last = lines.at(-1);
		if (last === undefined || last.length + 1 + word.length > room) {
			lines.push(word);
		} else {
			lines[lines.length - 1] = `${last} ${word}`;
		}
	}

	return lines.map((line, index) => (index === 0 ? indent : more) + line);
}
