/** Every step of the set-up made to fail once: nothing runs. The canary is a file that the script would write. */

import {chmodSync, cpSync, existsSync, mkdirSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, inject, onTestFinished} from 'vitest';
import {eachIdentity, give, type Identity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, placeFolder, placeSkill, refusal, type RunOptions} from '../sandboxed.ts';

const policy = {filesystem: {write: ['out']}};
const payload = python("open('/workspace/out/ran', 'w').write('ran')");

function placeWorkspace(identity: Identity): string {
	const owner = {uid: identity.sandboxUid, gid: identity.sandboxUid};
	const workspace = placeFolder(owner);
	mkdirSync(join(workspace, 'out'));
	give(join(workspace, 'out'), owner);
	return workspace;
}

/** Faults of the machine that a whole run meets. */
const faults: Readonly<Record<string, (identity: Identity) => RunOptions>> = {
	'a skill that is not there': () => ({skill: join(inject('world').folder, 'no-such-skill')}),
	'too few descriptors to hold the interpreter': () => ({before: ['/bin/bash', '-c', 'ulimit -n 256; exec "$@"', 'few']}),
};

for (const [name, fault] of Object.entries(faults)) {
	eachIdentity(`nothing runs with ${name}`, async identity => {
		const workspace = placeWorkspace(identity);
		for (const script of [
			payload,
			node("import {writeFileSync} from 'node:fs';\nwriteFileSync('/workspace/out/ran', '');"),
			bash('echo > /workspace/out/ran'),
		]) {
			const error = await refusal(identity, script, {policy, workspace, ...fault(identity)});
			expect(error).toMatchObject({name: 'SandboxError', code: expect.stringMatching(/^sandbox-(?:unavailable|setup)$/)});
		}

		expect(readdirSync(join(workspace, 'out'))).toEqual([]);
	});
}

eachIdentity('nothing runs from a skill that the sandbox may not read', async identity => {
	const workspace = placeWorkspace(identity);
	for (const hide of [(skill: string) => skill, (skill: string) => join(skill, payload.script)]) {
		const skill = placeSkill(payload);
		chmodSync(hide(skill), 0);
		// An ordinary user could not remove it otherwise.
		onTestFinished(() => chmodSync(hide(skill), 0o700));
		const error = await refusal(identity, payload, {policy, workspace, skill});
		expect(error).toMatchObject({name: 'SandboxError', code: 'sandbox-setup'});
	}

	expect(readdirSync(join(workspace, 'out'))).toEqual([]);
});

eachIdentity('a readable skill below a folder that only its owner enters is bound there', async identity => {
	const workspace = placeWorkspace(identity);
	const home = placeFolder(identity);
	const skill = join(home, 'skill');
	cpSync(placeSkill(payload), skill, {recursive: true});
	give(home, identity);
	chmodSync(home, 0o700);
	await attack(identity, payload, {policy, workspace, skill});
	expect(existsSync(join(workspace, 'out', 'ran'))).toBe(true);
});

eachIdentity('the same job runs where nothing fails', async identity => {
	const workspace = placeWorkspace(identity);
	await attack(identity, payload, {policy, workspace});
	expect(existsSync(join(workspace, 'out', 'ran'))).toBe(true);
});
