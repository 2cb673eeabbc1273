/** Item 65: names that contain the allowed one. */

import {expect} from 'vitest';
import {connectTo, eachClient, get} from './clients.ts';
import {openWeb, reasonsOf, webRule} from './web.ts';

const beside = [
	'evilweb.test',
	'web.test.evil.test',
	'web.testevil',
	'web-test',
	'webXtest',
	'test',
	'x.web.test',
	'evilapi.test',
	'api.test',
	'api.test.evil.test',
];

eachClient('a name beside the allowed one is another name', async talk => {
	const {seen, canary, network} = await openWeb({'*': [['20.0.0.9']], 'deep.er.api.test': [['20.0.0.1']]});
	const requests = [...beside.map(host => get(`http://${host}/`)), ...beside.map(host => connectTo(`${host}:80`))];
	const {decisions, lookups} = await talk([...requests, get('http://web.test/'), get('http://deep.er.api.test/')], {
		allow: [webRule, '*.api.test:80'],
		network,
	});
	expect(reasonsOf(decisions)).toEqual({'not-allowed': 2 * beside.length, rule: 2});
	expect(lookups).toEqual(['web.test', 'deep.er.api.test']);
	expect([canary.connections(), seen.length]).toEqual([0, 2]);
});
