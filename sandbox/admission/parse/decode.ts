/** The ways in which programs hide a text inside a literal, undone. Bytes are texts in Latin-1. Results are undefined when the text is not in the form. */

import {gunzipSync, inflateRawSync, inflateSync} from 'node:zlib';

const maximumOutput = 1024 * 1024;

/** Base64 in either alphabet, with or without padding. */
export function decodeBase64(text: string): string | undefined {
	const compact = text.replaceAll(/\s+/g, '').replaceAll('-', '+').replaceAll('_', '/');
	return /^[A-Za-z0-9+/]+={0,3}$/.test(compact) ? Buffer.from(compact, 'base64').toString('latin1') : undefined;
}

/** Pairs of hex digits, with white space, `\x` or `:` between them. */
export function decodeHex(text: string): string | undefined {
	const digits = text.replaceAll(/\\x|[\s:]/g, '');
	return digits.length > 0 && digits.length % 2 === 0 && /^[0-9a-f]+$/i.test(digits)
		? Buffer.from(digits, 'hex').toString('latin1')
		: undefined;
}

/** Zlib, gzip or raw deflate; at most 1 MB. */
export function decompress(text: string): string | undefined {
	const bytes = Buffer.from(text, 'latin1');
	for (const inflate of [inflateSync, gunzipSync, inflateRawSync]) {
		try {
			return inflate(bytes, {maxOutputLength: maximumOutput}).toString('latin1');
		} catch {
			// Not in this form; the next one may fit.
		}
	}

	return undefined;
}

/** `%41` as `A`; the text itself where an escape is broken. */
export function decodePercent(text: string): string {
	return text.replaceAll(/%u([0-9a-f]{4})|%([0-9a-f]{2})/gi, (_, wide, narrow) => String.fromCharCode(Number.parseInt(wide ?? narrow, 16)));
}

/** The letters moved by thirteen places. */
export function decodeRot13(text: string): string {
	return text.replaceAll(/[a-z]/gi, letter => {
		const first = letter <= 'Z' ? 65 : 97;
		return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first);
	});
}

/** Bytes read as UTF-8, as `.decode()` does; the bytes themselves where that fails. */
export function bytesToText(bytes: string): string {
	const decoded = Buffer.from(bytes, 'latin1').toString('utf8');
	return decoded.includes('\uFFFD') ? bytes : decoded;
}

const simpleEscapes: Record<string, string> = {n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', a: '\x07', '\n': ''};

/** The text that a quoted literal of Python, JavaScript or `$'…'` stands for. */
export function unescapeLiteral(body: string): string {
	if (!body.includes('\\')) {
		return body;
	}

	return body.replaceAll(
		/\\(?:x([\da-fA-F]{2})|u\{([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g,
		(whole, x, braced, u, long, octal, other) => {
			const hex = x ?? braced ?? u ?? long;
			const point = hex === undefined ? Number.parseInt(octal, 8) : Number.parseInt(hex, 16);
			if (other !== undefined) {
				return simpleEscapes[other] ?? other;
			}

			return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
		},
	);
}
