/**
Where the links of a tree lead, decided from the inventory alone: the file
system is not asked again, so the answer cannot change after it was given.
*/

import {extname, posix} from 'node:path';
import {toDisplay} from '../base/display.ts';
import type {InventoryFile, InventoryProblem} from './inventory-file.ts';
import {problem} from './names.ts';

/** As many as Linux follows before it gives up. */
const mostHops = 40;

type Destination = {readonly kind: 'out'} | {readonly kind: 'nothing'} | {readonly kind: 'inside'; readonly path: string};

/** A problem for every link that leaves the tree, leads to nothing or gives a file another extension. */
export function linkProblems(files: readonly InventoryFile[]): readonly InventoryProblem[] {
	const tree = indexTree(files);
	return files.filter(file => file.kind === 'symlink').flatMap(link => problemOf(link, destinationOf(link.path, tree)));
}

/** The links whose target is in the tree: the only ones that a snapshot holds. */
export function linksInside(files: readonly InventoryFile[]): readonly InventoryFile[] {
	const tree = indexTree(files);
	return files.filter(file => file.kind === 'symlink' && destinationOf(file.path, tree).kind === 'inside');
}

interface Tree {
	readonly links: ReadonlyMap<string, string>;
	/** Every file that was read and every folder; the root is the empty string. */
	readonly known: ReadonlySet<string>;
}

function indexTree(files: readonly InventoryFile[]): Tree {
	const links = new Map<string, string>();
	const known = new Set<string>(['']);
	for (const file of files) {
		for (let folder = folderOf(file.path); !known.has(folder); folder = folderOf(folder)) {
			known.add(folder);
		}

		if (file.linkTarget !== undefined) {
			links.set(file.path, file.linkTarget);
		} else if (file.bytes) {
			known.add(file.path);
		}
	}

	return {links, known};
}

function folderOf(path: string): string {
	const folder = posix.dirname(path);
	return folder === '.' ? '' : folder;
}

/** Follow a path part by part as the kernel does: `..` after a link means the parent of its target. */
function destinationOf(path: string, tree: Tree): Destination {
	const waiting = path.split('/').reverse();
	let at = '';
	for (let hops = 0; waiting.length > 0; ) {
		const part = waiting.pop() ?? '';
		if (part === '' || part === '.') {
			continue;
		}

		if (part === '..') {
			if (at === '') {
				return {kind: 'out'};
			}

			at = folderOf(at);
			continue;
		}

		const next = at === '' ? part : `${at}/${part}`;
		const target = tree.links.get(next);
		if (target === undefined) {
			if (!tree.known.has(next)) {
				return lexicallyOut([next, ...waiting.reverse()].join('/')) ? {kind: 'out'} : {kind: 'nothing'};
			}

			at = next;
			continue;
		}

		hops += 1;
		if (target.startsWith('/')) {
			return {kind: 'out'};
		}

		if (hops > mostHops) {
			return {kind: 'nothing'};
		}

		waiting.push(...target.split('/').reverse());
	}

	return {kind: 'inside', path: at};
}

/** The inventory knows no empty folders: a path through one is judged by its spelling. */
function lexicallyOut(path: string): boolean {
	const normal = posix.normalize(path);
	return normal === '..' || normal.startsWith('../');
}

function problemOf(link: InventoryFile, destination: Destination): readonly InventoryProblem[] {
	const target = toDisplay(link.linkTarget ?? '', {reveal: true, maxLength: 200});
	if (destination.kind === 'out') {
		return [problem('link-out', link.path, `is a link out of the skill folder (${target})`)];
	}

	if (destination.kind === 'nothing') {
		return [problem('link-broken', link.path, `is a link to nothing in the skill folder (${target})`)];
	}

	const disguised = extname(destination.path) !== extname(link.path);
	return disguised ? [problem('link-disguise', link.path, `is a link that gives ${target} another extension`)] : [];
}
