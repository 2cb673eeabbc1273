/** A granted workspace: honest files are there, keys and credentials are not, and nothing leads out. */

import {existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {eachIdentity, give, type Identity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, placeFolder, refusal} from '../sandboxed.ts';

const secret = 'canary-workspace-e2d0';
const hidden = [
	'.env',
	'.env.local',
	'.envrc',
	'objects/.env',
	'deep/.env.production',
	'server.pem',
	'deep/tls.key',
	'.ssh/id_ed25519',
	'id_rsa',
	'.aws/credentials',
	'.npmrc',
	'.netrc',
	'deep/.git-credentials',
	'credentials.json',
	'.kube/config',
	'.skilllite/settings.json',
	'production.env',
	'deep/secrets.yaml',
	'main.tfstate',
	'.config/gh/hosts.yml',
	'.mozilla/firefox/profile/notes',
	'deep/profile/Login Data',
	'.vault-token',
];

function placeWorkspace(identity: Identity): string {
	const secrets = Object.fromEntries(hidden.map(path => [path, `${secret}\n`]));
	const workspace = placeFolder(identity, {
		...secrets,
		'.git/config': `[remote "origin"]\n\turl = https://someone:${secret}@git.example/repo.git\n`,
		'.git/modules/part/config': `[remote "origin"]\n\turl = https://${secret}@git.example/part.git\n`,
		'.git/HEAD': 'ref: refs/heads/main\n',
		'data/table.csv': 'a,b\n1,2\n',
		'environment.md': 'about the environment\n',
		'plain/.git/config': '[core]\n\tbare = false\n',
	});
	return workspace;
}

/** Secrets by the name of a link. */
function placeLinks(workspace: string): void {
	symlinkSync('../envs/production', join(workspace, 'deep', '.env.staging'));
	symlinkSync('../ring', join(workspace, 'deep', '.gnupg'));
}

const readAll = python(`
	import os
	for folder, _, names in os.walk('/workspace'):
	    for name in names:
	        attempt(lambda: name + ' ' + open(os.path.join(folder, name)).read())
	for path in ${JSON.stringify([...hidden, '.git/config'])}:
	    attempt(lambda: open('/workspace/' + path).read())
`);

for (const policy of [{filesystem: {read: ['.']}}, {filesystem: {write: ['.']}}]) {
	eachIdentity(`a workspace granted to ${Object.keys(policy.filesystem)[0]} hides its secrets and shows the rest`, async identity => {
		const {stdout} = await attack(identity, readAll, {policy, workspace: placeWorkspace(identity)});
		expect(stdout).not.toContain(secret);
		expect(stdout).toContain('table.csv a,b\n1,2');
		expect(stdout).toContain('environment.md about the environment');
		expect(stdout).toContain('HEAD ref: refs/heads/main');
		expect(stdout).toContain('config [core]\n\tbare = false');
	});
}

eachIdentity(
	'what only a link tells to be secret is hidden, and not granted for writing: a run could take the link away',
	async identity => {
		const workspace = placeFolder(identity, {
			'envs/production': secret,
			'ring/first': secret,
			'deep/table.csv': 'a,b',
			'keys/prod.pem': secret,
		});
		placeLinks(workspace);
		symlinkSync('../keys/prod.pem', join(workspace, 'deep', 'id_rsa'));
		const {stdout} = await attack(identity, readAll, {policy: {filesystem: {read: ['.']}}, workspace});
		expect(stdout).not.toContain(secret);
		expect(stdout).toContain('table.csv a,b');
		expect(await refusal(identity, readAll, {policy: {filesystem: {write: ['.']}}, workspace})).toMatchObject({code: 'policy'});
		// A link to what is known by a name of its own tells nothing new.
		const write = {filesystem: {write: ['deep', 'keys']}};
		expect((await attack(identity, readAll, {policy: write, workspace})).stdout).not.toContain(secret);
	},
);

eachIdentity('a folder whose name makes what is in it a secret cannot be renamed', async identity => {
	const workspace = placeFolder(identity, {'.config/gh/hosts.yml': secret, '.config/app.json': '{}'});
	const policy = {filesystem: {write: ['.']}};
	await attack(identity, bash('mv .config config; echo changed > .config/app.json'), {policy, workspace});
	expect([existsSync(join(workspace, 'config')), readFileSync(join(workspace, '.config', 'app.json'), 'utf8')]).toEqual([
		false,
		'changed\n',
	]);
	expect((await attack(identity, bash('cat config/gh/hosts.yml .config/gh/hosts.yml'), {policy, workspace})).stdout).not.toContain(secret);
});

eachIdentity('a cover over a secret cannot be written, moved or taken away', async identity => {
	const workspace = placeWorkspace(identity);
	const payload = bash(`
		cd /workspace
		echo changed > .env; rm -f .env; mv .env elsewhere; mv deep deeper; ln -f .env linked; chmod 777 .env
		rm -rf .ssh; mv .ssh ssh; mkdir .ssh/sub
		cat .env elsewhere linked deeper/.env.production ssh/id_ed25519 .ssh/id_ed25519
	`);
	const {stdout} = await attack(identity, payload, {policy: {filesystem: {write: ['.']}}, workspace});
	expect(stdout).not.toContain(secret);
	const moved = hidden.map(path => path.replace(/^deep/, 'deeper'));
	expect(moved.filter(path => readFileSync(join(workspace, path), 'utf8') !== `${secret}\n`)).toEqual([]);
});

eachIdentity('a link out of the workspace is not granted, and one inside a granted folder leads nowhere', async identity => {
	const outside = placeFolder(identity, {secret});
	const workspace = placeWorkspace(identity);
	symlinkSync(outside, join(workspace, 'out'));
	symlinkSync(join(outside, 'secret'), join(workspace, 'data', 'link'));
	for (const grant of [{read: ['out']}, {read: ['out/secret']}, {write: ['out']}, {write: ['out/new/folder']}]) {
		const error = await refusal(identity, readAll, {policy: {filesystem: grant}, workspace});
		expect(error).toMatchObject({name: 'PolicyError', code: 'policy'});
	}

	expect(existsSync(join(outside, 'new'))).toBe(false);
	const {stdout} = await attack(identity, readAll, {policy: {filesystem: {read: ['data']}}, workspace});
	expect(stdout).not.toContain(secret);
});

eachIdentity('a secret cannot be granted by name', async identity => {
	const workspace = placeWorkspace(identity);
	for (const path of ['.env', '.ssh', '.ssh/id_ed25519', 'server.pem', '.aws/credentials']) {
		expect(await refusal(identity, readAll, {policy: {filesystem: {read: [path]}}, workspace})).toMatchObject({code: 'policy'});
	}
});

eachIdentity('a read grant cannot be written, and what was not granted is not there', async identity => {
	const workspace = placeWorkspace(identity);
	const payload = node(`
		import {readFileSync, writeFileSync, unlinkSync} from 'node:fs';
		await attempt(() => writeFileSync('/workspace/data/table.csv', 'changed'));
		await attempt(() => unlinkSync('/workspace/data/table.csv'));
		await attempt(() => writeFileSync('/workspace/data/new', 'new'));
		await attempt(() => 'saw ' + readFileSync('/workspace/environment.md', 'utf8'));
	`);
	const {stdout} = await attack(identity, payload, {policy: {filesystem: {read: ['data']}}, workspace});
	expect(stdout).not.toContain('saw');
	expect(readFileSync(join(workspace, 'data', 'table.csv'), 'utf8')).toBe('a,b\n1,2\n');
	expect(existsSync(join(workspace, 'data', 'new'))).toBe(false);
});

eachIdentity('a write grant is written, as the owner of the folder, and no set-user-ID file is made', async identity => {
	const workspace = placeWorkspace(identity);
	mkdirSync(join(workspace, 'output'));
	give(join(workspace, 'output'), {uid: identity.sandboxUid, gid: identity.sandboxUid});
	const payload = python(`
		import os
		os.makedirs('output/deep', exist_ok=True)
		open('output/deep/result.json', 'w').write('{"rows": 1}')
		print(os.getcwd(), open('data/table.csv').read())
		attempt(lambda: os.chmod('output/deep/result.json', 0o4755))
		attempt(lambda: os.close(os.open('output/suid', os.O_CREAT | os.O_WRONLY, 0o4755)))
	`);
	const {stdout, usage} = await attack(identity, payload, {policy: {filesystem: {read: ['data'], write: ['output']}}, workspace});
	expect(readFileSync(join(workspace, 'output', 'deep', 'result.json'), 'utf8')).toBe('{"rows": 1}');
	expect(stdout).toContain('/workspace a,b\n1,2');
	expect(stdout).not.toContain('gained');
	expect(existsSync(join(workspace, 'output', 'suid'))).toBe(false);
	expect(usage.writtenBytes).toBeGreaterThanOrEqual(11);
});

eachIdentity('a secret that was moved along with its folder is hidden from the next run too', async identity => {
	const workspace = placeFolder(identity, {
		'conf/.env': secret,
		'.git/config': `[remote "origin"]\n\turl = https://someone:${secret}@git.example/repo.git\n`,
		'code/main.py': 'print()\n',
	});
	const policy = {filesystem: {write: ['.']}};
	await attack(identity, bash('mv conf venv; mv .git node_modules; mv code src'), {policy, workspace});
	expect(existsSync(join(workspace, 'venv', '.env'))).toBe(true);
	const {stdout} = await attack(identity, bash('cat venv/.env node_modules/config src/main.py'), {policy, workspace});
	expect(stdout).not.toContain(secret);
	expect(stdout).toContain('print()');
});

eachIdentity('what this program itself believes is not granted with the folder around it', async identity => {
	const own = join(identity.home, 'skilllite');
	mkdirSync(own, {recursive: true});
	give(own, identity);
	writeFileSync(join(own, 'settings.json'), secret);
	give(join(own, 'settings.json'), identity);
	const payload = bash(`
		cat skilllite/settings.json
		echo forged > skilllite/consents.json; echo forged > cache/skilllite/forged
		ls skilllite cache/skilllite
		echo ours > mine.txt
	`);
	const {stdout} = await attack(identity, payload, {policy: {filesystem: {write: ['.']}}, workspace: identity.home});
	expect(stdout).not.toContain(secret);
	expect(existsSync(join(own, 'consents.json'))).toBe(false);
	expect(existsSync(join(identity.home, 'cache', 'skilllite', 'forged'))).toBe(false);
	expect(readFileSync(join(identity.home, 'mine.txt'), 'utf8')).toBe('ours\n');
	const refused = await refusal(identity, payload, {policy: {filesystem: {write: ['skilllite']}}, workspace: identity.home});
	expect(refused.code).toBe('policy');
});
