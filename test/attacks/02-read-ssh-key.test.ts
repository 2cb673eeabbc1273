/** Item 2: the user's private key. */

import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {eachIdentity, give, type Identity} from './identity.ts';
import {bash, python} from './payload.ts';
import {attack, runBare} from './sandboxed.ts';
import {readKey} from './the-twenty.ts';

const key = 'canary-key-7d1f0c55b2';

function plantKey(identity: Identity): string {
	const folder = join(identity.home, '.ssh');
	mkdirSync(folder, {recursive: true});
	const path = join(folder, 'id_ed25519');
	writeFileSync(path, `${key}\n`);
	give(folder, identity);
	give(path, identity);
	return path;
}

eachIdentity('Python finds no private key', async identity => {
	const payload = readKey(plantKey(identity));
	expect(await runBare(identity, payload)).toContain(key);
	expect((await attack(identity, payload)).stdout).not.toContain(key);
});

eachIdentity('a shell finds no private key', async identity => {
	const payload = bash(
		`cat ~/.ssh/* ${plantKey(identity)}; cp ${plantKey(identity)} "\${TMPDIR:-/tmp}/$nonce" && cat "\${TMPDIR:-/tmp}/$nonce"; rm -f "\${TMPDIR:-/tmp}/$nonce"`,
	);
	expect(await runBare(identity, payload)).toContain(key);
	expect((await attack(identity, payload)).stdout).not.toContain(key);
});

eachIdentity('a skill keeps a key of its own in its home, for the time of a run', async identity => {
	const payload = python(`
		import os
		os.makedirs(os.path.expanduser('~/.ssh'))
		path = os.path.expanduser('~/.ssh/id_ed25519')
		open(path, 'w').write('own key')
		os.chmod(path, 0o600)
		print(os.path.relpath(path), open(path).read())
	`);
	expect((await attack(identity, payload)).stdout).toContain('\n.ssh/id_ed25519 own key\n');
});
