/** Item 62: one name in capitals and with the dot of the root: the same host, for the rules as for the server. */

import {expect} from 'vitest';
import {connectTo, eachClient, get} from './clients.ts';
import {openWeb, reasonsOf, webRule} from './web.ts';

eachClient('a spelling of a name is allowed where the name is, and nowhere else', async talk => {
	const {seen, canary, network} = await openWeb({'denied.web.test': [['20.0.0.9']], 'other.test': [['20.0.0.9']]});
	const spellings = (name: string) => [name, `${name}.`, name.toUpperCase(), `${name.toUpperCase()}.`];
	const requests = [...spellings('web.test'), ...spellings('denied.web.test'), ...spellings('other.test')].map(host =>
		get(`http://${host}/`),
	);
	const {decisions, lookups} = await talk([...requests, get('http://web.test../'), connectTo('WEB.TEST..:80')], {
		allow: [webRule, '*.web.test:80'],
		deny: ['denied.web.test'],
		network,
	});
	expect(reasonsOf(decisions)).toEqual({rule: 4, denied: 4, 'not-allowed': 4, malformed: 2});
	expect(lookups).toEqual(['web.test', 'web.test', 'web.test', 'web.test']);
	expect(seen.map(({headers}) => headers.host)).toEqual(['web.test', 'web.test', 'web.test', 'web.test']);
	expect(canary.connections()).toBe(0);
});
