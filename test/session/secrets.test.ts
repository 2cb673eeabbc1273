import {expect, test} from 'vitest';
import {createMask, hideValue, maskValue} from '../../source/session/secrets.ts';
import {processorMs} from '../processor-time.ts';

const mask = createMask({MY_API_KEY: 'correct-horse-battery', HOME: '/home/somebody', SHORT_TOKEN: 'abc', DB_PASS: 'hunter2hunter2'});

test.each([
	['the key sk-proj-abcdefghijklmnopqrstuvwx0123', 'the key [masked]'],
	['sk-ant-api03-abcdefghijklmnopqrstu', '[masked]'],
	[`ghp_${'a1'.repeat(18)} and AKIAABCDEFGHIJKLMNOP`, '[masked] and [masked]'],
	['xoxb-1234567890-abcdefghij', '[masked]'],
	['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefgh', '[masked]'],
	['Authorization: Bearer abcdefghijklmnop', 'Authorization: Bearer [masked]'],
	['https://user:pa55word@example.com/x', 'https://user:[masked]@example.com/x'],
	['password=hunter2hunter2;', 'password=[masked];'],
	['api_key: "0123456789abcdef"', 'api_key: "[masked]"'],
	['my password is hunter2', 'my password is [masked]'],
	['-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nrest', '[masked]\nrest'],
	['it says correct-horse-battery', 'it says [masked]'],
])('masks %j', (text, expected) => {
	expect(mask(text)).toBe(expected);
});

test.each([
	'what is 15 * 27?',
	'the token is invalid',
	'sort the keys of data.json',
	'/home/somebody/sk-notes.txt',
	'https://example.com:8080/a@b',
	'abc',
	'sk-short',
])('leaves %j alone', text => {
	expect(mask(text)).toBe(text);
});

test('masks inside values, and whole values under a telling name', () => {
	const value = {password: 'x', apiKey: 'y', key: 'name', list: ['Bearer abcdefghijklmnop', 3], tokens: 812};
	expect(maskValue(value, mask)).toEqual({
		password: '[masked]',
		apiKey: '[masked]',
		key: 'name',
		list: ['Bearer [masked]', 3],
		tokens: 812,
	});
});

test.each(['a', '-eyJ', 'a://', '-----BEGIN ', 'Bearer ', 'sk-', 'password'])(
	'masks half a megabyte of %j without stopping the program',
	part => {
		const started = processorMs();
		mask(part.repeat(Math.ceil(500_000 / part.length)));
		// The square of it took minutes.
		expect(processorMs() - started).toBeLessThan(10_000);
	},
);

test('the folder one is in is no secret, though its variable is named like a password', () => {
	const inFolder = createMask({PWD: '/home/somebody/acme-site', DB_PWD: 'hunter2hunter2'});
	expect(inFolder('read /home/somebody/acme-site/a.txt with hunter2hunter2')).toBe('read /home/somebody/acme-site/a.txt with [masked]');
});

test('masks a value in a program that is itself written as JSON', () => {
	const code = JSON.stringify(JSON.stringify({code: 'x = 2\npassword = "Planted-Passw0rd-19"\nx = 1'}));
	expect(createMask({})(code)).not.toContain('Planted-Passw0rd-19');
	expect(createMask({})(code)).toContain('password');
});

test('masks a key at the start of a line of a text that is written as JSON', () => {
	for (const key of [
		`ghp_${'a1'.repeat(18)}`,
		'AKIAABCDEFGHIJKLMNOP',
		'sk-ant-api03-abcdefghijklmnopqrstu',
		'xoxb-1234567890-abcdefghij',
	]) {
		expect(createMask({})(JSON.stringify(`a\n${key}\n${key}`))).not.toContain(key);
	}
});

test('masks a key that the program was given later, in whatever form it is', () => {
	const mask = createMask({});
	const key = 'plain-words-are-a-key';
	expect(mask(`It is ${key}.`)).toContain(key);
	hideValue(key);
	hideValue('short');
	expect(mask(`It is ${key}, in short.`)).toBe('It is [masked], in short.');
});
