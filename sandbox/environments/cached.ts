/** What the cache folder keeps for runs to come: environments of dependencies, and snapshots of skills. All of it can be made again. */

import {lstatSync, readdirSync, renameSync, rmSync} from 'node:fs';
import {basename, join} from 'node:path';
import {removeSnapshot} from '../admission/snapshot-tree.ts';
import {cacheFolder} from '../base/home.ts';
import {readMarker} from './marker.ts';

export interface CachedFolder {
	readonly kind: 'environment' | 'snapshot' | 'unfinished';
	readonly path: string;
	readonly bytes: number;
	/** In ms since 1970. */
	readonly usedAt: number;
	/** The packages of an environment. */
	readonly holds: readonly string[];
}

/** Every environment and snapshot, the largest first. */
export function cachedFolders(): readonly CachedFolder[] {
	const folders = (['environments', 'snapshots'] as const).flatMap(parent =>
		foldersIn(join(cacheFolder(), parent)).map(path => describe(path, parent === 'environments')),
	);
	return folders.sort((a, b) => b.bytes - a.bytes);
}

/** Remove one. It is renamed first, so that a process which dies meanwhile leaves nothing that looks whole. */
export function removeCached({path}: CachedFolder): void {
	const dying = `${path}.${process.pid}.dying`;
	renameSync(path, dying);
	removeSnapshot(dying);
	rmSync(dying, {recursive: true, force: true});
}

function describe(path: string, isEnvironment: boolean): CachedFolder {
	const marker = isEnvironment ? readMarker(path) : undefined;
	const isWhole = /^[0-9a-f]{64}$/.test(basename(path)) && (!isEnvironment || marker !== undefined);
	return {
		kind: isWhole ? (isEnvironment ? 'environment' : 'snapshot') : 'unfinished',
		path,
		bytes: sizeOf(path),
		usedAt: marker?.usedAt ?? lstatSync(path).mtimeMs,
		holds: marker?.resolved.map(line => line.split(' ')[0] ?? '') ?? [],
	};
}

function foldersIn(parent: string): readonly string[] {
	if (!lstatSync(parent, {throwIfNoEntry: false})?.isDirectory()) {
		return [];
	}

	const entries = readdirSync(parent, {withFileTypes: true});
	return entries.filter(entry => entry.isDirectory()).map(({name}) => join(parent, name));
}

function sizeOf(folder: string): number {
	return readdirSync(folder, {withFileTypes: true, recursive: true}).reduce((sum, entry) => {
		const stats = lstatSync(join(entry.parentPath, entry.name), {throwIfNoEntry: false});
		return sum + (stats?.isFile() ? stats.size : 0);
	}, 0);
}
