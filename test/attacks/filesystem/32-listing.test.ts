/** Item 32: what can be listed. The root cannot, nor any folder that was only made on the way to a mount; libraries can. */

import {readdirSync} from 'node:fs';
import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, runBare} from '../sandboxed.ts';

const closed = [
	'/',
	'/..',
	'/skill/..',
	'/work/..',
	'/proc',
	'/sys',
	'/etc',
	'/home',
	'/root',
	'/tmp',
	'/var',
	'/boot',
	'/mnt',
	'/opt',
	'/run',
	'/srv',
];

const payloads = {
	Python: python(`
		import os
		for path in ${JSON.stringify(closed)}:
		    attempt(lambda: os.listdir(path))
		    attempt(lambda: [entry.name for entry in os.scandir(path)])
		    attempt(lambda: os.listdir(os.open(path, os.O_RDONLY | os.O_DIRECTORY)))
		import glob
		print('globbed', glob.glob('/*'))
	`),
	Node: node(`
		import {globSync, opendirSync, readdirSync} from 'node:fs';
		// It has two synthetic files in /proc, by which it knows what memory it uses.
		for (const path of ${JSON.stringify(closed.filter(path => path !== '/proc'))}) {
			await attempt(() => readdirSync(path));
			await attempt(() => opendirSync(path).readSync().name);
		}
		console.log('globbed', globSync('/*'));
	`),
	bash: bash(
		`for path in ${closed.join(' ')}; do ls -a "$path" && echo gained:; find "$path" -maxdepth 1 -mindepth 1 | grep . && echo gained:; done; echo globbed /*`,
	),
};

for (const [runtime, payload] of Object.entries(payloads)) {
	eachIdentity(
		`${runtime} lists neither the root nor what is beside its own folders`,
		async identity => {
			expect(await runBare(identity, payload)).toContain('gained');
			const {stdout} = await attack(identity, payload);
			expect(stdout).not.toContain('gained');
			expect(stdout).toMatch(/^globbed (?:\[\]|\/\*)$/m);
		},
		runtime === 'bash' ? {bwrapOnly: 'it runs no shell'} : {},
	);
}

eachIdentity('a skill lists libraries, itself and its scratch folder', async identity => {
	const libraries = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'].find(path => {
		try {
			return readdirSync(path).length > 20;
		} catch {
			return false;
		}
	});
	const payload = python(`import os\nprint(len(os.listdir('${libraries}')) > 20, os.listdir(os.path.dirname(__file__)), os.listdir())`);
	expect((await attack(identity, payload)).stdout).toContain("True ['main.py'] []");
});
