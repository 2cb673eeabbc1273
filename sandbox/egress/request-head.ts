/**
The head of an HTTP/1 request, in the strict reading of RFC 9112: where two
servers could disagree about what it says (bare line feeds, folded lines, two
lengths), it is not a request.
*/

export interface RequestHead {
	readonly method: string;
	/** The request target as it stands, printable ASCII. */
	readonly target: string;
	readonly version: '1.0' | '1.1';
	readonly headers: readonly (readonly [name: string, value: string])[];
}

/** How the body of a request ends. */
export type Framing = {readonly kind: 'length'; readonly bytes: number} | {readonly kind: 'chunked'};

export const headEnd = '\r\n\r\n';
const maxHeaders = 100;
const token = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
const requestLine = /^([A-Za-z-]{1,32}) ([\x21-\x7e]+) HTTP\/(1\.[01])$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Read a head without its final empty line; undefined when it is malformed. */
export function parseRequestHead(bytes: Buffer): RequestHead | undefined {
	const [first = '', ...lines] = bytes.toString('latin1').split('\r\n');
	const match = requestLine.exec(first);
	const headers = lines.map(parseHeader);
	const isWhole = headers.length <= maxHeaders && headers.every(header => header !== undefined);
	if (!match?.[1] || !match[2] || !isWhole) {
		return undefined;
	}

	return {method: match[1], target: match[2], version: match[3] === '1.0' ? '1.0' : '1.1', headers};
}

/** All values of a header, in order. */
export function headerValues(head: RequestHead, name: string): readonly string[] {
	return head.headers.filter(header => header[0].toLowerCase() === name).map(header => header[1]);
}

/**
How the body ends: by length (0 without a body) or in chunks.

Undefined when that is ambiguous: both kinds, two lengths, a transfer coding
other than `chunked`, or chunks in HTTP/1.0.
*/
export function framingOf(head: RequestHead): Framing | undefined {
	const lengths = headerValues(head, 'content-length');
	const codings = headerValues(head, 'transfer-encoding');
	if (codings.length > 0) {
		const isPlain = codings.length === 1 && codings[0]?.toLowerCase() === 'chunked';
		return isPlain && lengths.length === 0 && head.version === '1.1' ? {kind: 'chunked'} : undefined;
	}

	if (lengths.length > 1 || !/^\d{1,15}$/.test(lengths[0] ?? '0')) {
		return undefined;
	}

	return {kind: 'length', bytes: Number(lengths[0] ?? 0)};
}

function parseHeader(line: string): readonly [string, string] | undefined {
	const colon = line.indexOf(':');
	const name = line.slice(0, Math.max(0, colon));
	const value = line.slice(colon + 1);
	// A space before the colon or at the start of a line fails the token.
	return token.test(name) && headerValue.test(value) ? [name, value.trim()] : undefined;
}
