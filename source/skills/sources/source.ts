/** SOURCE of `add`, read into one of the few kinds there are; pure but for looking whether a local path exists. */

import {existsSync, statSync} from 'node:fs';
import {homedir} from 'node:os';
import {resolve} from 'node:path';
import {toDisplay, UsageError} from '../../../sandbox/index.ts';

export type Source = SourcePlace & {
	/** As it is written into the lock; parsing it again in the same project gives the same place. */
	readonly text: string;
	/** The skill that was named by `@skill`, where one was. */
	readonly skill: string | null;
};

export type SourcePlace =
	| {readonly kind: 'folder'; readonly path: string}
	| {readonly kind: 'archive'; readonly path: string}
	| {readonly kind: 'archive-url'; readonly url: string}
	| {readonly kind: 'registry'; readonly registry: string; readonly name: string}
	/** `ref` is a branch, tag or commit; null is what the repository calls its head. `path` is a folder in it; null is all of it. */
	| {readonly kind: 'git'; readonly url: string; readonly ref: string | null; readonly path: string | null};

export interface SourceOptions {
	/** Host folder that relative paths start from. */
	readonly folder: string;
	/** Where `owner/repo` lives: a base URL. */
	readonly forge: string;
}

const archiveName = /\.(?:zip|tar|tgz|tar\.gz)$/i;
const skillName = '[a-z0-9]+(?:-[a-z0-9]+)*';
const knownForges = ['github.com', 'gitlab.com', 'bitbucket.org', 'codeberg.org'];
const forms =
	'Write owner/repo, owner/repo@skill, owner/repo/path, an https address of a repository or archive, ./folder, a .zip, .tar or .tgz, or registry:name.';

/** Read a source. Throws a UsageError that says what to write instead. */
export function parseSource(text: string, options: SourceOptions): Source {
	const whole = text.trim();
	const [, base = whole, skill = null] = isHere(whole, options) ? [] : (new RegExp(`^(.*[^/:@])@(${skillName})$`).exec(whole) ?? []);
	return {...parsePlace(base, options), text: whole, skill};
}

/** The last part of a source's address, as a name for a skill that says none of its own. */
export function nameInSource(source: SourcePlace): string {
	const place =
		source.kind === 'git' ? (source.path ?? source.url) : 'path' in source ? source.path : 'url' in source ? source.url : source.name;
	const last = place.replace(/\/+$/, '').split('/').at(-1) ?? '';
	return last
		.replace(/\.git$/, '')
		.replace(archiveName, '')
		.toLowerCase();
}

function parsePlace(text: string, options: SourceOptions): SourcePlace {
	if (/^(?:[a-z][a-z+-]*:\/\/|git@)/i.test(text)) {
		return parseAddress(text);
	}

	if (/^(?:[./~]|$)/.test(text) || archiveName.test(text)) {
		return parsePath(text, options);
	}

	const registry = new RegExp(`^([a-z][a-z0-9-]*):(${skillName})$`).exec(text);
	if (registry) {
		return {kind: 'registry', registry: registry[1] ?? '', name: registry[2] ?? ''};
	}

	if (/^[\w.-]+:[^/]/.test(text)) {
		return parseAddress(`ssh://${text.replace(':', '/')}`);
	}

	const [, owner, repo, path] = /^([\w.-]+)\/([\w.-]+?)(?:\.git)?(?:\/(.+))?$/.exec(text) ?? [];
	if (owner === undefined || repo === undefined) {
		const local = isHere(text, options) ? ` For the folder here write ./${text}.` : '';
		throw new UsageError(`Cannot read the source ${shown(text)}.`, {hint: `${forms}${toDisplay(local)}`});
	}

	return {kind: 'git', url: `${options.forge}/${owner}/${repo}`, ref: null, path: folderOf(path)};
}

function parsePath(text: string, {folder}: SourceOptions): SourcePlace {
	const path = resolve(folder, text.replace(/^~(?=\/|$)/, homedir()));
	const stats = text === '' ? undefined : statSync(path, {throwIfNoEntry: false});
	if (stats?.isDirectory()) {
		return {kind: 'folder', path};
	}

	if (stats?.isFile() && archiveName.test(path)) {
		return {kind: 'archive', path};
	}

	throw new UsageError(`Cannot add ${shown(text)}: ${stats ? 'it is neither a folder nor a .zip, .tar or .tgz' : 'it is not there'}.`, {
		hint: forms,
	});
}

function parseAddress(text: string): SourcePlace {
	const url = URL.parse(text.replace(/^git@([^:/]+):/, 'ssh://git@$1/').replace(/^git\+/, ''));
	if (url === null) {
		throw new UsageError(`Cannot read the address ${shown(text)}.`, {hint: forms});
	}

	if (url.protocol === 'file:') {
		return {kind: 'git', url: url.href, ref: null, path: null};
	}

	if (url.protocol === 'ssh:') {
		return parseSsh(url, text);
	}

	const isWeb = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));
	if (!isWeb) {
		throw new UsageError(`Cannot fetch from ${shown(text)}: only https is used.`, {hint: 'Write the https address of the same place.'});
	}

	if (url.username !== '' || url.password !== '') {
		throw new UsageError('Cannot use an address with a user name or password in it: it would be written into the lock.', {
			hint: 'Clone the repository yourself and add the folder.',
		});
	}

	return archiveName.test(url.pathname) ? {kind: 'archive-url', url: url.href} : parseWeb(url);
}

// ssh would need the keys of the user inside the sandbox; what a known forge has there it also has by https.
function parseSsh(url: URL, text: string): SourcePlace {
	const host = url.hostname.toLowerCase();
	if (!knownForges.includes(host)) {
		throw new UsageError(`Cannot fetch ${shown(text)}: ssh is not used, it would need your keys.`, {
			hint: 'Write its https address, or clone it yourself and add the folder: skilllite add ./folder',
		});
	}

	return parseWeb(new URL(`https://${host}${url.pathname}`));
}

/** Addresses of folders as people copy them from the pages of GitHub, GitLab, Bitbucket and Gitea. */
const treeForms = [
	/^(?<repo>\/[^/]+\/[^/]+)\/(?:tree|blob)\/(?<ref>[^/]+)(?:\/(?<path>.+))?$/,
	/^(?<repo>\/.+?)\/-\/(?:tree|blob)\/(?<ref>[^/]+)(?:\/(?<path>.+))?$/,
	/^(?<repo>\/[^/]+\/[^/]+)\/src\/(?:branch|tag|commit)\/(?<ref>[^/]+)(?:\/(?<path>.+))?$/,
	/^(?<repo>\/[^/]+\/[^/]+)\/src\/(?<ref>[^/]+)(?:\/(?<path>.+))?$/,
];

function parseWeb(url: URL): SourcePlace {
	const pathname = url.pathname.replace(/\/+$/, '');
	const tree = treeForms.map(form => form.exec(pathname)?.groups).find(groups => groups !== undefined);
	const [ref, path] = [tree?.ref, tree?.path].map(part => (part === undefined ? undefined : decoded(part)));
	if (ref?.startsWith('-')) {
		throw new UsageError(`Cannot fetch ${shown(ref)}: no branch begins with a hyphen.`);
	}

	return {kind: 'git', url: `${url.origin}${tree?.repo ?? pathname}`, ref: ref ?? null, path: folderOf(path)};
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		// A lone % stands for itself.
		return text;
	}
}

function folderOf(path: string | undefined): string | null {
	if (path === undefined) {
		return null;
	}

	const folder = path.replace(/(?:^|\/)SKILL\.md$/, '').replace(/\/+$/, '');
	if (folder.split('/').some(part => part === '..' || part === '.git')) {
		throw new UsageError(`Cannot add ${shown(path)}: it points out of the repository.`);
	}

	return folder === '' ? null : folder;
}

/** Whether a web address may be without https: only what stays on this machine. */
export function isLoopbackHost(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

function isHere(text: string, {folder}: SourceOptions): boolean {
	return text !== '' && existsSync(resolve(folder, text.replace(/^~(?=\/|$)/, homedir())));
}

function shown(text: string): string {
	// What stands before an @ of an address may be a password.
	return toDisplay(text.replace(/\/\/[^/@]*@/, '//…@'), {reveal: true, maxLength: 200});
}
