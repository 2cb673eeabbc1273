/** Item 20: whose machine this is. The kernel's release is not hidden; SECURITY.md says so. */

import {existsSync, readFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {expect} from 'vitest';
import {eachIdentity} from './identity.ts';
import {bash, node, python} from './payload.ts';
import {attack, runBare} from './sandboxed.ts';

const machineId = existsSync('/etc/machine-id') ? readFileSync('/etc/machine-id', 'utf8').trim() : '';
const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

/** The one line of JSON that the payload printed. */
function factsIn(stdout: string): Record<string, unknown> {
	return JSON.parse(/^\{.*\}$/m.exec(stdout)?.[0] ?? 'null');
}

eachIdentity('Python learns neither the name of the host nor of its user', async identity => {
	const payload = python(`
		import getpass, json, os, platform, socket
		def attempted(action):
		    try:
		        return action()
		    except BaseException as error:
		        return None
		print(json.dumps({
		    'host': [os.uname().nodename, platform.node(), socket.gethostname(), attempted(lambda: open('/proc/sys/kernel/hostname').read().strip())],
		    'uid': [os.getuid(), os.geteuid(), *os.getresuid(), os.getgid()],
		    'user': [attempted(getpass.getuser), attempted(os.getlogin)],
		    'home': os.path.expanduser('~'),
		    'ids': [attempted(lambda: open(path).read().strip()) for path in ['/etc/machine-id', '/proc/sys/kernel/random/boot_id', '/etc/hostname']],
		}))
	`);
	const bare = factsIn(await runBare(identity, payload));
	expect(bare).toMatchObject({home: identity.home, ids: expect.arrayContaining([bootId])});
	expect(bare.host).toContain(hostname());
	const facts = factsIn((await attack(identity, payload)).stdout);
	expect(facts).toMatchObject({user: ['sandbox', null], ids: [null, null, null]});
	expect(facts.home).not.toBe(identity.home);
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
