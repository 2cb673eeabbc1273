/**
Reads arithmetic out of everyday phrases: "what's 12.5% of 80", "15 times 27",
"square root of 144". It only reads; the calculation itself is a skill's work.
*/

import type {Expression} from './expression.ts';
import {createPattern} from './letters.ts';
import {parseExpression} from './parse-expression.ts';
import {digitsForNumberWords} from './number-words.ts';

export interface Arithmetic {
	readonly expression: Expression;
	/** What stands around the expression, as words. */
	readonly around: string;
}

/** Longer texts are no sums that somebody typed; the reader below recurses. */
const longest = 1000;
/** Where none of these is, no phrase below makes a number either. */
const operand = /\d|pi|π|squared|cubed/;
const number = String.raw`-?\d(?:[\d,]*\d)?(?:\.\d+)?%?`;

/** Phrases whose order or words differ from written arithmetic; applied one after the other. */
const phrases: readonly (readonly [RegExp, string])[] = [
	[/(?<=\d),(?=\d{3}(?!\d))/g, ''],
	[/[×·]|\bmultiplied by\b|\btimes\b|(?<=[\d)])\s*x\s*(?=[\d(.-])/g, ' * '],
	[/÷|\bdivided by\b|(?<=[\d)])\s+over\s+(?=[\d(])/g, ' / '],
	[/\*\*|\b(?:raised )?to the power(?: of)?\b/g, ' ^ '],
	[/−|(?<=[\d)])\s+(?:minus|less)\s+(?=[\d(])/g, ' - '],
	[/\bminus\s+(?=\d)/g, ' -'],
	[/(?<=[\d)%])\s+(?:plus|added to)\s+(?=[\d(-])/g, ' + '],
	[/\bmodulo\b|\bmodulus\b/g, ' mod '],
	[/\s+per ?cent\b/g, '%'],
	[/\bsquared\b/g, ' ^ 2'],
	[/\bcubed\b/g, ' ^ 3'],
	[/\bsquare root(?: of)?\b|√/g, ' sqrt '],
	[new RegExp(`\\badd (${number}) (?:and|to|with) (${number})`, 'g'), '$1 + $2'],
	[new RegExp(`\\bsubtract (${number}) from (${number})`, 'g'), '$2 - $1'],
	[new RegExp(`\\b(?:subtract|difference (?:between|of)) (${number}) and (${number})`, 'g'), '$1 - $2'],
	[new RegExp(`\\bmultiply (${number}) (?:and|by|with) (${number})`, 'g'), '$1 * $2'],
	[new RegExp(`\\bproduct of (${number}) and (${number})`, 'g'), '$1 * $2'],
	[new RegExp(`\\bdivide (${number}) by (${number})`, 'g'), '$1 / $2'],
	[/\bhalf of (?=[\d(])/g, '0.5 * '],
	[/\bdouble (?=[\d(])/g, '2 * '],
];

const list = `(${number}(?:(?:,? and |, ?)${number})+)`;
const sums = new RegExp(`\\b(?:sum of|add(?: up)?|total of) ${list}`, 'g');
const means = new RegExp(`\\b(?:average|mean)(?: of)? ${list}`, 'g');

/** The longest arithmetic in a text that has an operator or a function; undefined when there is none. */
export function readArithmetic(text: string): Arithmetic | undefined {
	if (text.length > longest) {
		return undefined;
	}

	const digits = digitsForNumberWords(text.toLowerCase());
	// Every example of every tool is read: most have nothing to calculate with, and the phrases below are many.
	if (!operand.test(digits)) {
		return undefined;
	}

	const tokens = lex(rewritten(digits));
	let best: {readonly from: number; readonly to: number; readonly expression: Expression} | undefined;
	for (let from = 0; from < tokens.length; from = Math.max(from + 1, best?.to ?? 0)) {
		const read = parseExpression(tokens, from);
		if (read && read.expression.kind !== 'number' && read.expression.kind !== 'constant' && isOperation(read.expression)) {
			best = best && best.to - best.from >= read.to - from ? best : {from, ...read};
		}
	}

	return best && {expression: best.expression, around: [...tokens.slice(0, best.from), ...tokens.slice(best.to)].join(' ')};
}

function isOperation(expression: Expression): boolean {
	return expression.kind === 'negative' ? isOperation(expression.of) : expression.kind !== 'number' && expression.kind !== 'constant';
}

function rewritten(digits: string): string {
	const plain = phrases.reduce((current, [pattern, replacement]) => current.replace(pattern, replacement), digits);
	return plain
		.replace(sums, (_, numbers: string) => itemsOf(numbers).join(' + '))
		.replace(means, (_, numbers: string) => `(${itemsOf(numbers).join(' + ')}) / ${itemsOf(numbers).length}`);
}

function itemsOf(numbers: string): readonly string[] {
	return numbers.split(/,? and |, ?/);
}

const lexeme = createPattern(
	String.raw`\d+(?:[-./:]\d+){2,}|\d*\.?\d+(?:e[+-]?\d+)?(?![\p{L}\d])|[-+*/^()%]|[\p{L}\p{N}_'’./:@-]*[\p{L}\p{N}_]|\S`,
	'g',
);

/** Numbers, operators, brackets and words. Dates, versions and words with digits stay whole, so that they are no arithmetic. */
function lex(text: string): readonly string[] {
	return text.match(lexeme(text)) ?? [];
}
