import {expect, test} from 'vitest';
import {decodeText, languageOf} from '../../../../sandbox/admission/parse/source-file.ts';

test('the language comes from the extension, then from the first line', () => {
	expect(languageOf('a/b.py', '')).toBe('python');
	expect(languageOf('a/b.MJS', '')).toBe('javascript');
	expect(languageOf('bin/tool', '#!/usr/bin/env -S node --no-warnings\n')).toBe('javascript');
	expect(languageOf('bin/tool', '#!/bin/sh\n')).toBe('bash');
	expect(languageOf('notes.md', '# python\n')).toBeUndefined();
});

test('text is read in UTF-8, UTF-16 and, byte for byte, anything else', () => {
	expect(decodeText(Buffer.from('h\u00E9'), false)).toBe('h\u00E9');
	expect(decodeText(Buffer.from('\uFEFFh\u00E9', 'utf16le'), false)).toBe('h\u00E9');
	expect(decodeText(Buffer.from([0x68, 0xe9, 0x6c, 0x6c, 0x6f]), false)).toBe('h\u00E9llo');
});

test('binary content is not text, unless its name makes an interpreter read it', () => {
	const bytes = Buffer.from([1, 2, 0, 3, 0xff, 0xfe]);
	expect(decodeText(bytes, false)).toBeUndefined();
	expect(decodeText(bytes, true)).toHaveLength(6);
});
