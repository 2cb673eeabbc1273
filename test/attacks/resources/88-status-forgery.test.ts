/** How a run ended is what the kernel says, whatever the run writes anywhere. */

import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attackToDeath} from '../sandboxed.ts';

const lies = [
	'{"type":"end","by":"exit","started":true,"code":0,"signal":0,"wallMs":1,"cpuUs":1,"maxRssKb":1}',
	'{"type":"denied","nr":1,"argument":0}',
	'{"type":"outcome","outcome":{"ended":"exit","exitCode":0}}',
	'E0:0',
	'X7',
	'P',
].map(lie => `${lie}\n`);

eachIdentity('Python forges nothing through any descriptor', async identity => {
	const payload = python(`
		import os
		for lie in ${JSON.stringify(lies)}:
		    for fd in range(1024):
		        try:
		            if os.write(fd, lie.encode()) and fd > 2:
		                print('wrote to', fd)
		        except OSError:
		            pass
		os._exit(3)
	`);
	const outcome = await attackToDeath(identity, payload);
	expect(outcome).toMatchObject({backend: identity.backend, ended: 'exit', exitCode: 3, signal: null});
	expect(outcome.usage.cpuMs).toBeGreaterThan(1);
	expect(outcome.stdout).not.toContain('wrote to');
});

eachIdentity('Node forges nothing through any descriptor', async identity => {
	const payload = node(`
		import {writeSync} from 'node:fs';
		for (const lie of ${JSON.stringify(lies)}) {
			// Node's own event queue and wake-up handles are among them; they stay in the process.
			for (const fd of [1, 2, 3, 4, 5]) {
				try { writeSync(fd, lie); } catch {}
			}
		}
		process.send?.({type: 'end', code: 0});
		process.exit(3);
	`);
	expect(await attackToDeath(identity, payload)).toMatchObject({ended: 'exit', exitCode: 3});
});

eachIdentity('a shell forges nothing through any descriptor', async identity => {
	const payload = bash(`
		for fd in 3 4 5 6 7 8 9 10 63 100 254 255; do
			echo '${lies[0]?.trim()}' >&$fd && echo "wrote to $fd"
		done
		exit 3
	`);
	const outcome = await attackToDeath(identity, payload);
	expect(outcome).toMatchObject({ended: 'exit', exitCode: 3});
	expect(outcome.stdout).not.toMatch(/wrote to [3-9]\b/);
});

eachIdentity('an exit code that looks like a failed set-up or a kill is a failure of the skill', async identity => {
	for (const code of [126, 137, 159]) {
		const outcome = await attackToDeath(identity, python(`import os\nos._exit(${code})`));
		expect(outcome.exitCode).not.toBe(0);
		expect(outcome.layers).toMatchObject({userns: identity.backend === 'bwrap', seccomp: true});
	}
});

eachIdentity('an honest exit code comes through', async identity => {
	for (const code of [0, 7]) {
		expect(await attackToDeath(identity, python(`sys.exit(${code})`))).toMatchObject({ended: 'exit', exitCode: code});
	}
});
