import {expect, test} from 'vitest';
import {neededWords} from '../../../sandbox/admission/instructions/needed-words.ts';
import {guarded, phrase} from '../../../sandbox/admission/instructions/phrase.ts';
import {wordIndexOf} from '../../../sandbox/admission/instructions/word-index.ts';

const verbs = '(?:send|upload|transmit|forward)\\w*';
const things = '(?:passwords?|tokens?|private keys?)';

test.each<[string, readonly string[], readonly string[]]>([
	[
		'one after the other',
		['\\b', verbs, '[^.]{0,20}?', things],
		['Upload your token now', 'tokens are sent', 'send it', 'SENDING private keys'],
	],
	['an alternative outside of brackets', ['nothing at all|everything', ' is sent'], ['everything is sent', 'nothing at all', 'is sent']],
	[
		'a part that refers to itself',
		['(send|upload|transmit|forward) and \\1', ' again, please'],
		['send and send again, please', 'send and upload again, please'],
	],
	[
		'what stands before',
		['(?<!never )(?:send|upload|transmit)', ' it to the other side'],
		['never send it to the other side', 'send it to the other side'],
	],
	['signs without letters', ['[\\w.]+@\\w+'], ['me@home', 'nobody at home', '@']],
	['letters that have other capitals elsewhere', ['mask|kelvin'], ['ma\u017fk', '\u212aelvin', 'KELVIN', 'MASK']],
	['a letter with two capitals', ['stra\u00dfe nr'], ['STRASSE NR', 'STRA\u1e9eE NR', 'Stra\u00dfe Nr']],
	['a text that grows in small letters', ['on the \\w+ side'], ['\u0130\u0130 ON THE OTHER SIDE', 'on the \u0130 side']],
])('says the same as one regular expression: %s', (_, parts, texts) => {
	const whole = new RegExp(parts.map(part => `(?:${part})`).join(''), 'i');
	const pattern = phrase(...parts);
	for (const text of [...texts, ...texts]) {
		expect([pattern.exec(text)?.[0], pattern.exec(text)?.index, pattern.test(text)]).toEqual([
			whole.exec(text)?.[0],
			whole.exec(text)?.index,
			whole.test(text),
		]);
	}
});

test('a part that is no expression by itself throws, whatever closes it', () => {
	expect(() => phrase('(?:send', '|publish) it').test('publish it')).toThrow(SyntaxError);
	expect(() => phrase('(?:please )', '?', verbs).test('please send')).toThrow(SyntaxError);
});

test.each<[string, readonly (readonly string[])[]]>([
	['send it', [['send it']]],
	['Send|Upload', [['send', 'upload']]],
	['(?:send|upload) (?:a |the )?file', [['send', 'upload'], ['file']]],
	['\\bfiles?\\b', [['file']]],
	['fo+ba{2}r', [['fo'], ['ba']]],
	['ab*cd{0,3}ef', [['ef']]],
	['(?:send ){0,2}it', [['it']]],
	['(?:send ){1,2}it', [['send '], ['it']]],
	['(?=not)(?<!never )send', [['send']]],
	['\\.env\\b|\\[x\\]', [['.env', '[x]']]],
	['a (?:long|longer one) (?:of|to) us', [['a '], ['long', 'longer one'], ['of', 'to'], [' us']]],
	['["\'](?:[)|(]|\\])', []],
	['send|\\w+', []],
	['x', []],
	['@', [['@']]],
	// Not understood, so nothing is known.
	['send \\x41', []],
	['\\u0041send', []],
	['\\p{L} send', []],
	['(send) it \\1', []],
	['(?i:send) it', []],
	['(?<name>send) it', []],
	['send{,2} it', []],
	['(?:send', []],
	['send) it', []],
])('reads the words off %s', (source, words) => {
	expect(neededWords(source)).toEqual(words);
});

test('an alternative needs the rarest words of each branch', () => {
	expect(neededWords('(?:is|are) (?:disabled|suspended)|no guard')).toEqual([['disabled', 'suspended', 'no guard']]);
});

test.each([100, 5000])('finds the words that a text of %s characters holds, and no others', length => {
	const text = `Ein SATZ: ${'quiet \u00fc \u0130 words '.repeat(length / 16)} at the END.`;
	const index = wordIndexOf(text);
	for (const word of [
		'satz',
		'ein satz: quiet',
		'words  at',
		'end.',
		'e',
		': ',
		'send',
		'tz',
		'zt',
		'word s',
		'quiet words',
		'endless',
		'ein ',
	]) {
		expect([word, index.has(word)]).toEqual([word, text.toLowerCase().includes(word)]);
	}
});

test('each text has its own index, whichever was asked before', () => {
	const texts = ['send it', 'x'.repeat(3000), `${'y'.repeat(3000)} send it`, 'nothing'];
	const sends = phrase('send', ' it');
	for (const text of [...texts, ...texts, ...texts.toReversed()]) {
		expect(sends.test(text)).toBe(text.includes('send it'));
	}
});

test('a pattern for whole files keeps its capitals', () => {
	expect(guarded(/NEW INSTRUCTIONS?:/).test('NEW INSTRUCTIONS: go')).toBe(true);
	expect(guarded(/NEW INSTRUCTIONS?:/).test('new instructions: go')).toBe(false);
	expect(guarded(/new instructions?:/i).exec('Here are NEW INSTRUCTIONS: go')?.index).toBe(9);
});
