/**
PEP 508, the way Python packages are asked for: `name[extra] >=1,<2 ; python_version < "3.12"` or `name @ URL`.

The whole grammar is read, markers included, so that what pip would refuse is refused here; markers are not evaluated:
a package that is wanted on one system only is still wanted.
*/

import type {Requirement} from './dependency.ts';

export interface Pep508 {
	/** As written. */
	readonly name: string;
	readonly extras: readonly string[];
	readonly requirement: Requirement;
	/** As written, without the semicolon; undefined when there is none. */
	readonly marker: string | undefined;
}

const name = /[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?/y;
const clause = /(===|~=|==|!=|<=|>=|<|>)[ \t]*([-A-Za-z0-9_.*+!]+)/y;
const markerOperator = /===|~=|==|!=|<=|>=|<|>|in\b|not[ \t]+in\b/y;
const markerValue =
	/'[^']*'|"[^"]*"|(?:python_version|python_full_version|os[._]name|sys[._]platform|platform_release|platform_system|platform_version|platform[._]machine|platform[._]python_implementation|python_implementation|implementation_name|implementation_version|extras?|dependency_groups)\b/y;

/** A requirement as it was read, or undefined for text that is none. */
export function parsePep508(text: string): Pep508 | undefined {
	const reader = new Reader(text);
	const found = reader.take(name);
	if (found === undefined) {
		return undefined;
	}

	const extras = readExtras(reader);
	const requirement = extras && readRequirement(reader);
	const hasMarker = reader.takeText(';');
	const markerStart = reader.position;
	if (!extras || !requirement || (hasMarker && !readMarker(reader)) || !reader.atEnd()) {
		return undefined;
	}

	return {name: found, extras, requirement, marker: hasMarker ? text.slice(markerStart).trim() : undefined};
}

/** `>=1,<2` and its like as a requirement; undefined when it is no list of version clauses. */
export function parseVersionClauses(text: string): Requirement | undefined {
	const reader = new Reader(text);
	const clauses = readClauses(reader);
	return clauses && reader.atEnd() ? requirementOf(clauses) : undefined;
}

function readExtras(reader: Reader): readonly string[] | undefined {
	const extras: string[] = [];
	if (!reader.takeText('[') || reader.takeText(']')) {
		return extras;
	}

	do {
		const extra = reader.take(name);
		if (extra === undefined) {
			return undefined;
		}

		extras.push(extra);
	} while (reader.takeText(','));
	return reader.takeText(']') ? extras : undefined;
}

function readRequirement(reader: Reader): Requirement | undefined {
	if (reader.takeText('@')) {
		const url = reader.take(/\S+/y);
		return url === undefined ? undefined : {kind: 'direct', text: url};
	}

	const inParentheses = reader.takeText('(');
	const clauses = readClauses(reader);
	return clauses && (!inParentheses || reader.takeText(')')) ? requirementOf(clauses) : undefined;
}

function readClauses(reader: Reader): readonly string[] | undefined {
	const clauses: string[] = [];
	for (let found = reader.take(clause); found !== undefined; found = reader.take(clause)) {
		clauses.push(found.replace(/[ \t]+/, ''));
		// A comma at the end is no part of the grammar, but pip takes it.
		if (!reader.takeText(',')) {
			return clauses;
		}
	}

	return clauses;
}

function requirementOf(clauses: readonly string[]): Requirement {
	const text = clauses.join(',');
	const isExact = clauses.length === 1 && /^===?[^=*]+$/.test(text);
	return {kind: clauses.length === 0 ? 'any' : isExact ? 'exact' : 'range', text};
}

/** `and` and `or` bind alike here: only the form is checked. */
function readMarker(reader: Reader): boolean {
	do {
		if (!readMarkerTerm(reader)) {
			return false;
		}
	} while (reader.take(/(?:and|or)\b/y) !== undefined);
	return true;
}

function readMarkerTerm(reader: Reader): boolean {
	if (reader.takeText('(')) {
		return reader.nested(() => readMarker(reader)) && reader.takeText(')');
	}

	return reader.take(markerValue) !== undefined && reader.take(markerOperator) !== undefined && reader.take(markerValue) !== undefined;
}

const deepest = 50;

class Reader {
	position = 0;
	#depth = 0;
	readonly #text: string;

	constructor(text: string) {
		this.#text = text;
	}

	/** What the sticky expression matches here, after white space. */
	take(expression: RegExp): string | undefined {
		this.#skipSpace();
		expression.lastIndex = this.position;
		const found = expression.exec(this.#text)?.[0];
		this.position += found?.length ?? 0;
		return found;
	}

	takeText(text: string): boolean {
		this.#skipSpace();
		const isThere = this.#text.startsWith(text, this.position);
		this.position += isThere ? text.length : 0;
		return isThere;
	}

	/** One level of parentheses deeper, up to a bound. */
	nested(read: () => boolean): boolean {
		this.#depth += 1;
		const isGood = this.#depth <= deepest && read();
		this.#depth -= 1;
		return isGood;
	}

	atEnd(): boolean {
		this.#skipSpace();
		return this.position === this.#text.length;
	}

	#skipSpace(): void {
		while (/[ \t\r\n]/.test(this.#text[this.position] ?? '')) {
			this.position += 1;
		}
	}
}
