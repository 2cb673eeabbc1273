/** What an archive holds, once it is known to be harmless: nothing of it is on the disk before all of it was looked at. */

import {chmodSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join, posix} from 'node:path';
import {SkillError, toDisplay} from '../../../sandbox/index.ts';

export interface ArchiveEntry {
	/** As the archive spells it. */
	readonly path: string;
	readonly content:
		| {readonly kind: 'folder'}
		| {readonly kind: 'file'; readonly bytes: Uint8Array; readonly executable: boolean}
		| {readonly kind: 'link'; readonly target: string};
}

export const mostArchiveBytes = 50 * 1024 * 1024;
export const mostEntries = 5000;
const mostRatio = 100;
/** Below this nothing is a bomb: a page of blanks packs a thousand to one. */
const freeBytes = 1024 * 1024;

/** Throws a SkillError when what comes out of an archive is too much, in all or for its size. */
export function assertBounded(unpackedBytes: number, packedBytes: number): void {
	if (unpackedBytes > mostArchiveBytes) {
		throw refused(`it unpacks to more than ${mostArchiveBytes / 1024 / 1024} MB`);
	}

	if (unpackedBytes > freeBytes && unpackedBytes > packedBytes * mostRatio) {
		throw refused(`it unpacks to more than ${mostRatio} times its size`);
	}
}

/**
Write entries into a new folder.

Throws a SkillError, before anything is written, for an absolute path, a `..`, two entries of one path, an entry below
a link or a file, and a link that leads out. Links are made last, so that nothing is written through one.
*/
export function writeEntries(entries: readonly ArchiveEntry[], folder: string): void {
	if (entries.length > mostEntries) {
		throw refused(`it holds more than ${mostEntries} files`);
	}

	const known = new Map<string, ArchiveEntry['content']>();
	for (const {path, content} of entries) {
		const clean = cleanPath(path);
		const before = known.get(clean);
		if (clean !== '.' && before !== undefined && !(before.kind === 'folder' && content.kind === 'folder')) {
			throw refused(`it has two entries for ${shown(path)}`);
		}

		known.set(clean, content);
	}

	for (const [path, content] of known) {
		assertPlaced(path, content, known);
	}

	mkdirSync(folder, {recursive: true, mode: 0o700});
	for (const kind of ['folder', 'file', 'link'] as const) {
		for (const [path, content] of known) {
			if (content.kind === kind) {
				write(join(folder, path), content);
			}
		}
	}
}

/** The error for an archive that is not taken; `why` is a phrase such as "it is encrypted". */
export function refused(why: string): SkillError {
	return new SkillError('skill-invalid', `Cannot unpack the archive: ${why}.`, {hint: 'Nothing of it was written.'});
}

function cleanPath(path: string): string {
	if (path.startsWith('/') || path.includes('\\') || path.includes('\0') || /^[a-z]:/i.test(path)) {
		throw refused(`${shown(path)} is an absolute path or not a path at all`);
	}

	if (path === '' || path.split('/').includes('..')) {
		throw refused(`${shown(path)} points out of it`);
	}

	return posix.normalize(path).replace(/\/$/, '');
}

function assertPlaced(path: string, content: ArchiveEntry['content'], known: ReadonlyMap<string, ArchiveEntry['content']>): void {
	for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) {
		const kind = known.get(folder)?.kind ?? 'folder';
		if (kind !== 'folder') {
			throw refused(`${shown(path)} lies below a ${kind}`);
		}
	}

	if (content.kind === 'link') {
		const target = posix.normalize(posix.join(posix.dirname(path), content.target));
		// A `..` behind a name may mean another folder than it spells, where that name is a link.
		const parts = content.target.split('/').filter(part => part !== '' && part !== '.');
		const isWinding = parts.lastIndexOf('..') > parts.findIndex(part => part !== '..') && parts.some(part => part !== '..');
		if (content.target.startsWith('/') || content.target === '' || isWinding || target === '..' || target.startsWith('../')) {
			throw refused(`the link ${shown(path)} leads out of it`);
		}
	}
}

function write(path: string, content: ArchiveEntry['content']): void {
	mkdirSync(content.kind === 'folder' ? path : dirname(path), {recursive: true, mode: 0o700});
	if (content.kind === 'file') {
		writeFileSync(path, content.bytes, {flag: 'wx', mode: 0o600});
		chmodSync(path, content.executable ? 0o700 : 0o600);
	} else if (content.kind === 'link') {
		symlinkSync(content.target, path);
	}
}

function shown(path: string): string {
	return `"${toDisplay(path, {reveal: true, maxLength: 120})}"`;
}
