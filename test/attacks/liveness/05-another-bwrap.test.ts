/** Item 5: a program named as ours is, put where a careless search would find it first. The canary is a line that it writes. */

import {chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {expect} from 'vitest';
import {asUser, eachIdentity, give, type Identity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, placeFolder} from '../sandboxed.ts';

const names = ['bwrap', 'supervise', 'launch', 'python3', 'node', 'bash', 'sh', 'env', 'git', 'sort', 'jq'];

/** A folder of impostors that say in `seen` that they were started. */
function placeImpostors(identity: Identity) {
	const folder = placeFolder(identity);
	const seen = join(placeFolder(identity, {seen: ''}), 'seen');
	chmodSync(seen, 0o666);
	for (const name of names) {
		writeFileSync(join(folder, name), `#!/bin/bash\necho impostor\necho "${name}" >> '${seen}'\n`);
		chmodSync(join(folder, name), 0o755);
		give(join(folder, name), identity);
	}

	return {folder, seen: () => readFileSync(seen, 'utf8')};
}

const payloads = [python("print('honest')"), node("console.log('honest')"), bash('echo honest | sort')];

eachIdentity(
	'programs earlier in PATH and in the current folder are not started',
	async identity => {
		const impostors = placeImpostors(identity);
		const path = `${impostors.folder}:.:${process.env.PATH}`;
		execFileSync('/usr/bin/env', [`PATH=${path}`, 'bwrap'], asUser(identity));
		expect(impostors.seen()).toBe('bwrap\n');
		for (const payload of payloads) {
			const {stdout, backend} = await attack(identity, payload, {
				before: ['/bin/bash', '-c', 'cd "$1"; export PATH="$2"; shift 2; exec "$@"', 'start', impostors.folder, path],
			});
			expect([stdout.includes('honest'), stdout.includes('impostor'), backend]).toEqual([true, false, 'bwrap']);
		}

		expect(impostors.seen()).toBe('bwrap\n');
	},
	{bwrapOnly: 'it starts no bwrap'},
);

eachIdentity(
	'a remembered probe does not say which program to start',
	async identity => {
		await attack(identity, payloads[0] ?? python(''));
		const impostors = placeImpostors(identity);
		const home = placeFolder(identity);
		const remembered = readFileSync(join(identity.home, 'skilllite', 'cache', 'sandbox-probe.json'), 'utf8');
		const forged = JSON.parse(remembered);
		forged.capabilities.bubblewrap = join(impostors.folder, 'bwrap');
		mkdirSync(join(home, 'cache'));
		writeFileSync(join(home, 'cache', 'sandbox-probe.json'), JSON.stringify(forged));
		give(join(home, 'cache'), identity);
		give(join(home, 'cache', 'sandbox-probe.json'), identity);
		const {stdout} = await attack(identity, python("print('honest')"), {before: ['/usr/bin/env', `SKILLLITE_HOME=${home}`]});
		expect(stdout).toContain('honest');
		expect([impostors.seen(), existsSync(join(home, 'cache', 'sandbox-probe.json'))]).toEqual(['', true]);
	},
	{bwrapOnly: 'it starts no bwrap'},
);
