/** Item 4: out of the skill's folder by way of `..`, links and odd spellings. */

import {expect} from 'vitest';
import {eachIdentity} from './identity.ts';
import {bash, python} from './payload.ts';
import {attack, placeFolder, runBare} from './sandboxed.ts';
import {climbTo} from './the-twenty.ts';

const secret = 'canary-traversal-1be2c9';

eachIdentity('no spelling of a path leads out of the sandbox', async identity => {
	const target = `${placeFolder(identity, {secret})}/secret`;
	const payload = climbTo(target);
	expect(await runBare(identity, payload)).toContain(secret);
	expect((await attack(identity, payload)).stdout).not.toContain(secret);
});

eachIdentity('a link that the skill makes leads to nothing of the host', async identity => {
	const target = `${placeFolder(identity, {secret})}/secret`;
	const payload = bash(`
		folder=\${TMPDIR:-/tmp}
		ln -s ${target} "$folder/$nonce" && cat "$folder/$nonce"
		ln ${target} "$folder/$nonce-hard" && cat "$folder/$nonce-hard"
		rm -f "$folder/$nonce" "$folder/$nonce-hard"
	`);
	expect(await runBare(identity, payload)).toContain(secret);
	expect((await attack(identity, payload)).stdout).not.toContain(secret);
});

eachIdentity('a skill uses .. and links within what is its own', async identity => {
	const payload = python(`
		import os
		here = os.path.dirname(__file__)
		os.makedirs('a/b')
		open('note', 'w').write('within')
		os.symlink('../note', 'a/link')
		print(open('a/b/../../note').read(), open('a/link').read(), open(here + '/../' + os.path.basename(here) + '/data/own').read())
	`);
	expect((await attack(identity, payload, {files: {'data/own': 'own data'}})).stdout).toContain('within within own data');
});
