/** What other programs would execute while only reading a skill: shown to the person, never run here. */

import type {FrontMatter} from './front-matter.ts';

const most = 50;
const longest = 200;
const executableFields = ['hooks', 'install'];

/** `hooks` and `install` fields at any depth, then inline commands with their line in SKILL.md. Untrusted text, at most 50 entries. */
export function executableSurface({data, body, bodyLine}: FrontMatter): readonly string[] {
	return [...fieldPaths(data, ''), ...inlineCommands(body, bodyLine)].slice(0, most);
}

function fieldPaths(value: unknown, prefix: string): readonly string[] {
	if (typeof value !== 'object' || value === null) {
		return [];
	}

	return Object.entries(value).flatMap(([key, member]) => {
		const path = prefix === '' ? key : `${prefix}.${key}`;
		return executableFields.includes(key) && !isEmpty(member) ? [path] : fieldPaths(member, path);
	});
}

function isEmpty(value: unknown): boolean {
	return value === null || value === false || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** `` !`command` `` where a word could begin, and fences whose language is `!`. */
function inlineCommands(body: string, bodyLine: number): readonly string[] {
	return body.split('\n').flatMap((line, index) => {
		const inline = [...line.matchAll(/(?:^|[\s(>|*-])!`([^`]+)`/g)].map(match => match[1] ?? '');
		const fence = /^\s*(?:```+|~~~+)\s*!/.test(line) ? ['commands in a fence'] : [];
		return [...inline, ...fence].map(command => `line ${bodyLine + index}: ${command.slice(0, longest)}`);
	});
}
