/** Item 5: what there is on the host. */

import {readdirSync} from 'node:fs';
import {expect} from 'vitest';
import {eachIdentity} from './identity.ts';
import {bash, node, python} from './payload.ts';
import {attack, placeFolder, runBare} from './sandboxed.ts';
import {listHost} from './the-twenty.ts';

// Entries of a host's root that no sandbox of ours has under that name.
const hostOnly = readdirSync('/').filter(name => ['boot', 'etc', 'home', 'mnt', 'root', 'srv', 'sys', 'tmp', 'var'].includes(name));

eachIdentity('Python lists neither the root nor the folders of the host', async identity => {
	const folder = placeFolder(identity, {'planted-entry-4c1d': ''});
	const payload = listHost(folder, hostOnly);
	const bare = await runBare(identity, payload);
	expect(hostOnly.filter(name => bare.includes(`|${name}|`))).toEqual(hostOnly);
	expect(bare).toContain('planted-entry-4c1d');
	const {stdout} = await attack(identity, payload);
	// Landlock lets anybody ask for a name, as `backendGaps` declares.
	expect(identity.backend === 'landlock' ? [] : hostOnly.filter(name => stdout.includes(`|${name}|`))).toEqual([]);
	expect(stdout).not.toContain('planted-entry-4c1d');
});

eachIdentity('Node and a shell do not list the root either', async identity => {
	const script = `
		import {readdirSync} from 'node:fs';
		await attempt(() => '|' + readdirSync('/').join('|') + '|');
	`;
	const outcomes = [
		await attack(identity, node(script)),
		await attack(identity, bash("ls -a /; echo /*; find / -maxdepth 1; ls -a / | tr '\\n' '|'")),
	];
	for (const {stdout} of outcomes) {
		expect(hostOnly.filter(name => new RegExp(`(?:^|[|/ ])${name}(?:[|/ ]|$)`, 'm').test(stdout))).toEqual([]);
	}
});

eachIdentity('a skill lists itself, its scratch folder and its standard library', async identity => {
	const payload = python(`
		import os
		open('made', 'w').close()
		print(sorted(os.listdir(os.path.dirname(__file__))), os.listdir(), 'json' in os.listdir(os.path.dirname(os.__file__)))
	`);
	const {stdout} = await attack(identity, payload, {files: {'notes.txt': ''}});
	expect(stdout).toContain("['main.py', 'notes.txt'] ['made'] True");
});
