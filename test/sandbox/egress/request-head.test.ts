import {expect, test} from 'vitest';
import {framingOf, parseRequestHead} from '../../../sandbox/egress/request-head.ts';

function headOf(...lines: readonly string[]) {
	return parseRequestHead(Buffer.from(lines.join('\r\n'), 'latin1'));
}

function framing(...headers: readonly string[]) {
	const head = headOf('POST http://a.test/ HTTP/1.1', ...headers);
	return head && framingOf(head);
}

test('reads the request line and the headers', () => {
	expect(headOf('GET http://a.test/x?y HTTP/1.1', 'Host: a.test', 'Accept:*/*')).toEqual({
		method: 'GET',
		target: 'http://a.test/x?y',
		version: '1.1',
		headers: [
			['Host', 'a.test'],
			['Accept', '*/*'],
		],
	});
});

test.each([
	['no version', ['GET http://a.test/']],
	['HTTP/2', ['PRI * HTTP/2.0']],
	['a tab in the request line', ['GET\thttp://a.test/ HTTP/1.1']],
	['two spaces', ['GET  http://a.test/ HTTP/1.1']],
	['a space before the colon', ['GET http://a.test/ HTTP/1.1', 'Host : a.test']],
	['a folded line', ['GET http://a.test/ HTTP/1.1', 'X: a', ' b']],
	['a header without a colon', ['GET http://a.test/ HTTP/1.1', 'Host']],
	['a header without a name', ['GET http://a.test/ HTTP/1.1', ': a']],
	['a bare line feed', ['GET http://a.test/ HTTP/1.1', 'X: a\nHost: evil.test']],
	['a bare carriage return', ['GET http://a.test/ HTTP/1.1', 'X: a\rHost: evil.test']],
	['NUL in a value', ['GET http://a.test/ HTTP/1.1', 'X: a\0']],
	['too many headers', ['GET http://a.test/ HTTP/1.1', ...Array.from({length: 101}, (_, index) => `X${index}: y`)]],
] as const)('reads no request from one with %s', (_title, lines) => {
	expect(headOf(...lines)).toBeUndefined();
});

test('knows how a body ends', () => {
	expect(framing()).toEqual({kind: 'length', bytes: 0});
	expect(framing('Content-Length: 12')).toEqual({kind: 'length', bytes: 12});
	expect(framing('Transfer-Encoding: Chunked')).toEqual({kind: 'chunked'});
});

test.each([
	[['Content-Length: 5', 'Transfer-Encoding: chunked']],
	[['Content-Length: 5', 'Content-Length: 5']],
	[['Content-Length: 5, 5']],
	[['Content-Length: +5']],
	[['Content-Length: 0x5']],
	[['Content-Length:']],
	[['Transfer-Encoding: gzip, chunked']],
	[['Transfer-Encoding: xchunked']],
	[['Transfer-Encoding: chunked', 'Transfer-Encoding: identity']],
])('refuses the ambiguous framing %j', headers => {
	expect(framing(...headers)).toBeUndefined();
});

test('refuses chunks in HTTP/1.0', () => {
	const head = headOf('POST http://a.test/ HTTP/1.0', 'Transfer-Encoding: chunked');
	expect(head && framingOf(head)).toBeUndefined();
});
