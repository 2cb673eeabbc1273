import {expect, test} from 'vitest';
import {type Need, neededWords} from '../../../sandbox/admission/instructions/needed-words.ts';
import {guarded, phrase} from '../../../sandbox/admission/instructions/phrase.ts';
import {Sought, wordIndexOf} from '../../../sandbox/admission/instructions/word-index.ts';

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

const any = (...of: readonly Need[]): Need => ({enough: 'any', of});
const all = (...of: readonly Need[]): Need => ({enough: 'all', of});

test.each<[string, Need | undefined]>([
	['send it', 'send it'],
	['Send|Upload', any('send', 'upload')],
	['(?:send|upload) (?:a |the )?file', all('file', any('send', 'upload'))],
	['\\bfiles?\\b', 'file'],
	['fo+ba{2}r', all('fo', 'ba')],
	['ab*cd{0,3}ef', 'ef'],
	['(?:send ){0,2}it', 'it'],
	['(?:send ){1,2}it', all('send ', 'it')],
	['(?=not)(?<!never )send', 'send'],
	['\\.env\\b|\\[x\\]', any('.env', '[x]')],
	['a (?:long|longer one) (?:of|to) us', all(' us', 'a ', any('long', 'longer one'), any('of', 'to'))],
	['(send|upload) and \\1 it', all(' and ', ' it', any('send', 'upload'))],
	['["\'](?:[)|(]|\\])', undefined],
	['send|\\w+', undefined],
	['x', undefined],
	['@', '@'],
	// Not understood, so nothing is known.
	['send \\x41', undefined],
	['\\u0041send', undefined],
	['\\p{L} send', undefined],
	['(?i:send) it', undefined],
	['(?<name>send) it', undefined],
	['send{,2} it', undefined],
	['(?:send', undefined],
	['send) it', undefined],
])('reads the words off %s', (source, words) => {
	expect(neededWords(source)).toEqual(words);
});

test('each way of a choice needs all of its words', () => {
	expect(neededWords('(?:is|are) (?:disabled|suspended)|no guard|(?:send|(?:push|pull) it)')).toEqual(
		any(all(any('is', 'are'), any('disabled', 'suspended')), 'no guard', 'send', all(' it', any('push', 'pull'))),
	);
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
		expect([word, index.has(new Sought(word))]).toEqual([word, text.toLowerCase().includes(word)]);
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

test('a pattern of letters of all languages knows the capitals that others do not', () => {
	const source = '(?:straße|skip|senden)\\p{L}* ohne';
	const pattern = guarded(new RegExp(source, 'iu'));
	for (const text of ['Straßen ohne', 'SENDEN OHNE', '\u017fkip ohne', 's\u212aipp ohne', 'senden mit', 'nichts']) {
		expect([text, pattern.test(text)]).toEqual([text, new RegExp(source, 'iu').test(text)]);
	}
});
