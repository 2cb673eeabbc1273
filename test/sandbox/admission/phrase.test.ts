import {expect, test} from 'vitest';
import {phrase} from '../../../sandbox/admission/instructions/phrase.ts';

const verbs = '(?:send|upload|transmit|forward)\\w*';
const things = '(?:passwords?|tokens?|private keys?)';

test.each<[string, readonly string[], readonly string[]]>([
	[
		'one after the other',
		['\\b', verbs, '[^.]{0,20}?', things],
		['Upload your token now', 'tokens are sent', 'send it', 'SENDING private keys'],
	],
	['an alternative outside of brackets', ['nothing at all of this length|', verbs], ['nothing at all of this length', 'send', 'no']],
	['a part that may be left out', ['(?:please be so kind to )', '?', verbs], ['send', 'please be so kind to send', 'no']],
	[
		'a part that refers to another',
		['(send|upload|transmit|forward)', ' and then \\1 again, please'],
		['send and then send again, please', 'send and then upload again, please'],
	],
	[
		'what stands before',
		['(?<!never )(?:send|upload|transmit)', ' it to the other side'],
		['never send it to the other side', 'send it to the other side'],
	],
	[
		'brackets that close in another part',
		['(?:send|upload|transmit|forward', '|publish) it to everybody'],
		['publish it to everybody', 'send it to everybody', 'send it'],
	],
])('says the same as one regular expression: %s', (_, parts, texts) => {
	const whole = new RegExp(parts.join(''), 'i');
	const pattern = phrase(...parts);
	for (const text of [...texts, ...texts]) {
		expect([pattern.exec(text)?.[0], pattern.exec(text)?.index, pattern.test(text)]).toEqual([
			whole.exec(text)?.[0],
			whole.exec(text)?.index,
			whole.test(text),
		]);
	}
});
