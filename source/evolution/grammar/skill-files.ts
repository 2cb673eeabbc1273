/** G1 and G2 for the files of a skill: names that mean the same everywhere, text alone, small enough to be read by a person. */

import {codeFaults, documentFaults} from './hostile-text.ts';
import type {Refusal} from './refusal.ts';
import {isRecord} from './templates.ts';

const skillName = /^[a-z][a-z0-9-]{1,40}$/;
const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d|conin|conout)$/i;
const part = /^[A-Za-z0-9][A-Za-z0-9_-]{0,40}(?:\.[A-Za-z0-9]{1,8})?$/;
const largestBytes = 64 * 1024;
const mostFiles = 20;
const longestScript = 150;

/** What is wrong with a skill's name and its files. */
export function skillFaults(name: unknown, files: unknown): readonly Refusal[] {
	const named = typeof name === 'string' && skillName.test(name) && !name.endsWith('-') && !name.includes('--') && !deviceName.test(name);
	const faults: Refusal[] = named ? [] : [{gate: 'G1', where: 'name', why: 'is not a name for a skill'}];
	if (!isRecord(files)) {
		return [...faults, {gate: 'G1', where: 'files', why: 'is not an object of texts'}];
	}

	const entries = Object.entries(files);
	if (entries.length > mostFiles || !hasText(files, 'SKILL.md')) {
		return [...faults, {gate: 'G1', where: 'files', why: `is not a SKILL.md and up to ${mostFiles - 1} other files`}];
	}

	const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
	const bytes = texts.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0);
	if (texts.length < entries.length || bytes > largestBytes) {
		return [...faults, {gate: 'G1', where: 'files', why: `is not text of at most ${largestBytes / 1024} KB`}];
	}

	return [...faults, ...collisions(texts.map(([path]) => path)), ...texts.flatMap(([path, text]) => fileFaults(path, text))];
}

/** Whether a path inside a skill's folder is one that every system reads alike. */
export function isPlainPath(path: string): boolean {
	const parts = path.split('/');
	return path.length <= 120 && parts.length <= 4 && parts.every(one => part.test(one) && !deviceName.test(one.split('.')[0] ?? ''));
}

function fileFaults(path: string, text: string): readonly Refusal[] {
	if (!isPlainPath(path)) {
		// A hostile name is not repeated.
		return [{gate: 'G1', where: 'files', why: 'has a file name that is not plain'}];
	}

	const isScript = path.startsWith('scripts/');
	const long: readonly Refusal[] =
		isScript && text.split('\n').length > longestScript + 1
			? [{gate: 'G1', where: `files.${path}`, why: `is longer than ${longestScript} lines`}]
			: [];
	const held = path.endsWith('.md') ? documentFaults(text) : codeFaults(text);
	return [...long, ...held.map((why): Refusal => ({gate: 'G2', where: `files.${path}`, why}))];
}

/** Paths that are one file where case does not count, and a file that is also a folder. */
function collisions(paths: readonly string[]): readonly Refusal[] {
	const folded = paths.map(path => path.normalize('NFC').toLowerCase());
	const collide = new Set(folded).size < folded.length || folded.some(path => folded.some(other => other.startsWith(`${path}/`)));
	return collide ? [{gate: 'G1', where: 'files', why: 'has two names for one file'}] : [];
}

function hasText(files: Readonly<Record<string, unknown>>, path: string): boolean {
	return Object.hasOwn(files, path) && typeof files[path] === 'string';
}
