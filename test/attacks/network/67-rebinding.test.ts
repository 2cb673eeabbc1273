/** Item 67: a name that gives one address to the check and another to the connection, or both at once. */

import {expect} from 'vitest';
import {eachClient, get} from './clients.ts';
import {openWeb, reasonsOf, webAddress} from './web.ts';

eachClient('what is dialled is the address that was checked', async talk => {
	const {seen, canary, network} = await openWeb({
		'rebind.test': [[webAddress], ['127.0.0.1'], ['169.254.169.254'], [webAddress]],
		'mixed.test': [
			[webAddress, '10.0.0.1'],
			['::1', webAddress],
		],
	});
	const requests = ['rebind.test', 'rebind.test', 'rebind.test', 'rebind.test', 'mixed.test', 'mixed.test'].map(host =>
		get(`http://${host}/`),
	);
	const {decisions, dialled, lookups} = await talk(requests, {allow: ['rebind.test:80', 'mixed.test:80'], network});
	// One lookup for each request: there is no second answer to be different.
	expect(lookups).toHaveLength(requests.length);
	expect(reasonsOf(decisions)).toEqual({rule: 2, 'address-loopback': 2, 'address-metadata': 1, 'address-private': 1});
	expect(dialled).toEqual([`${webAddress}:80`, `${webAddress}:80`]);
	expect([canary.connections(), seen.length]).toEqual([0, 2]);
});
