/** A message, read once: its tokens, its words and the arithmetic in it. */

import {type Arithmetic, readArithmetic} from './arithmetic.ts';
import {readTokens, type Token} from './tokens.ts';
import {isStopWord, stemOf, wordsOf} from './words.ts';

export interface Message {
	readonly text: string;
	readonly tokens: readonly Token[];
	readonly arithmetic: Arithmetic | undefined;
	/** Indexes of the tokens that the arithmetic is made of. */
	readonly arithmeticTokens: readonly number[];
	readonly subjects: readonly Subject[];
	/** All words in lower case, with their tokens. */
	readonly words: readonly {readonly index: number; readonly text: string}[];
}

/** A word that carries a subject: its stem first, then joined with the word before and behind it ("upper case"). */
export interface Subject {
	readonly index: number;
	readonly stems: readonly string[];
}

/** A longer message is read up to here: nobody types an instruction of this size. */
const longest = 20_000;
/** What decides is said early; what follows is text to work on. */
const mostTokens = 500;

export function readMessage(text: string): Message {
	const trimmed = text.trim().slice(0, longest);
	const tokens = readTokens(trimmed).slice(0, mostTokens);
	const arithmetic = findArithmetic(trimmed, tokens);
	const around = new Set(wordsOf(arithmetic?.around ?? '').map(word => word.toLowerCase()));
	const arithmeticTokens = arithmetic ? [...tokens.keys()].filter(index => !around.has((tokens[index]?.text ?? '').toLowerCase())) : [];
	const words = [...tokens.entries()]
		.filter(([, token]) => token.kind === 'word')
		.map(([index, token]) => ({index, text: token.text.toLowerCase()}));
	return {text: trimmed, tokens, arithmetic, arithmeticTokens, subjects: findSubjects(tokens), words};
}

/** The subjects of a message that are not among the `used` tokens. */
export function subjectsOf(message: Message, used: ReadonlySet<number>): readonly Subject[] {
	return message.subjects.filter(({index}) => !used.has(index));
}

function findSubjects(tokens: readonly Token[]): readonly Subject[] {
	const textAt = (index: number) => (tokens[index]?.kind === 'word' ? (tokens[index]?.text ?? '') : '');
	return [...tokens.entries()]
		.filter(([, token]) => token.kind === 'word' && !isStopWord(token.text))
		.map(([index, {text}]) => ({
			index,
			stems: [stemOf(text), stemOf(`${textAt(index - 1)}${text}`), stemOf(`${text}${textAt(index + 1)}`)],
		}));
}

function findArithmetic(text: string, tokens: readonly Token[]): Arithmetic | undefined {
	const quoted = tokens.filter(token => token.kind === 'quoted');
	const only = quoted.length === 1 && quoted[0] ? readArithmetic(String(quoted[0].value)) : undefined;
	if (only && only.around === '') {
		return {expression: only.expression, around: wordsOf(text.replace(quoted[0]?.text ?? '', ' ')).join(' ')};
	}

	const found = tokens.some(token => ['quoted', 'file', 'url', 'json'].includes(token.kind)) ? undefined : readArithmetic(text);
	// Numbers that the expression leaves out mean that the message says more than was understood.
	return found && !/\d/.test(found.around) ? found : undefined;
}
