import {createHash} from 'node:crypto';

/** A hash in its written form, `sha256:` and 64 hex digits. */
export type Sha256 = `sha256:${string}`;

export type Json = null | boolean | number | string | readonly Json[] | {readonly [key: string]: Json};

/**
The one byte form of a JSON value, as RFC 8785 has it: keys sorted by UTF-16
code units, no white space, numbers as ECMAScript prints them.

Throws a TypeError for what JSON cannot hold (undefined members are left out).
*/
export function canonicalJson(value: unknown): string {
	if (value === null || typeof value === 'boolean' || typeof value === 'string') {
		return JSON.stringify(value);
	}

	if (typeof value === 'number') {
		if (!Number.isFinite(value)) {
			throw new TypeError(`${value} has no JSON form.`);
		}

		return JSON.stringify(value);
	}

	if (Array.isArray(value)) {
		return `[${value.map(item => canonicalJson(item)).join(',')}]`;
	}

	if (typeof value === 'object') {
		const members = Object.entries(value).filter(([, member]) => member !== undefined);
		members.sort(([a], [b]) => (a < b ? -1 : 1));
		return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
	}

	throw new TypeError(`A ${typeof value} has no JSON form.`);
}

/** SHA-256 of bytes or text (as UTF-8). */
export function sha256(data: string | Uint8Array): Sha256 {
	return `sha256:${createHash('sha256').update(data).digest('hex')}`;
}

/** SHA-256 of a value's canonical JSON: equal for equal values, whatever the order of their keys. */
export function digestOf(value: unknown): Sha256 {
	return sha256(canonicalJson(value));
}
