/**
A message as the planner sees it: words, and the literals that can become
arguments (quoted text, numbers, files, addresses, JSON, `key=value`).
*/

import {createPattern} from './letters.ts';

export type Literal = 'quoted' | 'number' | 'percent' | 'file' | 'url' | 'json' | 'path' | 'pair';

export interface Token {
	readonly kind: Literal | 'word' | 'symbol';
	/** As written, quotes included. */
	readonly text: string;
	/** What it means: the number, the text inside the quotes, the parsed JSON, the value of a pair. */
	readonly value: unknown;
	/** The key of a pair. */
	readonly key?: string;
	readonly start: number;
	readonly end: number;
}

type Reader = (text: string, at: number) => Omit<Token, 'start' | 'end'> | undefined;

const extensions =
	'csv|tsv|json|jsonl|ndjson|txt|md|markdown|png|jpe?g|gif|webp|bmp|svg|ico|tiff?|avif|pdf|ya?ml|toml|xml|html?|log|py|js|ts|sh|sql|zip|tar|gz|tgz|ini|conf|env|xlsx?|docx?';
/** Nobody types JSON deeper than this into a message. */
const deepest = 64;
const quotePairs: Readonly<Record<string, string>> = {'"': '"', '`': '`', '“': '”', '‘': '’', '«': '»'};

/** Split a message into tokens, in order; punctuation between them is dropped. */
export function readTokens(text: string): readonly Token[] {
	const tokens: Token[] = [];
	for (let at = 0; at < text.length; ) {
		const read = /\s/.test(text[at] ?? '') ? undefined : firstOf(text, at);
		if (read) {
			tokens.push({...read, start: at, end: at + read.text.length});
		}

		at += read?.text.length ?? 1;
	}

	return tokens;
}

/** Whether a token cannot be anything but a value. Numbers can: they stand in every other sentence. */
export function isStrong(token: Token): boolean {
	return ['quoted', 'file', 'url', 'json', 'pair'].includes(token.kind);
}

/** Whether a text names a file by its ending or by a leading `./`, `/` or `~/`. */
export function looksLikeFile(text: string): boolean {
	return new RegExp(`^(?:[~.]{0,2}/\\S+|[^\\n]+\\.(?:${extensions}))$`, 'i').test(text) && !/^https?:/i.test(text);
}

function firstOf(text: string, at: number): ReturnType<Reader> {
	for (const read of readers) {
		const token = read(text, at);
		if (token) {
			return token;
		}
	}

	return undefined;
}

const readJson: Reader = (text, at) => {
	if (!/[{[]/.test(text[at] ?? '')) {
		return undefined;
	}

	const slice = text.slice(at, balancedEnd(text, at));
	if (slice === '') {
		return undefined;
	}

	try {
		return {kind: 'json', text: slice, value: JSON.parse(slice)};
	} catch {
		return undefined; // not JSON: its parts are tokens of their own
	}
};

/** An apostrophe inside a word does not close a single-quoted text. */
const singleQuoted = createPattern(String.raw`'((?:[^']|'(?=[\p{L}]))+)'(?![\p{L}])`, 'y');

const readQuoted: Reader = (text, at) => {
	const open = text[at] ?? '';
	if (open === "'" && /\w/.test(text[at - 1] ?? '')) {
		return undefined;
	}

	const found = open === "'" ? sticky(singleQuoted(text), text, at) : readPair(text, at, open);
	return found === undefined ? undefined : {kind: 'quoted', text: found, value: unescaped(found.slice(1, -1))};
};

const readKeyed: Reader = (text, at) => {
	if (/[\w-]/.test(text[at - 1] ?? '')) {
		return undefined;
	}

	const head = sticky(/(?:--)?[A-Za-z_][\w-]*=(?!=)/y, text, at);
	if (head === undefined) {
		return undefined;
	}

	const from = at + head.length;
	const value = readQuoted(text, from) ?? readJson(text, from);
	const bare = value ? undefined : sticky(/[^\s,;]+/y, text, from);
	const raw = value?.text ?? bare;
	return raw === undefined
		? undefined
		: {kind: 'pair', text: head + raw, value: value ? value.value : asNumber(raw), key: head.replace(/^--|=$/g, '')};
};

const readUrl: Reader = (text, at) => {
	const found = /[\w-]/.test(text[at - 1] ?? '')
		? undefined
		: sticky(/(?:https?:\/\/[^\s'"<>`]+|(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|edu|gov)(?:\/[^\s'"<>`]*)?(?!\w))/iy, text, at);
	const address = found?.replace(/[).,;:!?\]}]+$/, '');
	return address ? {kind: 'url', text: address, value: /^https?:/i.test(address) ? address : `https://${address}`} : undefined;
};

const filePattern = createPattern(
	String.raw`(?:[~.]{0,2}/)?(?:[\p{L}\p{N}_@+~-][\p{L}\p{N}_.@+~-]*/)*[\p{L}\p{N}_.@+~-]*\.(?:${extensions})(?![\p{L}\p{N}_])`,
	'iy',
);
const folderPattern = createPattern(
	String.raw`(?:~/|\.{0,2}/)[\p{L}\p{N}_.@+~/-]*[\p{L}\p{N}_/]|[\p{L}_][\p{L}\p{N}_.@+~-]*(?:/[\p{L}\p{N}_.@+~-]*[\p{L}\p{N}_])+`,
	'y',
);
const inPath = createPattern(String.raw`[\p{L}\p{N}_.@+~-]`, '');

const readFile: Reader = (text, at) => {
	// Inside a word no path begins; that also keeps long runs of dots and dashes linear.
	if (inPath(text).test(text[at - 1] ?? '')) {
		return undefined;
	}

	const found = sticky(filePattern(text), text, at) ?? sticky(folderPattern(text), text, at);
	// `@sales.csv` mentions the file that is called sales.csv.
	return found === undefined ? undefined : {kind: 'file', text: found, value: found.replace(/^@(?=.)/, '')};
};

const numberPattern = createPattern(
	String.raw`(?<![\w.])[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d+)?\s?%?(?![\w-]*[\p{L}])`,
	'y',
);

const readNumber: Reader = (text, at) => {
	const found = sticky(numberPattern(text), text, at);
	if (found === undefined || !/\d/.test(found) || (/^[-−]/.test(found) === false && /^\.?\d+[.-]\d+[.-]\d/.test(text.slice(at)))) {
		return undefined;
	}

	const signed = found.trimEnd();
	if (/^[-−]/.test(signed) && /[\d)%]\s*$|\w$/.test(text.slice(Math.max(0, at - 20), at))) {
		return undefined; // a minus between two terms is an operator
	}

	const value = asNumber(signed.replace(/[,\s%]/g, '').replace('−', '-'));
	return {kind: signed.endsWith('%') ? 'percent' : 'number', text: signed, value};
};

const readPath: Reader = (text, at) => {
	const found = sticky(/(?:\$|(?=\.[A-Za-z_[])|[A-Za-z_]\w*(?=[[.][\w*[]))(?:\.[A-Za-z_*][\w-]*|\[[^\]\s]*\])+/y, text, at);
	return found === undefined ? undefined : {kind: 'path', text: found, value: found};
};

const wordPattern = createPattern(String.raw`[\p{L}\p{N}_]+(?:['’-][\p{L}\p{N}_]+)*`, 'y');

const readWord: Reader = (text, at) => {
	const found = sticky(wordPattern(text), text, at);
	return found === undefined ? undefined : {kind: 'word', text: found, value: found};
};

const readSymbol: Reader = (text, at) => {
	const found = sticky(/[-+*/^()=×÷−]/y, text, at);
	return found === undefined ? undefined : {kind: 'symbol', text: found, value: found};
};

const readers: readonly Reader[] = [readJson, readQuoted, readKeyed, readUrl, readFile, readNumber, readPath, readWord, readSymbol];

/** A shell or a chat line has no other way to say a line end. */
function unescaped(text: string): string {
	return text.replace(/\\([nt])/g, (_, letter: string) => (letter === 'n' ? '\n' : '\t'));
}

function readPair(text: string, at: number, open: string): string | undefined {
	const close = quotePairs[open];
	const end = close === undefined ? -1 : text.indexOf(close, at + 1);
	return end < 0 ? undefined : text.slice(at, end + 1);
}

/** The index behind the bracket that closes the one at `at`; `at` itself when there is none. */
function balancedEnd(text: string, at: number): number {
	let depth = 0;
	let quoted = false;
	for (let index = at; index < text.length; index++) {
		const character = text[index] ?? '';
		if (quoted) {
			index += character === '\\' ? 1 : 0;
			quoted = character !== '"';
		} else if (character === '"') {
			quoted = true;
		} else if (/[{[]/.test(character) && ++depth > deepest) {
			return at;
		} else if (/[}\]]/.test(character) && --depth === 0) {
			return index + 1;
		}
	}

	return at;
}

function sticky(pattern: RegExp, text: string, at: number): string | undefined {
	pattern.lastIndex = at;
	return pattern.exec(text)?.[0] || undefined;
}

function asNumber(raw: string): string | number {
	const number = Number(raw.replace(/(?<=\d),(?=\d{3}(?:\D|$))/g, ''));
	return raw.trim() !== '' && Number.isFinite(number) ? number : raw;
}
