/** Commands that a document shows: in code blocks and code spans, in sentences, and as `command` and `args` of a server's settings. */

import type {Found} from './dependency.ts';
import {commandFacts} from './install-commands.ts';
import {commandWords, type Word} from './shell-words.ts';

const programs =
	/(?<![\w./@=-])(?:(?:sudo|env)[ \t]+(?:-\w+[ \t]+)*)?(?:[A-Z_]{1,40}=\S{1,300}[ \t]+)*(?:(?:python[\d.]*|py)[ \t]+-m[ \t]+pip|pip[\d.]*|uv|uvx|pipx|poetry|pdm|rye|easy_install|npm|npx|pnpm|pnpx|yarn|bun|bunx|deno)[ \t]+(?=[\w@"'-])/g;
const settings =
	/["']?command["']?\s*[:=]\s*["'](npx|bunx|pnpx|uvx|uv|pipx|npm|pnpm|yarn|bun|deno)["']\s*(?:,\s*)?["']?args["']?\s*[:=]\s*(\[[^\]]{0,4000}\])/g;
const longestCommand = 2000;
/** In one file, and how far back a line is looked at: a hostile document must not cost more than its length. */
const mostCommands = 5000;
const longestLineStart = 2000;

/** Commands in a Markdown document, or in another file whose lines are commands. */
export function shownCommands(text: string): readonly Found[] {
	const fences = fencedRanges(text);
	let last = 0;
	return [...text.matchAll(programs).take(mostCommands + 1)].flatMap((match, index): readonly Found[] => {
		const start = match.index;
		if (index === mostCommands) {
			return [{kind: 'unreadable', why: `it shows more than ${mostCommands} commands`, place: {start, end: start + 1}}];
		}

		if (start < last) {
			// The words of the command before: `uv pip install`, `npm install -g npm`.
			return [];
		}

		const inFence = fences.some(range => start >= range.start && start < range.end);
		const span = inFence ? undefined : spanEnd(text, start);
		const lineStart = lineBefore(text, start);
		const isCode = inFence || span !== undefined || /^(?:\s{4,}|\t|\s*[$>] *)$/.test(lineStart);
		const end = Math.min(span ?? commandEnd(text, start), start + longestCommand);
		const words = isCode ? commandWords(text, start, end) : sentenceWords(commandWords(text, start, end));
		const facts = commandFacts(words.map(word => word.text));
		// A command that fetches nothing may start one that does: `uv run pip install …`.
		last = facts.length > 0 ? (words.at(-1)?.end ?? last) : last;
		return facts.map(({fact, word}) => {
			const {start: from, end: to} = words[word] ?? {start, end};
			return {...fact, place: {start: from, end: to}};
		});
	});
}

/** The end of the line, or of the lines that a backslash joins. */
function commandEnd(text: string, start: number): number {
	const line = /(?:[^\n\\]|\\\r?\n|\\.){0,2000}/y;
	line.lastIndex = start;
	return start + (line.exec(text)?.[0].length ?? 0);
}

function lineBefore(text: string, offset: number): string {
	const near = text.slice(Math.max(0, offset - longestLineStart), offset);
	return near.slice(near.lastIndexOf('\n') + 1);
}

/** Where the code span around an offset ends; undefined outside one. A span stays on its line here. */
function spanEnd(text: string, start: number): number | undefined {
	const before = lineBefore(text, start);
	const rest = text.slice(start, start + longestCommand);
	const close = rest.search(/[`\n]/);
	const isOpen = before.split('`').length % 2 === 0;
	return isOpen && rest[close] === '`' ? start + close : undefined;
}

interface Range {
	readonly start: number;
	readonly end: number;
}

function fencedRanges(text: string): readonly Range[] {
	return [...text.matchAll(/^([ \t]*)(```+|~~~+)[^\n]*\n[\s\S]*?(?:^[ \t]*\2|$(?![\s\S]))/gm)].map(match => ({
		start: match.index,
		end: match.index + match[0].length,
	}));
}

const everydayWords = new Set(
	`a all an and any as at be before by can command commands dependencies dependency do each every first for from handles if in into is it its
	manually more must needs of on once only or package packages project required requirements run runs script should so something that the them
	then these this those to tool use uses using via when will with work works your`.split(/\s+/),
);

/** In a sentence only the first package after an install verb is believed: what follows is prose. */
function sentenceWords(words: readonly Word[]): readonly Word[] {
	const verb = words.findIndex(({text}) => /^(?:install|add|i)$/.test(text));
	const wanted = words.findIndex(({text}, index) => index > verb && !text.startsWith('-'));
	const word = words[wanted];
	if (verb === -1 || !word) {
		return [];
	}

	const text = word.text.replace(/[).,:!?*_"'”’]+$/, '');
	return everydayWords.has(text.toLowerCase()) ? [] : [...words.slice(0, wanted), {...word, text}];
}

/** Commands in settings: `{"command": "npx", "args": ["-y", "some-server"]}`, as JSON, YAML or TOML. */
export function settingsCommands(text: string): readonly Found[] {
	return [...text.matchAll(settings)].flatMap(match => {
		const words = [...(match[2] ?? '').matchAll(/"([^"\n]*)"|'([^'\n]*)'/g)].map(word => word[1] ?? word[2] ?? '');
		return commandFacts([match[1], ...words]).map(({fact}) => ({...fact, place: {start: match.index, end: match.index + match[0].length}}));
	});
}
