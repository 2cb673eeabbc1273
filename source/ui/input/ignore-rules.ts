/**
What a .gitignore leaves out, as far as completion needs it: names, folders, wildcards and exceptions; the last match wins.

The file comes with a project that somebody else may have written, so that nothing in it may cost time: wildcards are
matched with one step back each, never by a backtracking expression.
*/

export interface IgnoreRule {
	readonly isException: boolean;
	readonly onlyFolders: boolean;
	/** Without a slash it is a name at any depth, which is the same as `**` before it. */
	readonly segments: readonly string[];
}

const mostRules = 500;
const longestRule = 200;

/** The rules of a .gitignore. */
export function readIgnoreRules(text: string): readonly IgnoreRule[] {
	return text
		.split(/\r?\n/, mostRules)
		.map(line => line.trimEnd())
		.filter(line => line !== '' && !line.startsWith('#') && line.length <= longestRule)
		.map(readRule);
}

/** Whether a path, relative to the folder of the rules, is left out. */
export function isIgnored(path: string, isFolder: boolean, rules: readonly IgnoreRule[]): boolean {
	const names = path.split('/');
	const decisive = rules.findLast(({onlyFolders, segments}) => (isFolder || !onlyFolders) && matchesPath(names, segments));
	return decisive?.isException === false;
}

function readRule(line: string): IgnoreRule {
	const isException = line.startsWith('!');
	const onlyFolders = line.endsWith('/');
	const body = line.slice(isException ? 1 : 0, onlyFolders ? -1 : undefined).replace(/^\\(?=[!#])/, '');
	const segments = body.replace(/^\//, '').split('/');
	return {isException, onlyFolders, segments: body.includes('/') ? segments : ['**', ...segments]};
}

function matchesPath(names: readonly string[], segments: readonly string[]): boolean {
	return matches(names, segments, segment => segment === '**', matchesName);
}

function matchesName(name: string, segment: string): boolean {
	return matches(
		[...name],
		[...segment],
		sign => sign === '*',
		(character, sign) => sign === '?' || sign === character,
	);
}

/** Wildcard matching: after a miss the last wildcard takes one item more, and no earlier one ever has to. */
function matches<Item>(
	items: readonly Item[],
	pattern: readonly Item[],
	isWild: (part: Item) => boolean,
	isMatch: (item: Item, part: Item) => boolean,
): boolean {
	let at = 0;
	let next = 0;
	let wild = -1;
	let from = 0;
	while (at < items.length) {
		const item = items[at];
		const part = pattern[next];
		if (part !== undefined && isWild(part)) {
			wild = next++;
			from = at;
		} else if (item !== undefined && part !== undefined && isMatch(item, part)) {
			at++;
			next++;
		} else if (wild === -1) {
			return false;
		} else {
			at = ++from;
			next = wild + 1;
		}
	}

	return pattern.slice(next).every(isWild);
}
