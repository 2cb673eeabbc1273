/** Which files are code, in which language, and their text. */

import {extname} from 'node:path/posix';
import type {Language} from './grammars.ts';

export interface SourceFile {
	/** Relative to the skill folder. */
	readonly path: string;
	readonly language: Language;
	readonly text: string;
}

const byExtension: Record<string, Language> = {
	'.py': 'python',
	'.pyw': 'python',
	// Python runs each line of it that begins with `import`, at every start.
	'.pth': 'python',
	'.js': 'javascript',
	'.mjs': 'javascript',
	'.cjs': 'javascript',
	'.jsx': 'javascript',
	'.ts': 'typescript',
	'.mts': 'typescript',
	'.cts': 'typescript',
	'.sh': 'bash',
	'.bash': 'bash',
	'.zsh': 'bash',
	'.ksh': 'bash',
};

const byInterpreter: readonly (readonly [RegExp, Language])[] = [
	[/\bpython[\d.]*\b|\buv\b/, 'python'],
	[/\b(?:node|bun)\b/, 'javascript'],
	[/\b(?:deno|tsx|ts-node)\b/, 'typescript'],
	[/\b(?:ba|da|z|k)?sh\b/, 'bash'],
];

/** The language of a file by its name, then by its first line; undefined when it is not code that can be parsed. */
export function languageOf(path: string, text: string): Language | undefined {
	const known = byExtension[extname(path).toLowerCase()];
	if (known || !text.startsWith('#!')) {
		return known;
	}

	const interpreter = text.slice(2, 200).split('\n')[0] ?? '';
	return byInterpreter.find(([pattern]) => pattern.test(interpreter))?.[1];
}

/**
The text of a file; a bad byte never hides the rest. UTF-16 by its mark, UTF-8, else Latin-1.

Undefined for binary content; never for code, whose name alone makes an interpreter read it.
*/
export function decodeText(bytes: Uint8Array, isCode: boolean): string | undefined {
	const encoding = utf16Of(bytes);
	if (encoding) {
		return new TextDecoder(encoding).decode(bytes);
	}

	if (!isCode && bytes.subarray(0, 8192).includes(0)) {
		return undefined;
	}

	try {
		return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
	} catch {
		return isCode || !looksBinary(bytes) ? new TextDecoder('latin1').decode(bytes) : undefined;
	}
}

/** More than one control character in twenty: no text in any encoding of one byte. */
function looksBinary(bytes: Uint8Array): boolean {
	const start = bytes.subarray(0, 8192);
	const controls = start.reduce((count, byte) => (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 ? count + 1 : count), 0);
	return controls * 20 > start.length;
}

function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) {
		return 'utf-16le';
	}

	return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
}
