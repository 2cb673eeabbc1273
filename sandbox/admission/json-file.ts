/** Reading the small JSON files that admission keeps, with faults that name the file. */

import {lstatSync, readFileSync} from 'node:fs';
import {toDisplay} from '../base/display.ts';
import {ConfigError} from '../base/errors.ts';
import type {Sha256} from '../base/canonical-json.ts';

const largest = 32 * 1024 * 1024;

/**
The value in a JSON file, or undefined when there is no such file.

Throws a ConfigError for what is not a plain file (a cloned project may bring a link to a device), too large or not JSON.
*/
export function readJsonFile(path: string): unknown {
	const stats = lstatSync(path, {throwIfNoEntry: false});
	if (!stats) {
		return undefined;
	}

	if (!stats.isFile() || stats.size > largest) {
		throw badFile(path, stats.isFile() ? 'is larger than 32 MB' : 'is not a plain file');
	}

	try {
		return JSON.parse(readFileSync(path, 'utf8'));
	} catch (cause) {
		throw badFile(path, 'is not JSON', cause);
	}
}

/** Throws a ConfigError for a file that another user may have written. */
export function assertPrivate(path: string): void {
	const stats = lstatSync(path, {throwIfNoEntry: false});
	if (stats && (stats.mode & 0o022) !== 0) {
		throw badFile(path, 'can be written by other users');
	}

	// As root with another user's home (sudo that keeps HOME): that user's answers are not root's.
	if (stats && process.geteuid && stats.uid !== process.geteuid()) {
		throw badFile(path, 'belongs to another user');
	}
}

/** The error for a file that cannot be used, `says` being a phrase such as "is not JSON". */
export function badFile(path: string, says: string, cause?: unknown): ConfigError {
	return new ConfigError(`Cannot use ${toDisplay(path)}: it ${says}.`, {hint: 'Restore the file, or remove it to start anew.', cause});
}

/** Parse a file's value; a TypeError of the parser becomes a ConfigError that names the file. */
export function parseFile<T>(path: string, parse: () => T): T {
	try {
		return parse();
	} catch (cause) {
		throw badFile(
			path,
			cause instanceof TypeError ? `has a wrong value: ${toDisplay(cause.message, {maxLength: 200})}` : 'cannot be understood',
			cause,
		);
	}
}

export function asRecord(value: unknown, key: string): Readonly<Record<string, unknown>> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new TypeError(`${key} is not an object`);
	}

	return value as Readonly<Record<string, unknown>>;
}

export function asList(value: unknown, key: string): readonly unknown[] {
	if (!Array.isArray(value)) {
		throw new TypeError(`${key} is not a list`);
	}

	return value;
}

export function asText(value: unknown, key: string): string {
	if (typeof value !== 'string') {
		throw new TypeError(`${key} is not text`);
	}

	return value;
}

export function asHash(value: unknown, key: string): Sha256 {
	if (typeof value !== 'string' || !/^sha256:[0-9a-f]{64}$/.test(value)) {
		throw new TypeError(`${key} is not a SHA-256`);
	}

	return value as Sha256;
}
