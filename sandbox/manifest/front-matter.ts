/**
The only file that knows gray-matter.

gray-matter evaluates `---js` front matter and picks an engine by whatever
stands after the first `---`. So the first line is checked here before it sees
the text, and every engine but YAML is replaced by one that throws.
*/

import matter from 'gray-matter';
import {parseYaml, YamlError} from './yaml.ts';

export interface FrontMatter {
	readonly data: Readonly<Record<string, unknown>>;
	/** The Markdown after the closing line. */
	readonly body: string;
	/** The line of the file that the body begins with. */
	readonly bodyLine: number;
	/** The YAML as written, from the line after the first `---`; its first line is line 2 of the file. */
	readonly header: string;
	/** The line of the file whose value had to be quoted before the YAML could be read. */
	readonly quotedLine: number | undefined;
}

const mostCharacters = 64 * 1024;
/** gray-matter strips comments with an expression that takes quadratic time in blank lines. */
const mostLines = 1000;

const refuse = {
	parse(): never {
		throw new YamlError('is not YAML', 1);
	},
};

const options = {
	language: 'yaml',
	engines: {yaml: {parse: parseMap}, json: refuse, javascript: refuse, coffee: refuse, toml: refuse},
};

/**
Split a SKILL.md into front matter and body.

- Retries once with top-level values quoted when a colon inside one broke the YAML.
- Throws a YamlError whose `line` counts from the top of the file.
*/
export function parseFrontMatter(text: string): FrontMatter {
	const header = headerOf(text);
	try {
		return read(text, header);
	} catch (error) {
		const quoted = quoteColons(header.text);
		if (!(error instanceof YamlError) || !quoted) {
			throw error;
		}

		return retry(text, header, quoted, error);
	}
}

function read(text: string, header: Header): FrontMatter {
	// An options argument keeps gray-matter from its global cache, which would answer with another call's engine.
	const {data} = matter(text, options);
	return {data, body: header.body, bodyLine: header.lines + 3, header: header.text, quotedLine: undefined};
}

function retry(text: string, header: Header, quoted: {header: string; line: number}, first: YamlError): FrontMatter {
	try {
		const mended = text.slice(0, header.start) + quoted.header + text.slice(header.start + header.text.length);
		return {...read(mended, header), quotedLine: quoted.line};
	} catch {
		// The first fault is the one that the author can see in the file.
		throw first;
	}
}

interface Header {
	readonly text: string;
	readonly start: number;
	readonly lines: number;
	readonly body: string;
}

/** The text between the first line and the closing one, after everything that could mislead gray-matter is ruled out. */
function headerOf(text: string): Header {
	const first = /^---[ \t]*(?:ya?ml)?[ \t]*\r?\n/.exec(text);
	if (!first) {
		const isOther = /^---[ \t]*[^-\s]/.test(text);
		throw new YamlError(isOther ? 'has front matter that is not YAML' : 'has no front matter: its first line is not ---', 1);
	}

	const start = first[0].length;
	// Only a line feed ends a line here, as for gray-matter: `^` would also match after U+2028.
	const rest = text.slice(start);
	const close = /(?:^|\n)---([^\n]*)/.exec(rest);
	if (!close) {
		throw new YamlError('has front matter without an end: no second line ---');
	}

	const header = rest.slice(0, close.index);
	const lines = close[0].startsWith('\n') ? header.split('\n').length : 0;
	if (close[1]?.trim()) {
		throw new YamlError('begins with --- inside the front matter and is not its end', lines + 2);
	}

	if (header.length > mostCharacters || lines > mostLines) {
		throw new YamlError(`has front matter of more than ${mostCharacters / 1024} KB or ${mostLines} lines`);
	}

	const body = rest.slice(close.index + close[0].length).replace(/^\r?\n/, '');
	return {text: header, start, lines, body};
}

/** gray-matter hands over the text from the end of the first `---`, so lines already count from the top of the file. */
function parseMap(text: string): object {
	const value = parseYaml(text);
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new YamlError('has front matter that is not a map of fields', 2);
	}

	return value;
}

/** `description: Use when: …` is common and not YAML. Only unindented plain values are quoted, never anything nested. */
function quoteColons(header: string): {header: string; line: number} | undefined {
	let line: number | undefined;
	const lines = header.split('\n').map((text, index) => {
		const match = /^([A-Za-z][\w-]*):[ \t]+([^\s"'[\]{}|>&*!%@`#][^\r]*?)[ \t]*(\r?)$/.exec(text);
		if (!match || !/:(?:\s|$)/.test(match[2] ?? '')) {
			return text;
		}

		line ??= index + 2;
		return `${match[1]}: ${JSON.stringify(match[2])}${match[3]}`;
	});
	return line === undefined ? undefined : {header: lines.join('\n'), line};
}
