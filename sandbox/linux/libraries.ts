/** The folders of shared libraries that any interpreter needs, laid out in the sandbox as they are on the host. */

import {existsSync, lstatSync} from 'node:fs';
import type {Mount} from './bubblewrap.ts';

export interface Libraries {
	readonly mounts: readonly Mount[];
	readonly links: readonly {readonly path: string; readonly to: string}[];
	/** The program loader, which the kernel itself opens for execution. */
	readonly loader: string | undefined;
}

const triples: Partial<Record<NodeJS.Architecture, string>> = {x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu'};
const loaders = ['/lib64/ld-linux-x86-64.so.2', '/lib/ld-linux-aarch64.so.1', '/lib/ld-musl-x86_64.so.1', '/lib/ld-musl-aarch64.so.1'];

let known: Libraries | undefined;

/** Library folders of this machine: the multi-architecture one where there is one (Debian), else lib64 (Fedora), else lib (Arch, Alpine). */
export function systemLibraries(): Libraries {
	known ??= findLibraries();
	return known;
}

function findLibraries(): Libraries {
	const triple = triples[process.arch] ?? 'none';
	const folders = existsSync(`/usr/lib/${triple}`)
		? [`/usr/lib/${triple}`, '/usr/lib64', `/lib/${triple}`, '/lib64']
		: existsSync('/usr/lib64/libc.so.6')
			? ['/usr/lib64', '/lib64']
			: ['/usr/lib', '/lib'];
	const mounts = folders.filter(isRealFolder).map(folder => ({source: folder, target: folder}));
	const links = ['lib', 'lib64'].filter(name => isLink(`/${name}`)).map(name => ({path: `/${name}`, to: `usr/${name}`}));
	return {mounts, links, loader: loaders.find(path => existsSync(path))};
}

// Where /lib is a link to usr/lib, the folder below it is the one already mounted.
function isRealFolder(path: string): boolean {
	const top = `/${path.split('/')[1]}`;
	return existsSync(path) && !isLink(top) && !isLink(path);
}

function isLink(path: string): boolean {
	return lstatSync(path, {throwIfNoEntry: false})?.isSymbolicLink() ?? false;
}
