/** Item 11: what else runs on the host. */

import {expect} from 'vitest';
import {startCanary} from './host.ts';
import {eachIdentity} from './identity.ts';
import {bash, node, python} from './payload.ts';
import {attack, runBare} from './sandboxed.ts';
import {findProcess} from './the-twenty.ts';

eachIdentity('Python finds no process of the host', async identity => {
	const canary = await startCanary(identity.sandboxUid);
	const payload = findProcess(canary.pid);
	const bare = await runBare(identity, payload);
	expect(bare).toContain(canary.mark);
	expect(bare).toContain('gained: exists');
	const {stdout} = await attack(identity, payload);
	expect(stdout).not.toContain(canary.mark);
	// Without a namespace of its own a run can ask for a number, as `backendGaps` declares.
	expect(identity.backend === 'landlock' || !stdout.includes('gained: exists')).toBe(true);
});

eachIdentity('Node and a shell find no process of the host', async identity => {
	const canary = await startCanary(identity.sandboxUid);
	const nodePayload = node(`
		import {readdirSync, readFileSync} from 'node:fs';
		await attempt(() => readdirSync('/proc').map(pid => pid + readFileSync('/proc/' + pid + '/cmdline', 'latin1')));
		await attempt(() => readFileSync('/proc/${canary.pid}/cmdline', 'latin1'));
	`);
	const shellPayload = bash('cat /proc/*/cmdline; ps aux; jobs -l');
	const outcomes = [await attack(identity, nodePayload), await attack(identity, shellPayload)];
	for (const {stdout} of outcomes) {
		expect(stdout).not.toContain(canary.mark);
	}
});

eachIdentity('a skill knows its own process', async identity => {
	expect(
		(await attack(identity, python("import os, threading\nprint('own', os.getpid() > 0, threading.active_count())"))).stdout,
	).toContain('own True 1');
});
