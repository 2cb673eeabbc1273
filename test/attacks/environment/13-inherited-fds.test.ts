/** Files that the caller has open. */

import {readlinkSync} from 'node:fs';
import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, placeFolder, startSandboxed} from '../sandboxed.ts';

/** A shell that opens a file on descriptor 40 and becomes the runner, which therefore has it open too. */
const holding = (path: string) => ['/bin/bash', '-c', `exec 40<>'${path}'; exec "$@"`, 'hold'];

eachIdentity('no file that the caller has open is open in a run', async identity => {
	const secret = `${placeFolder(identity, {secret: 'canary-descriptor-31f9'})}/secret`;
	const payloads = [
		python(`
			import os
			for fd in range(3, 1100):
			    try:
			        print('open', fd, os.fstat(fd), os.pread(fd, 100, 0))
			    except OSError:
			        pass
		`),
		node(`
			import {readSync} from 'node:fs';
			const bytes = Buffer.alloc(100);
			for (let fd = 3; fd < 1100; fd++) {
				try { console.log('read', fd, bytes.toString('utf8', 0, readSync(fd, bytes, 0, 100, 0))); } catch {}
			}
		`),
		bash('for ((fd = 3; fd < 255; fd++)); do read -r line <&$fd && echo "read $fd $line"; done; cat <&40'),
	];
	for (const payload of payloads) {
		const {stdout} = await attack(identity, payload, {before: holding(secret)});
		expect(stdout).not.toContain('canary-descriptor-31f9');
		expect(stdout).not.toContain('open 40');
		expect(stdout).not.toMatch(/^open (?:[4-9]|\d\d+) /m);
	}
});

eachIdentity('the caller really has it open', async identity => {
	const secret = `${placeFolder(identity, {secret: 'canary'})}/secret`;
	const run = startSandboxed(identity, python('sys.stdin.read()'), {before: holding(secret)});
	await run.sees(run.nonce);
	expect(readlinkSync(`/proc/${run.runner.pid}/fd/40`)).toBe(secret);
	await run.last;
});

eachIdentity('standard input, output and error are open', async identity => {
	const payload = python("print('out', sys.stdin.read())\nprint('err', file=sys.stderr)");
	const {stdout, stderr} = await attack(identity, payload, {stdin: 'in'});
	expect([stdout.includes('out in'), stderr]).toEqual([true, 'err\n']);
});
