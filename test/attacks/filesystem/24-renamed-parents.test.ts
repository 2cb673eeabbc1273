/** Item 24: what must stay where it is, moved along with the folder around it, so that something else can take its place. */

import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {eachIdentity, type Identity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, placeFolder} from '../sandboxed.ts';

const secret = 'canary-renamed-2f60';
const policy = {filesystem: {write: ['.']}};
const bwrapOnly = {bwrapOnly: 'it grants no writing'};

function placeWorkspace(identity: Identity): string {
	return placeFolder(
		{uid: identity.sandboxUid, gid: identity.sandboxUid},
		{
			'app/.git/hooks/pre-commit': 'theirs',
			'app/.git/config': '[core]\n',
			'app/.git/HEAD': 'ref: x\n',
			'app/.vscode/tasks.json': 'theirs',
			'app/.env': secret,
		},
	);
}

/** Renames each ancestor in turn, puts a folder of its own there, and tries to get at what went along. */
const payloads = {
	Python: python(`
		import os, shutil
		os.rename('app/.git', 'app/aside')
		os.makedirs('app/.git/hooks')
		open('app/.git/hooks/pre-commit', 'w').write('planted')
		os.rename('app', 'moved')
		os.makedirs('app/.vscode')
		open('app/.vscode/tasks.json', 'w').write('planted')
		for path in ['moved/.env', 'moved/aside/hooks/pre-commit']:
		    attempt(lambda: open(path, 'r+').read())
		    attempt(lambda: os.unlink(path))
		    attempt(lambda: os.rename(path, 'taken'))
		attempt(lambda: os.rename('moved/.vscode', 'moved/code'))
		shutil.rmtree('moved', ignore_errors=True)
	`),
	Node: node(`
		import {mkdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync} from 'node:fs';
		renameSync('app/.git', 'app/aside');
		mkdirSync('app/.git/hooks', {recursive: true});
		writeFileSync('app/.git/hooks/pre-commit', 'planted');
		renameSync('app', 'moved');
		mkdirSync('app/.vscode', {recursive: true});
		writeFileSync('app/.vscode/tasks.json', 'planted');
		for (const path of ['moved/.env', 'moved/aside/hooks/pre-commit']) {
			await attempt(() => { writeFileSync(path, 'planted'); return 'written'; });
			await attempt(() => { unlinkSync(path); return 'removed'; });
			await attempt(() => { renameSync(path, 'taken'); return 'taken'; });
		}
		try { rmSync('moved', {recursive: true, force: true}); } catch {}
	`),
	bash: bash(`
		mv app/.git app/aside; mkdir -p app/.git/hooks; echo planted > app/.git/hooks/pre-commit
		mv app moved; mkdir -p app/.vscode; echo planted > app/.vscode/tasks.json
		for path in moved/.env moved/aside/hooks/pre-commit; do echo planted > $path && echo gained:; rm -f $path && echo gained:; mv $path taken && echo gained:; done
		mv moved/.vscode moved/code && echo gained:; rm -rf moved; cat moved/.env taken
	`),
};

for (const [runtime, payload] of Object.entries(payloads)) {
	eachIdentity(
		`${runtime} renames the folders around hooks, settings and secrets, and gains nothing`,
		async identity => {
			const workspace = placeWorkspace(identity);
			const outcome = await attack(identity, payload, {policy, workspace});
			expect(outcome.stdout).not.toContain('gained');
			expect(outcome.stdout).not.toContain(secret);
			expect(readFileSync(join(workspace, 'moved/aside/hooks/pre-commit'), 'utf8')).toBe('theirs');
			expect(readFileSync(join(workspace, 'moved/.vscode/tasks.json'), 'utf8')).toBe('theirs');
			expect(readFileSync(join(workspace, 'moved/.env'), 'utf8')).toBe(secret);
			// A shell's `mv` copies where it may not rename: what it can read there is a hook as it was, and nothing of the secret.
			expect(['app/.git/hooks/pre-commit', 'app/.vscode/tasks.json'].filter(path => existsSync(join(workspace, path)))).toEqual([]);
			expect(outcome.ended).toBe('policy');
			expect(outcome.quarantine?.files).toBeGreaterThanOrEqual(1);
		},
		bwrapOnly,
	);
}

eachIdentity(
	'a skill that renames a project takes its hooks and settings along',
	async identity => {
		const workspace = placeWorkspace(identity);
		const outcome = await attack(identity, bash('mv app renamed; mkdir -p docs; mv renamed docs/'), {policy, workspace});
		expect(outcome).toMatchObject({ended: 'exit', denied: []});
		expect(readdirSync(join(workspace, 'docs/renamed')).sort()).toEqual(['.env', '.git', '.vscode']);
		expect(readFileSync(join(workspace, 'docs/renamed/.git/hooks/pre-commit'), 'utf8')).toBe('theirs');
	},
	bwrapOnly,
);
