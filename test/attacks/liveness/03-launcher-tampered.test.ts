/** Launcher and supervisor that are not what was built: nothing runs. The canary is a file that the script would write. */

import {chmodSync, cpSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, inject} from 'vitest';
import {eachIdentity, give, type Identity} from '../identity.ts';
import {python} from '../payload.ts';
import {attack, placeFolder, refusal} from '../sandboxed.ts';

const policy = {filesystem: {write: ['out']}};
const payload = python("open('/workspace/out/ran', 'w').write('ran')");

/** A second world, whose native programs `damage` may change. */
function damagedWorld(damage: (natives: string) => void): string {
	const {folder} = inject('world');
	const copy = mkdtempSync(join(folder, 'damaged-'));
	chmodSync(copy, 0o755);
	for (const name of ['package.json', 'runner.mjs', 'dist']) {
		cpSync(join(folder, name), join(copy, name), {recursive: true, preserveTimestamps: true});
	}

	mkdirSync(join(copy, 'bin'));
	linkSync(join(folder, 'bin', 'node'), join(copy, 'bin', 'node'));
	damage(join(copy, 'dist', 'native', `${process.platform}-${process.arch}`));
	return copy;
}

function placeWorkspace(identity: Identity): string {
	const owner = {uid: identity.sandboxUid, gid: identity.sandboxUid};
	const workspace = placeFolder(owner);
	mkdirSync(join(workspace, 'out'));
	give(join(workspace, 'out'), owner);
	return workspace;
}

function changeByte(path: string): void {
	const bytes = readFileSync(path);
	bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
	writeFileSync(path, bytes);
}

const damages: Readonly<Record<string, (natives: string) => void>> = {
	'a launcher with one bit changed': natives => changeByte(join(natives, 'launch')),
	'a supervisor with one bit changed': natives => changeByte(join(natives, 'supervise')),
	'a launcher cut short': natives => writeFileSync(join(natives, 'launch'), readFileSync(join(natives, 'launch')).subarray(0, 100)),
	'no launcher': natives => rmSync(join(natives, 'launch')),
	'no sums': natives => rmSync(join(natives, 'SHA256SUMS')),
	'sums of something else': natives =>
		writeFileSync(join(natives, 'SHA256SUMS'), `${'0'.repeat(64)}  launch\n${'0'.repeat(64)}  supervise\n`),
	'the two programs swapped': natives => {
		const launch = readFileSync(join(natives, 'launch'));
		writeFileSync(join(natives, 'launch'), readFileSync(join(natives, 'supervise')));
		writeFileSync(join(natives, 'supervise'), launch);
	},
};

for (const [name, damage] of Object.entries(damages)) {
	eachIdentity(`nothing runs with ${name}`, async identity => {
		const workspace = placeWorkspace(identity);
		const error = await refusal(identity, payload, {policy, workspace, world: damagedWorld(damage)});
		expect(error).toMatchObject({
			name: 'SandboxError',
			code: 'sandbox-unavailable',
			hint: expect.stringContaining('npm run build:launcher'),
		});
		expect(readdirSync(join(workspace, 'out'))).toEqual([]);
	});
}

for (const name of ['launch', 'supervise']) {
	eachIdentity(`nothing runs with a ${name} that is whole and may not be executed`, async identity => {
		const workspace = placeWorkspace(identity);
		const error = await refusal(identity, payload, {
			policy,
			workspace,
			world: damagedWorld(natives => chmodSync(join(natives, name), 0o644)),
		});
		expect(error).toMatchObject({name: 'SandboxError', code: expect.stringMatching(/^sandbox-(?:unavailable|setup|spawn)$/)});
		expect(readdirSync(join(workspace, 'out'))).toEqual([]);
	});
}

eachIdentity('the same job runs where nothing was damaged', async identity => {
	const workspace = placeWorkspace(identity);
	await attack(identity, payload, {policy, workspace, world: damagedWorld(() => {})});
	expect(existsSync(join(workspace, 'out', 'ran'))).toBe(true);
});
