import {gzipSync, deflateSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {
	decodeBase64,
	decodeHex,
	decodePercent,
	decodeRot13,
	decompress,
	unescapeLiteral,
} from '../../../../sandbox/admission/parse/decode.ts';

test('base64 is decoded in both alphabets, with or without padding', () => {
	expect(decodeBase64('aGVsbG8=')).toBe('hello');
	expect(decodeBase64('aGVs\nbG8')).toBe('hello');
	expect(decodeBase64('_-8')).toBe('\u00FF\u00EF');
	expect(decodeBase64('not base64!')).toBeUndefined();
});

test('hex is decoded with and without marks', () => {
	expect(decodeHex('68 65 6c')).toBe('hel');
	expect(decodeHex('\\x68\\x65')).toBe('he');
	expect(decodeHex('xyz')).toBeUndefined();
});

test('compressed bytes are unpacked, and bombs are not', () => {
	expect(decompress(deflateSync('hello').toString('latin1'))).toBe('hello');
	expect(decompress(gzipSync('hello').toString('latin1'))).toBe('hello');
	expect(decompress(deflateSync(Buffer.alloc(5_000_000)).toString('latin1'))).toBeUndefined();
	expect(decompress('plain text')).toBeUndefined();
});

test('percent escapes and moved letters are undone', () => {
	expect(decodePercent('%65%76al%zz')).toBe('eval%zz');
	expect(decodeRot13('riny')).toBe('eval');
});

test('escapes of literals are undone', () => {
	expect(unescapeLiteral('\\x65v\\u0061\\154\\n\\\\')).toBe('eval\n\\');
	expect(unescapeLiteral('\\u{1F600}\\U0001F600')).toBe('\u{1F600}\u{1F600}');
});
