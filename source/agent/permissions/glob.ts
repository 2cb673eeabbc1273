/**
Globs of permission rules. In a path `*` stays within one folder and `**` does not; elsewhere `*` is any text. A backslash takes the
next character as it is.

A model writes globs too (`list_files`), and what they are matched with may be anybody's: all places of the glob that the text
may have come to are followed at once, so that the time is at most the product of both lengths.
*/

export type GlobKind = 'path' | 'text';

/** Whether a whole text fits a glob. */
export function matchesGlob(glob: string, text: string, kind: GlobKind): boolean {
	const parts = partsOf(glob, kind);
	let places = reached(parts, new Set([0]));
	for (const character of text) {
		if (places.size === 0) {
			return false;
		}

		places = reached(parts, stepped(parts, places, character));
	}

	return places.has(parts.length);
}

/** A glob that fits this text alone. */
export function escapeGlob(text: string): string {
	return text.replaceAll(/[\\*?]/g, '\\$&');
}

type Part =
	| {readonly kind: 'character'; readonly character: string}
	/** One character; `star` any number of them. */
	| {readonly kind: 'one' | 'star'; readonly stopsAtSlash: boolean}
	/** Nothing, or any text that ends in a slash. */
	| {readonly kind: 'folders'};

const compiled = new Map<string, readonly Part[]>();
const mostCompiled = 1000;

function partsOf(glob: string, kind: GlobKind): readonly Part[] {
	const key = `${kind} ${glob}`;
	const known = compiled.get(key) ?? compile(glob, kind);
	if (compiled.size >= mostCompiled) {
		compiled.clear();
	}

	compiled.set(key, known);
	return known;
}

function compile(glob: string, kind: GlobKind): readonly Part[] {
	return [...glob.matchAll(/\\.|(?:\*\*\/)+|\*+|./gsu)].flatMap(([text]) => partOf(text, kind === 'path'));
}

function partOf(text: string, isPath: boolean): readonly Part[] {
	if (text === '?') {
		return [{kind: 'one', stopsAtSlash: isPath}];
	}

	if (text.startsWith('**/')) {
		return isPath
			? [{kind: 'folders'}]
			: [
					{kind: 'star', stopsAtSlash: false},
					{kind: 'character', character: '/'},
				];
	}

	if (text.startsWith('*')) {
		return [{kind: 'star', stopsAtSlash: isPath && text === '*'}];
	}

	return [{kind: 'character', character: text.length > 1 && text.startsWith('\\') ? text.slice(1) : text}];
}

/** A place between two parts; a half after `folders` is within them, which ends at a slash only. */
type Place = number;

/** These places, and those that need no further character. */
function reached(parts: readonly Part[], places: Set<Place>): Set<Place> {
	for (const place of places) {
		const kind = parts[place]?.kind;
		if (kind === 'star' || kind === 'folders') {
			// A set that grows while it is gone through is gone through to its end.
			places.add(place + 1);
		}
	}

	return places;
}

function stepped(parts: readonly Part[], places: ReadonlySet<Place>, character: string): Set<Place> {
	const next = new Set<Place>();
	for (const place of places) {
		const at = Math.floor(place);
		const part = parts[at];
		switch (part?.kind) {
			case 'character':
				if (part.character === character) {
					next.add(at + 1);
				}

				break;
			case 'one':
			case 'star':
				if (!(part.stopsAtSlash && character === '/')) {
					next.add(part.kind === 'one' ? at + 1 : at);
				}

				break;
			case 'folders':
				next.add(at + 0.5);
				if (character === '/') {
					next.add(at + 1);
				}

				break;
			default:
			// Behind the last part nothing fits any more.
		}
	}

	return next;
}
