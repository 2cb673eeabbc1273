/**
A large paste stands in the draft as one character, so that cursor, wrapping, deletion and undo treat it as one.

The character is a private one near the end of Unicode; it says which paste it stands for. What a person
types or pastes never holds one: `cleanInput` takes them out.
*/

const firstToken = 0x10f000;
export const tokenPattern = /[\u{10F000}-\u{10FFFF}]/gu;
const oneToken = /^[\u{10F000}-\u{10FFFF}]$/u;

/** A paste of more lines or characters than this is not typing any more: it becomes a token, and the agent is told. */
const mostLines = 3;
const mostCharacters = 1000;

/** How many pastes one draft can tell apart; a further one is put in as it is. */
export const mostPastes = 0x0f00;

/** Escape sequences with their payload, as in `toDisplay`: a terminal's reply in the middle of a paste is one. */
const escapes =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what this expression removes
	/\u001B\[[0-?]*[ -/]*[@-~]|\u001B[\]PX^_][^\u0007\u001B]*(?:\u0007|\u001B\\)|\u001B[ -/]*[0-~]?/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what this expression removes
const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029]/g;
/** Tag characters carry hidden text; behind a black flag they are a flag. */
const hiddenTags = /(?<!\u{1F3F4}[\u{E0020}-\u{E007F}]*)[\u{E0000}-\u{E007F}]/gu;

/** Text as it may enter a draft: line feeds only, no escapes, no controls, no hidden tags, no tokens of ours. */
export function cleanInput(text: string): string {
	if (/^[\u0020-\u007E\n]*$/.test(text)) {
		return text;
	}

	const lines = text.toWellFormed().replace(/\r\n?/g, '\n');
	return lines.replace(escapes, '').replace(controls, '').replace(hiddenTags, '').replace(tokenPattern, '');
}

/** Whether a paste is shown as a token. */
export function isLargePaste(text: string): boolean {
	return text.length > mostCharacters || text.split('\n', mostLines + 2).length > mostLines;
}

/** The character that stands for the paste of that number, counted from 0. */
export function tokenFor(index: number): string {
	return String.fromCodePoint(firstToken + index);
}

/** Whether a grapheme is a token. */
export function isToken(grapheme: string): boolean {
	return oneToken.test(grapheme);
}

/** What a token shows: `[paste 1: 42 lines, 3.1 KB]`. */
export function tokenLabel(token: string, pastes: readonly string[]): string {
	const index = (token.codePointAt(0) ?? firstToken) - firstToken;
	const text = pastes[index] ?? '';
	let lines = 1;
	for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
		lines++;
	}

	return `[paste ${index + 1}: ${lines === 1 ? '1 line' : `${lines} lines`}, ${size(text.length)}]`;
}

/** The draft as it is meant: every token replaced by its paste. */
export function expandTokens(text: string, pastes: readonly string[]): string {
	return text.replace(tokenPattern, token => pastes[(token.codePointAt(0) ?? firstToken) - firstToken] ?? '');
}

function size(characters: number): string {
	if (characters < 1000) {
		return `${characters} characters`;
	}

	return characters < 1_000_000 ? `${(characters / 1000).toFixed(1)} KB` : `${(characters / 1_000_000).toFixed(1)} MB`;
}
