/** Item 64: characters that end a host for one reader and not for another. */

import {expect} from 'vitest';
import {connectTo, eachClient, get} from './clients.ts';
import {openWeb, reasonsOf, webAddress, webRule} from './web.ts';

const tricks = [
	'web.test@evil.test',
	'evil.test@web.test',
	'user:password@web.test',
	'evil.test\\@web.test',
	'evil.test#web.test',
	'evil.test#@web.test',
	'evil.test\\.web.test',
	'evil.test%00.web.test',
	'evil.test%2eweb.test',
	'web.test%0d%0aX:y',
	'evil.test\0.web.test',
	'evil.test\r\n.web.test',
	'evil.test\n.web.test',
	'evil.test\t.web.test',
	' web.test',
	'web.test ',
	'\tweb.test',
	'web.test:80:80',
	'web.test:',
	'web.test:+80',
	'web.test:080',
	'[web.test]',
	'web.test;evil.test',
	'web.test,evil.test',
	'',
];

eachClient('no character makes two hosts of one', async talk => {
	const {seen, canary, network} = await openWeb({'*': [['20.0.0.9']]});
	const requests = [...tricks.map(host => get(`http://${host}/`)), ...tricks.map(host => connectTo(`${host}:80`)), get('http://web.test/')];
	const {decisions, dialled, lookups} = await talk(requests, {allow: [webRule], network});
	expect(dialled).toEqual([`${webAddress}:80`]);
	expect(lookups).toEqual(['web.test']);
	expect(decisions.filter(({allowed}) => allowed)).toEqual([expect.objectContaining({host: 'web.test', count: 1})]);
	const {rule, malformed, 'not-allowed': notAllowed = 0} = reasonsOf(decisions);
	expect([rule, (malformed ?? 0) + notAllowed]).toEqual([1, 2 * tricks.length]);
	expect([canary.connections(), seen.length]).toEqual([0, 1]);
});

eachClient('a record of such a host holds no character that a terminal obeys', async talk => {
	const {seen, network} = await openWeb();
	const {decisions} = await talk([connectTo('\u009b31m\u0090.test:80'), get('http://\x7f.test/'), get('http://web.test/')], {
		allow: [webRule],
		network,
	});
	expect(decisions.filter(({host}) => /\p{Cc}/u.test(host))).toEqual([]);
	expect(reasonsOf(decisions)).toEqual({malformed: 2, rule: 1});
	expect(seen).toHaveLength(1);
});
