/** Sets of dotted names; `requests.*` covers all below `requests`, `?.read_text` a method of something unknown. */

export class NameSet {
	readonly #exact: ReadonlySet<string>;
	readonly #prefixes: readonly string[];

	constructor(names: readonly string[]) {
		this.#exact = new Set(names.filter(name => !name.endsWith('.*')));
		this.#prefixes = names.filter(name => name.endsWith('.*')).map(name => name.slice(0, -1));
	}

	has(name: string): boolean {
		return this.#exact.has(name) || this.#prefixes.some(prefix => name.startsWith(prefix));
	}
}

/** One set of names from a text, separated by white space. */
export function names(list: string): NameSet {
	return new NameSet(list.trim().split(/\s+/));
}
