/** Item 20: whose machine this is. The kernel's release is not hidden; SECURITY.md says so. */

import {existsSync, readFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {expect} from 'vitest';
import {eachIdentity} from './identity.ts';
import {bash, node, python} from './payload.ts';
import {attack, runBare} from './sandboxed.ts';
import {describeMachine, factsIn} from './the-twenty.ts';

const machineId = existsSync('/etc/machine-id') ? readFileSync('/etc/machine-id', 'utf8').trim() : '';
const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

eachIdentity('Python learns neither the name of the host nor of its user', async identity => {
	const payload = describeMachine();
	const bare = factsIn(await runBare(identity, payload));
	expect(bare).toMatchObject({home: identity.home, ids: expect.arrayContaining([bootId])});
	expect(bare?.host).toContain(hostname());
	const facts = factsIn((await attack(identity, payload)).stdout);
	expect(facts).toMatchObject({user: ['sandbox', null], ids: [null, null, null]});
	expect(facts?.home).not.toBe(identity.home);
	if (identity.backend === 'bwrap') {
		expect(facts).toMatchObject({
			host: ['sandbox', 'sandbox', 'sandbox', null],
			uid: [65_534, 65_534, 65_534, 65_534, 65_534, 65_534],
			home: '/work',
		});
	}
});

eachIdentity('Node and a shell learn none of it either', async identity => {
	const nodePayload = node(`
		import {homedir, hostname, networkInterfaces, userInfo} from 'node:os';
		await attempt(() => JSON.stringify([hostname(), homedir()]));
		await attempt(() => JSON.stringify(networkInterfaces()));
		await attempt(() => JSON.stringify(userInfo()));
	`);
	const {stdout} = await attack(identity, nodePayload);
	expect(identity.backend === 'landlock' || stdout.includes('gained: ["sandbox","/work"]')).toBe(true);
	const shell = await attack(
		identity,
		bash('hostname; uname -n; id; whoami; cat /etc/machine-id /etc/hostname /proc/sys/kernel/random/boot_id; echo ~'),
	);
	for (const text of [stdout, shell.stdout]) {
		expect(text).not.toContain(identity.home);
		expect(text).not.toContain(bootId);
		expect(text).not.toContain(machineId || 'there is no machine id');
	}
	expect(shell.stdout).toContain('sandbox\nsandbox\nuid=65534');
});

eachIdentity('a skill learns what kind of system it is on', async identity => {
	const {stdout} = await attack(
		identity,
		python('import os, platform, sys\nprint(sys.platform, platform.machine() != "", os.cpu_count() > 0)'),
	);
	expect(stdout).toContain('linux True True');
});
