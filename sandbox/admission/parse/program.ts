/** What is known about the names of a whole skill: functions and members of its own modules, filled while the files are read. */

import {basename, dirname} from 'node:path/posix';
import {joinValues, unknown, type Value} from './value.ts';

export interface FunctionFacts {
	readonly parameters: readonly string[];
	/** What callers passed, joined, by parameter. */
	readonly given: Map<string, Value>;
	returns: Value;
}

/**
Functions, module members and object fields of one skill by their resolved name (`./helper.load`, `./helper.Store().path`).

Own modules are named `./stem`, so that they cannot be taken for a module of the runtime.
*/
export class ProgramFacts {
	readonly #functions = new Map<string, FunctionFacts>();
	readonly #members = new Map<string, Value>();
	readonly #modules: ReadonlySet<string>;

	constructor(paths: readonly string[]) {
		this.#modules = new Set(paths.map(moduleOf));
	}

	/** The name of an own module that a path without its folder means (`lib/helper`, `./x.js`), or undefined. */
	ownModule(path: string): string | undefined {
		const name = moduleOf(path);
		return this.#modules.has(name) ? name : undefined;
	}

	function(name: string | undefined): FunctionFacts | undefined {
		return name === undefined ? undefined : this.#functions.get(name);
	}

	declareFunction(name: string, parameters: readonly string[]): FunctionFacts {
		const facts = this.#functions.get(name) ?? {parameters, given: new Map(), returns: unknown};
		this.#functions.set(name, facts);
		return facts;
	}

	member(name: string): Value | undefined {
		return this.#members.get(name);
	}

	setMember(name: string, value: Value): void {
		this.#members.set(name, joinValues(this.#members.get(name), value));
	}
}

/** The own name of a module file: `./stem`; of an index or package file, the folder's. */
export function moduleOf(path: string): string {
	const stem = basename(path).replace(/\.[^.]+$/, '');
	return `./${stem === 'index' || stem === '__init__' ? basename(dirname(path)) : stem}`;
}
