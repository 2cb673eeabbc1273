/** Item 73: the proxy of a run serves who knows that run's secret. */

import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {python} from '../payload.ts';
import {attack, connectedAttack} from '../sandboxed.ts';
import {eachClient, get, noNetworkOnLandlock} from './clients.ts';
import {openWeb, reasonsOf, webRule} from './web.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const withCredential = (value: string) => get('http://web.test/').replace('{auth}', value);

const wrong = [
	get('http://web.test/').replace('Proxy-Authorization: {auth}\r\n', ''),
	get('http://web.test/').replace('Proxy-Authorization', 'Authorization'),
	withCredential(''),
	withCredential(basic('skill:')),
	withCredential(basic(':')),
	withCredential(basic('skill')),
	withCredential(basic('skill:guess')),
	withCredential(basic(`root:${'A'.repeat(32)}`)),
	withCredential('Bearer {password}'),
	withCredential('{auth}, {auth}'),
	withCredential('{auth}\r\nProxy-Authorization: {auth}'),
];

eachClient('nothing passes without the credential, or with another', async talk => {
	const {seen, network} = await openWeb();
	const {decisions, lookups} = await talk([...wrong, get('http://web.test/')], {allow: [webRule], network});
	expect(reasonsOf(decisions)).toEqual({credential: wrong.length, rule: 1});
	expect([lookups.length, seen.length]).toEqual([1, 1]);
});

eachIdentity(
	'the credential of another run opens nothing, and no two are alike',
	async identity => {
		const policy = {network: {allow: [webRule]}};
		const {seen, network} = await openWeb();
		const showing = python("import os\nprint('credential', os.environ['HTTP_PROXY'])");
		const shown = async () => /^credential (\S+)$/m.exec((await attack(identity, showing, {policy, network})).stdout)?.[1];
		const urls = [await shown(), await shown()];
		expect(new Set(urls).size).toBe(2);
		const payload = python(`
			import os, urllib.request
			for proxy in [*${JSON.stringify(urls)}, os.environ['HTTP_PROXY']]:
			    opener = urllib.request.build_opener(urllib.request.ProxyHandler({'http': proxy}))
			    attempt(lambda: opener.open('http://web.test/', timeout=10).read())
		`);
		const {decisions} = await connectedAttack(identity, payload, {policy, network});
		expect(reasonsOf(decisions)).toEqual({credential: 2, rule: 1});
		expect(seen).toHaveLength(1);
	},
	noNetworkOnLandlock,
);
