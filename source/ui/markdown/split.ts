/**
Cuts streaming Markdown into parts that can no longer change and the part that still grows.

A part ends at a blank line or after a closed code fence. What follows a list item by a blank line and an indent
belongs to it, and so does the next item: a list is one part, as its items share their numbers and their looseness.
*/

export interface SplitMarkdown {
	readonly closed: readonly string[];
	readonly tail: string;
}

/** Split a text; `tail` is what the next piece of text has to be joined to. */
export function splitMarkdown(text: string): SplitMarkdown {
	const closed: string[] = [];
	let start = 0;
	let at = 0;
	let fence = '';
	while (at < text.length) {
		const end = text.indexOf('\n', at);
		// A line without its end may become anything.
		if (end === -1) {
			break;
		}

		const line = text.slice(at, end);
		const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? '';
		const next = end + 1;
		if (fence !== '') {
			if (mark.startsWith(fence) && line.trim() === mark) {
				fence = '';
				closed.push(text.slice(start, end));
				start = next;
			}
		} else if (mark !== '') {
			fence = mark;
		} else if (line.trim() === '' && isOver(text.slice(start, at), text.slice(next))) {
			if (text.slice(start, at).trim() !== '') {
				closed.push(text.slice(start, at).trimEnd());
			}

			start = next;
		}

		at = next;
	}

	return {closed, tail: text.slice(start)};
}

/** Whether a blank line ends what is before it; for a list that depends on what follows. */
function isOver(before: string, after: string): boolean {
	const isList = /^ {0,3}(?:[-*+]|\d{1,9}[.)]) /.test(before);
	return !isList || (/\S/.test(after) && !/^\s*(?:\s{2}|[-*+] |\d{1,9}[.)] )/.test(after) && !/^\s*(?:[-*+]|\d{1,9}[.)]?)$/.test(after));
}
