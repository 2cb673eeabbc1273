/** Item 70: plain requests that a proxy and a server read differently. */

import {expect} from 'vitest';
import {eachClient, get} from './clients.ts';
import {openWeb, reasonsOf, webAddress, webRule} from './web.ts';

const post = (...headers: readonly string[]) => get('http://web.test/', ...headers).replace('GET', 'POST');

const ambiguous = [
	get('/'),
	get('/', 'Host: web.test'),
	get('*', 'Host: web.test'),
	get('web.test/'),
	get('//web.test/'),
	get('https://web.test/'),
	get('ftp://web.test/'),
	get('http://web.test/', 'Host: web.test', 'Host: evil.test'),
	get('http://web.test/', ' Host: evil.test'),
	get('http://web.test/', 'Host : evil.test'),
	get('http://web.test/', 'X: y\n\tHost: evil.test'),
	get('http://web.test/').replace(' HTTP/1.1', ' HTTP/1.1\nHost: evil.test'),
	get('http://web.test/').replace(' HTTP/1.1', ' HTTP/1.1 HTTP/1.1'),
	get('http://web.test/').replace('HTTP/1.1', 'HTTP/2.0'),
	`${post('Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
	`${post('Content-Length: 0', 'Content-Length: 40')}GET http://evil.test/ HTTP/1.1\r\n\r\n`,
	`${post('Content-Length: +5')}hello`,
	`${post('Content-Length: 0x5')}hello`,
	`${post('Transfer-Encoding: xchunked')}0\r\n\r\n`,
	`${post('Transfer-Encoding: chunked, identity')}0\r\n\r\n`,
	`${post('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
	`${post('Transfer-Encoding: chunked').replace('HTTP/1.1', 'HTTP/1.0')}0\r\n\r\n`,
];

eachClient('a request with two readings reaches nobody', async talk => {
	const {seen, canary, network} = await openWeb({'evil.test': [['20.0.0.9']]});
	const {decisions, dialled} = await talk([...ambiguous, get('http://web.test/')], {allow: [webRule], network});
	expect(reasonsOf(decisions)).toEqual({malformed: ambiguous.length, rule: 1});
	expect(dialled).toEqual([`${webAddress}:80`]);
	expect([canary.connections(), seen.length]).toEqual([0, 1]);
});

eachClient('the server gets the host that was decided on, and one request', async talk => {
	const {seen, canary, network} = await openWeb({'evil.test': [['20.0.0.9']]});
	const second = get('http://evil.test/', 'Host: evil.test');
	const requests = [
		get('http://web.test/a', 'Host: evil.test'),
		get('http://web.test/b', 'Host: evil.test', 'Connection: keep-alive') + second,
		`${post('Content-Length: 2')}hi${second}`,
		`${post('Transfer-Encoding: chunked')}2\r\nhi\r\n0\r\n\r\n${second}`,
		get('http://web.test/c', 'Connection: Upgrade', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'),
	];
	const {decisions, dialled} = await talk(requests, {allow: [webRule], network});
	expect(reasonsOf(decisions)).toEqual({rule: requests.length, pipelined: 3});
	expect(dialled).toEqual(requests.map(() => `${webAddress}:80`));
	expect(seen.map(({url, body}) => `${url} ${body}`)).toEqual(['/a ', '/b ', '/ hi', '/ hi', '/c ']);
	for (const {headers} of seen) {
		expect(headers).toMatchObject({host: 'web.test', connection: 'close'});
		expect(headers).not.toHaveProperty('upgrade');
		expect(headers).not.toHaveProperty('proxy-authorization');
	}

	expect(canary.connections()).toBe(0);
});
