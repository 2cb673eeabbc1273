/** Globs of permission rules. In a path `*` stays within one folder and `**` does not; elsewhere `*` is any text. A backslash takes the next character as it is. */

export type GlobKind = 'path' | 'text';

/** Whether a whole text fits a glob. */
export function matchesGlob(glob: string, text: string, kind: GlobKind): boolean {
	return patternOf(glob, kind).test(text);
}

/** A glob that fits this text alone. */
export function escapeGlob(text: string): string {
	return text.replaceAll(/[\\*?]/g, '\\$&');
}

const patterns = new Map<string, RegExp>();

function patternOf(glob: string, kind: GlobKind): RegExp {
	const key = `${kind} ${glob}`;
	const known = patterns.get(key) ?? compile(glob, kind);
	patterns.set(key, known);
	return known;
}

function compile(glob: string, kind: GlobKind): RegExp {
	// Stars in a row are one: each of its own would be tried against each other.
	const source = glob.replaceAll(/\\.|(?:\*\*\/)+|\*+|./gsu, part => (kind === 'path' ? pathPart(part) : textPart(part)));
	return new RegExp(`^${source}$`, 'su');
}

function pathPart(part: string): string {
	if (part === '*' || part === '?') {
		return `[^/]${part === '*' ? '*' : ''}`;
	}

	return part.startsWith('**/') ? '(?:.*/)?' : textPart(part);
}

function textPart(part: string): string {
	if (part === '?') {
		return '.';
	}

	return part.startsWith('*')
		? `.*${part.endsWith('/') ? '/' : ''}`
		: literal(part.length > 1 && part.startsWith('\\') ? part.slice(1) : part);
}

function literal(text: string): string {
	return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
