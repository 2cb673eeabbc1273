/** JSON from a model, a file or an import: its size, depth and keys are bounded before anything looks at it. */

const longestText = 256 * 1024;
const deepest = 16;
const mostKeys = 5000;

/** The value of a JSON text, or the reason why it is not read. Never throws, and takes no longer than the text is long. */
export function parseBoundedJson(
	text: string,
): {readonly kind: 'value'; readonly value: unknown} | {readonly kind: 'refused'; readonly why: string} {
	if (text.length > longestText) {
		return {kind: 'refused', why: `is longer than ${longestText / 1024} KB`};
	}

	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return {kind: 'refused', why: 'is not JSON'};
	}

	const why = structureFault(text);
	return why === null ? {kind: 'value', value} : {kind: 'refused', why};
}

const token = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/gs;

/** One pass over the brackets and keys of what is known to be JSON, in which every string ends. A key that stands twice in an object would show one value to a reader and another to us. */
function structureFault(text: string): string | null {
	const open: Set<string>[] = [];
	let keys = 0;
	for (const [found, colon] of text.matchAll(token)) {
		if (found === '{' || found === '[') {
			open.push(new Set());
		} else if (found === '}' || found === ']') {
			open.pop();
		} else if (colon !== undefined) {
			const key = keyOf(found.slice(0, -colon.length));
			const seen = open.at(-1);
			if (key === null || seen?.has(key)) {
				return 'has a key twice';
			}

			seen?.add(key);
			keys += 1;
		}

		if (open.length > deepest || keys > mostKeys) {
			return 'is nested too deeply or has too many keys';
		}
	}

	return null;
}

/** `"a"` and `"\u0061"` are one key. */
function keyOf(literal: string): string | null {
	try {
		return String(JSON.parse(literal));
	} catch {
		return null;
	}
}
