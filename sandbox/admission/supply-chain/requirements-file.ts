/** pip's requirements files, line by line: requirements, addresses, indexes. What `-r` names is in the skill and read on its own. */

import type {Place} from '../parse/code.ts';
import type {Found, PackageFact} from './dependency.ts';
import {pythonAddress, pythonPackage} from './python-package.ts';

const indexOption = /^(?:-i|--index-url|--extra-index-url|-f|--find-links)(?:[ \t=]+|(?<=^-[if]))(\S+)/;
const editable = /^(?:-e|--editable)[ \t=]+(\S.*)$/;

const longestLine = 20_000;

export function readRequirementsFile(text: string): readonly Found[] {
	return logicalLines(text).flatMap(({content, place}) => factsOf(content).map(fact => ({...fact, place})));
}

function factsOf(line: string): readonly PackageFact[] {
	if (line.length > longestLine) {
		return [{kind: 'unreadable', why: 'a line is too long'}];
	}

	const index = indexOption.exec(line)?.[1];
	if (index !== undefined) {
		return /^(?:\.|\/|file:)/.test(index) ? [] : [{kind: 'index', url: index}];
	}

	const wanted = editable.exec(line)?.[1] ?? line;
	if (wanted.startsWith('-')) {
		return [];
	}

	// Options of one requirement stand behind it: hashes, build settings.
	const bare = wanted.replace(/[ \t]--?[a-z][\s\S]*$/, '').trim();
	const found = pythonAddress(bare, 'manifest') ?? pythonPackage(bare, 'manifest');
	return found ?? [{kind: 'unreadable', why: `the line ${JSON.stringify(line.slice(0, 60))} is no requirement`}];
}

interface LogicalLine {
	readonly content: string;
	readonly place: Place;
}

/** Lines without comments, joined where they end with a backslash; empty ones are left out. */
function logicalLines(text: string): readonly LogicalLine[] {
	const lines: LogicalLine[] = [];
	let content = '';
	let start = 0;
	let offset = 0;
	for (const physical of text.split('\n')) {
		const line = physical.replace(/\r$/, '');
		if (content === '') {
			start = offset + (line.length - line.trimStart().length);
		}

		// A comment ends a joined line too.
		const isComment = /^\s*#/.test(line);
		const continues = !isComment && line.endsWith('\\');
		content += isComment ? '' : continues ? `${line.slice(0, -1)} ` : line;
		if (!continues) {
			const clean = content
				.replace(/(?:^|\s)#.*$/, '')
				.replace(/^\uFEFF/, '')
				.trim();
			lines.push(...(clean === '' ? [] : [{content: clean, place: {start, end: start + clean.length}}]));
			content = '';
		}

		offset += physical.length + 1;
	}

	return lines;
}
