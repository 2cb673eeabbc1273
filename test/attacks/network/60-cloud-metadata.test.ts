/** Item 60: the services that hand a cloud machine's keys to whoever asks from it. */

import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {connectedAttack} from '../sandboxed.ts';
import {connectTo, eachClient, get, noNetworkOnLandlock} from './clients.ts';
import {followers} from './followers.ts';
import {openWeb, reasonsOf, webAddress, webRule} from './web.ts';

const addresses = ['169.254.169.254', '100.100.100.200', '168.63.129.16', '192.0.0.192'];
const addresses6 = ['fd00:ec2::254', 'fd20:ce::254', 'fd00:42::42', 'fd00:c1::a9fe:a9fe', 'fd00:a9fe:a9fe::1'];

eachClient('no metadata service answers, by address or by name, whatever the rules say', async talk => {
	const all = [...addresses, ...addresses6];
	const names = Object.fromEntries(all.map((address, index) => [`metadata${index}.test`, [[address]]]));
	const {seen, canary, network} = await openWeb({...names, 'metadata.google.internal': [['169.254.169.254']]});
	const hosts = [...addresses, ...addresses6.map(address => `[${address}]`), ...Object.keys(names), 'metadata.google.internal'];
	const {decisions, dialled} = await talk(
		[...hosts.map(host => get(`http://${host}/`)), connectTo('169.254.169.254:80'), get('http://web.test/')],
		{
			allow: [webRule, ...hosts.map(host => `${host}:80`), '0.0.0.0/0:80', '[::]/0:80', '169.254.0.0/16:80', '[fd00::]/8:80'],
			network,
		},
	);
	expect(reasonsOf(decisions)).toEqual({'address-metadata': hosts.length + 1, rule: 1});
	expect(dialled).toEqual([`${webAddress}:80`]);
	expect([canary.connections(), seen.length]).toEqual([0, 1]);
});

for (const [name, follow] of Object.entries(followers)) {
	eachIdentity(
		`${name} is not led to one by a redirect`,
		async identity => {
			// The allowed server redirects to this name.
			const {seen, canary, network} = await openWeb({'denied.test': [['169.254.169.254']]});
			const policy = {network: {allow: [webRule, 'denied.test:80']}, exec: name === 'curl' ? ['curl'] : []};
			const {decisions} = await connectedAttack(identity, follow(['http://web.test/moved', 'http://web.test/']), {policy, network});
			expect(reasonsOf(decisions)).toEqual({rule: 2, 'address-metadata': 1});
			expect([canary.connections(), seen.length]).toEqual([0, 2]);
		},
		{...noNetworkOnLandlock, needs: name === 'curl' ? ['curl'] : []},
	);
}
