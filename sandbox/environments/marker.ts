/** `environment.json` says that an environment is whole; it is written last, and what has none is made anew. */

import {readdirSync, readFileSync, statSync, utimesSync} from 'node:fs';
import {join} from 'node:path';
import {writeFileAtomically} from '../base/atomic-file.ts';
import {type Sha256, sha256} from '../base/canonical-json.ts';

export interface Marker {
	readonly kind: 'python' | 'node';
	/** One package a line, with its version and hash. */
	readonly resolved: readonly string[];
	/** Of the names and sizes of all files: a cache cleaner that took some of them is noticed. */
	readonly listing: Sha256;
	/** In ms since 1970. */
	readonly usedAt: number;
}

const markerName = 'environment.json';

/** The marker of an environment, or undefined where it has none that can be read. Does not look at the files. */
export function readMarker(folder: string): Marker | undefined {
	const path = join(folder, markerName);
	try {
		const {kind, resolved, listing} = JSON.parse(readFileSync(path, 'utf8')) as Marker;
		const isWhole = (kind === 'python' || kind === 'node') && Array.isArray(resolved) && typeof listing === 'string';
		return isWhole ? {kind, resolved, listing, usedAt: statSync(path).mtimeMs} : undefined;
	} catch {
		// Missing or half written: not an environment.
		return undefined;
	}
}

/** Call it whole. */
export function writeMarker(folder: string, kind: Marker['kind'], resolved: readonly string[]): void {
	writeFileAtomically(join(folder, markerName), `${JSON.stringify({v: 1, kind, resolved, listing: listingOf(folder)})}\n`, 0o644);
}

/** Whether all files are there that were when it was made; the time of its last use is now. */
export function useEnvironment(folder: string): Marker | undefined {
	const marker = readMarker(folder);
	if (marker === undefined || listingOf(folder) !== marker.listing) {
		return undefined;
	}

	const now = new Date();
	utimesSync(join(folder, markerName), now, now);
	return marker;
}

function listingOf(folder: string): Sha256 {
	const files = readdirSync(folder, {recursive: true, withFileTypes: true})
		.filter(entry => !entry.isDirectory() && !(entry.parentPath === folder && entry.name.startsWith(markerName)))
		.map(entry => join(entry.parentPath, entry.name));
	return sha256(
		files
			.map(path => `${path.slice(folder.length)} ${statSync(path).size}\n`)
			.sort()
			.join(''),
	);
}
