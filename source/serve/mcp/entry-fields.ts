/** The fields of an entry, read as what they have to be. */

/** Why an entry cannot be used; never leaves the reading of one. */
export class Problem extends Error {}

export type Entry = Readonly<Record<string, unknown>>;

/** An object's own fields. Throws a Problem for anything else. */
export function asRecord(value: unknown, what: string): Entry {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new Problem(`${what} is no object`);
	}

	return Object.fromEntries(Object.entries(value));
}

/** A text with something in it. Throws a Problem for anything else. */
export function asText(value: unknown, what: string): string {
	if (typeof value !== 'string' || value === '') {
		throw new Problem(`its ${what} is ${value === undefined ? 'missing' : 'no text'}`);
	}

	return value;
}

/** A list of texts that is not too long. Throws a Problem for anything else. */
export function asList(value: unknown, what: string): readonly string[] {
	if (!Array.isArray(value) || value.length > 200 || value.some(item => typeof item !== 'string')) {
		throw new Problem(`its ${what} is no list of texts`);
	}

	return value;
}

/** Texts by name; none where the field is missing. Throws a Problem for anything else. */
export function textsOf(value: unknown, what: string): Readonly<Record<string, string>> {
	const entries = Object.entries(value === undefined ? {} : asRecord(value, `its ${what}`));
	const other = entries.find(([, text]) => typeof text !== 'string');
	if (other) {
		throw new Problem(`its ${what} has no text at ${JSON.stringify(other[0])}`);
	}

	return Object.fromEntries(entries.map(([key, text]) => [key, String(text)]));
}
