/** All descriptors taken. */

import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack} from '../sandboxed.ts';

eachIdentity('Python opens no more than five hundred and twelve, by any way, and cannot raise that', async identity => {
	const payload = python(`
		import os, resource
		def fill(open_one):
		    kept = []
		    try:
		        while len(kept) < 5000:
		            kept.append(open_one())
		    except OSError as error:
		        print('stopped', error.errno, len(kept), flush=True)
		    for fd in kept:
		        os.close(fd)
		fill(lambda: os.open('/dev/null', os.O_RDONLY))
		fill(lambda: os.dup(0))
		fill(lambda: os.eventfd(0))
		attempt(lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096)))
		attempt(lambda: os.dup2(0, 600))
		attempt(lambda: os.dup2(0, 1023))
	`);
	const {stdout} = await attack(identity, payload);
	const counts = [...stdout.matchAll(/stopped 24 (\d+)/g)].map(match => Number(match[1]));
	expect(counts).toHaveLength(3);
	expect(Math.max(...counts)).toBeLessThanOrEqual(512);
	expect(stdout).not.toContain('gained');
});

eachIdentity('Node is told that it has too many', async identity => {
	const payload = node(`
		import {openSync} from 'node:fs';
		let opened = 0;
		await attempt(() => { for (; opened < 5000; opened++) openSync('/dev/null', 'r'); });
		console.log('opened', opened);
	`);
	const {stdout} = await attack(identity, payload);
	expect(stdout).toContain('EMFILE');
	expect(Number(/opened (\d+)/.exec(stdout)?.[1])).toBeLessThanOrEqual(512);
});

eachIdentity(
	'a shell opens no more either',
	async identity => {
		const {stdout} = await attack(
			identity,
			bash('n=0; while ((n < 2000)) && { exec {fd}< /dev/null; } 2> /dev/null; do n=$((n + 1)); done; echo "opened $n"'),
		);
		expect(Number(/opened (\d+)/.exec(stdout)?.[1])).toBeLessThanOrEqual(512);
	},
	{bwrapOnly: 'it runs no shell'},
);

eachIdentity('a skill keeps four hundred files open', async identity => {
	const payload = python('import os\nprint(len([os.open(__file__, os.O_RDONLY) for _ in range(400)]))');
	expect((await attack(identity, payload)).stdout).toContain('400');
});
