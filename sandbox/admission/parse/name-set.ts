/** Sets of dotted names; `requests.*` covers all below `requests`, `?.read_text` a method of something unknown. */

export class NameSet {
	readonly #exact: ReadonlySet<string>;
	/** By their first character: a name begins with few of them. */
	readonly #prefixes: ReadonlyMap<string | undefined, readonly string[]>;

	constructor(names: readonly string[]) {
		this.#exact = new Set(names.filter(name => !name.endsWith('.*')));
		this.#prefixes = Map.groupBy(
			names.filter(name => name.endsWith('.*')).map(name => name.slice(0, -1)),
			prefix => prefix[0],
		);
	}

	has(name: string): boolean {
		return this.#exact.has(name) || (this.#prefixes.get(name[0])?.some(prefix => name.startsWith(prefix)) ?? false);
	}
}

/** One set of names from a text, separated by white space. */
export function names(list: string): NameSet {
	return new NameSet(list.trim().split(/\s+/));
}
