/**
The hashes of stripped files, by snapshot, in the user's own folder.

With them an existing snapshot is checked without loading the stripper (30 ms
at its first use in a process). They are as trusted as the consents beside them.
*/

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {writeFileAtomically} from '../base/atomic-file.ts';
import type {Sha256} from '../base/canonical-json.ts';
import {requireWritableHome, skillliteHome} from '../base/home.ts';

/** The hash of every stripped file of a snapshot, by path; undefined when it is not known, and stripping gives it again. */
export function recallStripped(key: string): ReadonlyMap<string, Sha256> | undefined {
	try {
		const value: unknown = JSON.parse(readFileSync(recordPath(skillliteHome(), key), 'utf8'));
		const hashes = Object.entries(value ?? {}).map(([path, hash]): [string, Sha256] => [path, asSha256(hash)]);
		return new Map(hashes);
	} catch {
		// Missing or damaged: the caller strips again and writes a new record.
		return undefined;
	}
}

export function rememberStripped(key: string, hashes: ReadonlyMap<string, Sha256>): void {
	writeFileAtomically(recordPath(requireWritableHome(), key), JSON.stringify(Object.fromEntries(hashes)));
}

function recordPath(home: string, key: string): string {
	return join(home, 'cache', 'stripped', `${key}.json`);
}

function asSha256(value: unknown): Sha256 {
	if (typeof value !== 'string' || !/^sha256:[0-9a-f]{64}$/.test(value)) {
		throw new TypeError('Not a hash.');
	}

	return value as Sha256;
}
