/** Item 74: data in the labels of names below an allowed wildcard, which reach whoever answers for that zone. */

import {expect} from 'vitest';
import {defaultEgressLimits} from '../../../sandbox/egress/limits.ts';
import {connectTo, eachClient, get} from './clients.ts';
import {openWeb, reasonsOf, webRule} from './web.ts';

eachClient('lookups of random labels are rationed and on record, named hosts are not', async talk => {
	const {seen, network} = await openWeb({'*': [[]]});
	const labels = Array.from({length: 60}, (_, index) => `${'0123456789abcdef'.repeat(3)}${index}.exfil.test`);
	const requests = labels.map((host, index) => (index % 2 === 0 ? get(`http://${host}/`) : connectTo(`${host}:80`)));
	const {decisions, lookups} = await talk([...requests, get('http://web.test/')], {allow: [webRule, '*.exfil.test:80'], network});
	const {lookups: ration} = defaultEgressLimits;
	expect(lookups.filter(name => name.endsWith('.exfil.test'))).toHaveLength(ration);
	expect(reasonsOf(decisions)).toEqual({unresolved: ration, 'lookup-rate': labels.length - ration, rule: 1});
	expect(seen).toHaveLength(1);
});

eachClient('a name that no rule allows is never looked up', async talk => {
	const {seen, network} = await openWeb({'*': [[]]});
	const hosts = ['secret.evil.test', 'secret.web.test', 'exfil.test', 'secret.exfil.test.'];
	const {lookups} = await talk([...hosts.map(host => get(`http://${host}/`)), get('http://web.test/')], {
		allow: [webRule, '*.exfil.test:80'],
		deny: ['*.exfil.test'],
		network,
	});
	expect(lookups).toEqual(['web.test']);
	expect(seen).toHaveLength(1);
});
