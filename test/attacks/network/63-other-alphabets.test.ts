/** Item 63: names that look alike in other alphabets, and their ASCII forms. */

import {expect} from 'vitest';
import {connectTo, eachClient, get} from './clients.ts';
import {openWeb, reasonsOf, webRule} from './web.ts';

/** As UTF-8 on the wire. */
const lookAlikes = [
	'wеb.test',
	'web。test',
	'ｗeb.test',
	'web․test',
	'we\u200bb.test',
	'we\u00adb.test',
	'web.te\u017ft',
	'web.test\u0307',
	'ⓦeb.test',
].map(name => Buffer.from(name).toString('latin1'));
/** The ASCII form of wеb.test with a Cyrillic е, and of web.test itself as nobody writes it. */
const encoded = ['xn--wb-8lc.test', 'xn--web-.test', 'xn--web.test'];

eachClient('no look-alike passes for the allowed name', async talk => {
	const names = Object.fromEntries([...encoded, 'xn--bcher-kva.test'].map(name => [name, [['20.0.0.9']]]));
	const {seen, canary, network} = await openWeb({...names, '*': [['20.0.0.9']]});
	const hosts = [...lookAlikes, ...encoded];
	const requests = [...hosts.map(host => get(`http://${host}/`)), ...hosts.map(host => connectTo(`${host}:80`)), get('http://web.test/')];
	const {decisions, lookups} = await talk(requests, {allow: [webRule, 'xn--bcher-kva.test:80'], network});
	// A label that ends with a hyphen is no label.
	expect(reasonsOf(decisions)).toEqual({malformed: 2 * (lookAlikes.length + 1), 'not-allowed': 4, rule: 1});
	expect(lookups).toEqual(['web.test']);
	expect([canary.connections(), seen.length]).toEqual([0, 1]);
});

eachClient('a name of another alphabet is allowed by its ASCII form', async talk => {
	const {seen, network} = await openWeb({'xn--bcher-kva.test': [['20.0.0.1']]});
	const requests = ['xn--bcher-kva.test', 'XN--BCHER-KVA.test', Buffer.from('bücher.test').toString('latin1')].map(host =>
		get(`http://${host}/`),
	);
	const {decisions} = await talk(requests, {allow: ['xn--bcher-kva.test:80'], network});
	expect(reasonsOf(decisions)).toEqual({rule: 2, malformed: 1});
	expect(seen.map(({headers}) => headers.host)).toEqual(['xn--bcher-kva.test', 'xn--bcher-kva.test']);
});
