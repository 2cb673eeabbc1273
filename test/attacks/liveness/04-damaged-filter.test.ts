/** Item 4: a filter, or anything else of the policy block, that is cut, damaged or not there. The canary is a file that the script would write. */

import {existsSync, mkdirSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {eachIdentity, give, type Identity} from '../identity.ts';
import {bash, node, type Payload, python} from '../payload.ts';
import {attack, placeFolder, startSandboxed} from '../sandboxed.ts';
import {tamperings} from '../tampered-run.ts';

const policy = {filesystem: {write: ['out']}};
const payloads: readonly Payload[] = [
	python("open('/workspace/out/ran', 'w').write('ran')"),
	node("import {writeFileSync} from 'node:fs';\nwriteFileSync('/workspace/out/ran', '');"),
	bash('echo > /workspace/out/ran'),
];
const bwrapOnly = {bwrapOnly: 'it grants no writing'};

function placeWorkspace(identity: Identity): string {
	const owner = {uid: identity.sandboxUid, gid: identity.sandboxUid};
	const workspace = placeFolder(owner);
	mkdirSync(join(workspace, 'out'));
	give(join(workspace, 'out'), owner);
	return workspace;
}

eachIdentity(
	'the launcher runs nothing under a policy block that is damaged in any way',
	async identity => {
		for (const payload of payloads) {
			const workspace = placeWorkspace(identity);
			const last = await startSandboxed(identity, payload, {policy, workspace, tamper: tamperings}).last;
			expect(last).toEqual({
				type: 'tampered',
				results: tamperings.map(tampering => ({tampering, failed: true, started: false, stdout: ''})),
			});
			expect(readdirSync(join(workspace, 'out'))).toEqual([]);
		}
	},
	bwrapOnly,
);

eachIdentity(
	'the same jobs run under a block that is whole',
	async identity => {
		for (const payload of payloads) {
			const workspace = placeWorkspace(identity);
			await attack(identity, payload, {policy, workspace});
			expect(existsSync(join(workspace, 'out', 'ran'))).toBe(true);
		}
	},
	bwrapOnly,
);
