/** Item 71: an allowed host that sends the client to a denied one. */

import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {connectedAttack} from '../sandboxed.ts';
import {noNetworkOnLandlock} from './clients.ts';
import {followers} from './followers.ts';
import {openWeb, reasonsOf, webAddress, webRule} from './web.ts';

for (const [name, follow] of Object.entries(followers)) {
	eachIdentity(
		`${name} follows a redirect only where the policy lets it`,
		async identity => {
			const {seen, canary, network} = await openWeb({'denied.test': [['20.0.0.9']]});
			const policy = {network: {allow: [webRule]}, exec: name === 'curl' ? ['curl'] : []};
			const {decisions, dialled, lookups} = await connectedAttack(identity, follow(['http://web.test/moved', 'http://web.test/']), {
				policy,
				network,
			});
			expect(seen.map(({url}) => url)).toEqual(['/moved', '/']);
			expect(decisions).toContainEqual(expect.objectContaining({host: 'denied.test', port: 80, allowed: false, reason: 'not-allowed'}));
			expect(reasonsOf(decisions)).toEqual({rule: 2, 'not-allowed': 1});
			expect(dialled).toEqual([`${webAddress}:80`, `${webAddress}:80`]);
			expect(lookups).toEqual(['web.test', 'web.test']);
			expect(canary.connections()).toBe(0);
		},
		{...noNetworkOnLandlock, needs: name === 'curl' ? ['curl'] : []},
	);
}
