/** Item 30: a million files without content. Each costs the kernel a kilobyte that no size of a file system counts. */

import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, attackToDeath} from '../sandboxed.ts';

const mebibyte = 1024 * 1024;
const limits = {scratchBytes: 4 * mebibyte, wallSeconds: 20, memoryBytes: 512 * mebibyte};
const bwrapOnly = {bwrapOnly: 'its scratch folder has no size of its own'};

const payloads = {
	'Python makes files': python("for n in range(1_000_000):\n    open(f'/work/{n}', 'w').close()"),
	'Python makes folders': python("import os\nfor n in range(1_000_000):\n    os.mkdir(f'/work/{n}')"),
	'Python makes links': python("import os\nfor n in range(1_000_000):\n    os.symlink('x' * 100, f'/work/{n}')"),
	'Node makes files': node(
		"import {closeSync, openSync} from 'node:fs';\nfor (let n = 0; n < 1e6; n++) closeSync(openSync('/work/' + n, 'w'));",
	),
	'a shell makes files': bash('for ((n = 0; n < 1000000; n++)); do > /work/$n; done'),
};

for (const [what, payload] of Object.entries(payloads)) {
	eachIdentity(
		`${what} until the limit of its scratch folder ends the run`,
		async identity => {
			const outcome = await attackToDeath(identity, payload, {limits});
			expect(outcome.ended).toBe('scratch');
			expect(outcome.stdout).not.toContain(' done');
		},
		bwrapOnly,
	);
}

eachIdentity('a skill makes a thousand files', async identity => {
	const payload = python("import os\nfor n in range(1000):\n    open(str(n), 'w').close()\nprint(len(os.listdir()))");
	expect((await attack(identity, payload, {limits})).stdout).toContain('1000\n');
});
