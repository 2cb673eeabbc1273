/** Another run that may write where a grant is: it puts links in its place, and leaves what cannot be counted. */

import {chmodSync, mkdirSync, renameSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {eachIdentity, give} from '../identity.ts';
import {python} from '../payload.ts';
import {attack, placeFolder, startSandboxed} from '../sandboxed.ts';

const secret = 'canary-swapped-71c3';

eachIdentity('a grant that is swapped for a link while a run is prepared never leads out of the workspace', async identity => {
	const outside = placeFolder(identity, {key: secret});
	const workspace = placeFolder(identity, {'out/sub/inside.txt': 'inside\n'});
	const at = (name: string) => join(workspace, 'out', name);
	symlinkSync(outside, at('link'));
	let isLink = false;
	const swap = () => {
		renameSync(at('sub'), at('spare'));
		renameSync(at('link'), at('sub'));
		renameSync(at('spare'), at('link'));
		isLink = !isLink;
	};
	const payload = python(`
		import os
		folder = 'out/sub'
		attempt(lambda: [open(os.path.join(folder, name)).read() for name in os.listdir(folder)])
	`);
	const options = {policy: {filesystem: {read: ['out/sub']}}, workspace};
	const timer = setInterval(swap, 4);
	try {
		for (let round = 0; round < 6; round++) {
			const run = startSandboxed(identity, payload, options);
			expect(JSON.stringify(await run.last) + run.stdout()).not.toContain(secret);
		}
	} finally {
		clearInterval(timer);
	}

	if (isLink) {
		swap();
	}

	expect((await attack(identity, payload, options)).stdout).toContain('inside');
});

eachIdentity('a run that leaves names and folders that nobody can look at has its outcome all the same', async identity => {
	const workspace = placeFolder(identity);
	mkdirSync(join(workspace, 'out'));
	give(join(workspace, 'out'), identity);
	const payload = python(`
		import os
		open(b'/workspace/out/bad\\xff', 'w').write('x' * 100)
		open('/workspace/out/good', 'w').write('x' * 100)
		os.mkdir('/workspace/out/closed')
		os.chmod('/workspace/out/closed', 0)
	`);
	const outcome = await attack(identity, payload, {policy: {filesystem: {write: ['out']}}, workspace});
	chmodSync(join(workspace, 'out', 'closed'), 0o755);
	expect(outcome).toMatchObject({ended: 'exit', exitCode: 0});
	expect(outcome.usage.writtenBytes).toBeGreaterThanOrEqual(100);
});
