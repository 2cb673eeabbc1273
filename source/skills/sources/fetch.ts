import {join} from 'node:path';
import {sha256} from '../../../sandbox/index.ts';
import {readArchive, unpackArchive} from './archive.ts';
import {download} from './download.ts';
import {mostArchiveBytes} from './entries.ts';
import type {FetchOptions, Fetched} from './fetched.ts';
import {fetchRepository} from './git.ts';
import {fetchFromRegistry} from './registry.ts';
import type {Source} from './source.ts';

/** Bring what a source names into a folder in quarantine, or name the folder of this machine that it is. Throws what its kind of source throws; nothing of it has run. */
export async function fetchSource(source: Source, folder: string, options: FetchOptions): Promise<Fetched> {
	switch (source.kind) {
		case 'git':
			return fetchRepository(source, folder, options);
		case 'folder':
			// Read once, in place: what is installed are the bytes that were scanned.
			return {root: source.path, revision: null};
		case 'archive':
			return unpack(readArchive(source.path), folder);
		case 'archive-url':
			return unpack(await download({url: source.url, mostBytes: mostArchiveBytes, signal: options.signal}), folder);
		case 'registry': {
			const {bytes, revision} = await fetchFromRegistry(source.registry, source.name, options);
			return {...unpack(bytes, folder), revision};
		}
	}
}

function unpack(bytes: Buffer, folder: string): Fetched {
	const root = join(folder, 'unpacked');
	unpackArchive(bytes, root);
	return {root, revision: sha256(bytes)};
}
