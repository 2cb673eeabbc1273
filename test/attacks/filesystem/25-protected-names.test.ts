/** Item 25: what a run leaves in a folder that it may write to, for something else to run or obey later. */

import {execFileSync} from 'node:child_process';
import {
	chmodSync,
	existsSync,
	lstatSync,
	mkdirSync,
	renameSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import type {RunOutcome} from '../../../sandbox/envelope.ts';
import {asRoot, asUser, eachIdentity, give, type Identity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, placeFolder, refusal} from '../sandboxed.ts';

const policy = {filesystem: {write: ['.']}};
const bwrapOnly = {bwrapOnly: 'it grants no writing'};

/** A folder of whom the sandbox of root runs as, too: an owner decides that. */
function placeWorkspace(identity: Identity, files: Readonly<Record<string, string>> = {}): string {
	return placeFolder({uid: identity.sandboxUid, gid: identity.sandboxUid}, files);
}

interface Manifest {
	readonly from: string;
	readonly as?: string;
	readonly link?: string;
}

function manifestOf({quarantine}: RunOutcome): readonly Manifest[] {
	const lines = readFileSync(join(quarantine?.folder ?? '', 'manifest.jsonl'), 'utf8')
		.trim()
		.split('\n');
	return lines.map(line => JSON.parse(line) as Manifest);
}

const targetsOf = ({denied}: RunOutcome) => denied.filter(({kind}) => kind === 'file').map(({target}) => target.replace('protected: ', ''));

const planted = [
	'.bashrc',
	'.claude/settings.json',
	'.config/autostart/start.desktop',
	'.envrc',
	'.git/config',
	'.git/hooks/pre-commit',
	'.git/modules/part/HEAD',
	'.github/workflows/push.yml',
	'.mcp.json',
	'.vscode/tasks.json',
	'AGENTS.md',
	'deep/down/.GIT/Hooks/post-checkout',
	'deep/down/.husky/pre-push',
	'deep/worktree/.git',
	'deep/node_modules/x/.git/config',
	'innocent.git/HEAD',
	'open.code-workspace',
];
const kept = [
	'.gitignore',
	'deep/result.txt',
	'deep/node_modules/x/.vscode/tasks.json',
	'innocent.git/objects/x',
	'innocent.git/refs/x',
	'package.json',
];
const moved = planted.filter(path => path !== '.git/modules/part/HEAD');

const payloads = {
	python: python(`
		import os
		for path in ${JSON.stringify([...planted, ...kept])}:
		    os.makedirs(os.path.dirname('./' + path), exist_ok=True)
		    open(path, 'w').write('planted')
		    os.chmod(path, 0o755)
	`),
	node: node(`
		import {mkdirSync, writeFileSync} from 'node:fs';
		import {dirname} from 'node:path';
		for (const path of ${JSON.stringify([...planted, ...kept])}) {
			mkdirSync(dirname(path), {recursive: true});
			writeFileSync(path, 'planted', {mode: 0o755});
		}
	`),
	bash: bash(
		`for path in ${[...planted, ...kept].join(' ')}; do mkdir -p "$(dirname "$path")"; echo planted > "$path"; chmod 755 "$path"; done`,
	),
};

for (const [runtime, payload] of Object.entries(payloads)) {
	eachIdentity(
		`what ${runtime} plants under protected names is moved away, and the rest stays`,
		async identity => {
			const workspace = placeWorkspace(identity);
			const outcome = await attack(identity, payload, {policy, workspace});
			expect(moved.filter(path => existsSync(join(workspace, path)))).toEqual([]);
			expect(kept.filter(path => !existsSync(join(workspace, path)))).toEqual([]);
			expect(outcome).toMatchObject({ended: 'policy', exitCode: 0, quarantine: {files: moved.length}});
			expect(targetsOf(outcome).sort()).toEqual([...moved].sort());
			const folder = outcome.quarantine?.folder ?? '';
			expect(statSync(folder).mode & 0o777).toBe(0o700);
			for (const {from, as = ''} of manifestOf(outcome)) {
				expect(moved).toContain(from.slice(workspace.length + 1));
				expect(statSync(join(folder, as)).mode & 0o7777).toBe(0o600);
				expect(readFileSync(join(folder, as), 'utf8').trim()).toBe('planted');
			}
		},
		bwrapOnly,
	);
}

/** A repository whose hook tells that it ran. */
function placeRepository(identity: Identity, workspace: string) {
	const git = (...args: readonly string[]) =>
		execFileSync('/usr/bin/git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...args], {
			...asUser({uid: identity.sandboxUid, gid: identity.sandboxUid}),
			cwd: workspace,
			env: {PATH: '/usr/bin:/bin', HOME: workspace, GIT_CONFIG_NOSYSTEM: '1', GIT_CEILING_DIRECTORIES: join(workspace, '..')},
			encoding: 'utf8',
			stdio: 'pipe',
		});
	git('init', '-q', '.');
	const hook = join(workspace, '.git', 'hooks', 'post-commit');
	mkdirSync(join(workspace, '.git', 'hooks'), {recursive: true});
	writeFileSync(hook, '#!/bin/sh\necho ran >> hook-ran\n', {mode: 0o755});
	return git;
}

eachIdentity(
	'hooks and settings that are there can neither be changed nor exchanged, and go on working',
	async identity => {
		const workspace = placeWorkspace(identity, {
			'.vscode/settings.json': 'theirs',
			'.envrc.md': 'about',
			'CLAUDE.md': 'theirs',
			'notes.txt': 'x',
		});
		const git = placeRepository(identity, workspace);
		const config = readFileSync(join(workspace, '.git', 'config'), 'utf8');
		const payload = bash(`
			echo 'touch evil' > .git/hooks/post-commit; echo x > .git/hooks/pre-commit; rm -rf .git/hooks; mv .git/hooks .git/h; mv evil .git/hooks
			echo '[core]' >> .git/config; mv .git/config .git/c; ln -f notes.txt .git/config; chmod 777 .git/config
			echo x > .vscode/tasks.json; echo x > .vscode/settings.json; mv .vscode code; rm -rf .vscode
			echo x > CLAUDE.md; ln -sf notes.txt CLAUDE.md; rm -f CLAUDE.md
			echo written > notes.txt
		`);
		const outcome = await attack(identity, payload, {policy, workspace});
		expect(outcome).toMatchObject({ended: 'exit', exitCode: 0});
		expect(outcome.quarantine).toBe(undefined);
		expect(readFileSync(join(workspace, 'notes.txt'), 'utf8')).toBe('written\n');
		expect(readdirSync(join(workspace, '.vscode'))).toEqual(['settings.json']);
		expect(['.vscode/settings.json', 'CLAUDE.md'].map(path => readFileSync(join(workspace, path), 'utf8'))).toEqual(['theirs', 'theirs']);
		expect(readFileSync(join(workspace, '.git', 'config'), 'utf8')).toBe(config);
		git('add', 'notes.txt');
		git('commit', '-qm', 'one');
		expect(readFileSync(join(workspace, 'hook-ran'), 'utf8')).toBe('ran\n');
		expect(existsSync(join(workspace, 'evil'))).toBe(false);
	},
	bwrapOnly,
);

eachIdentity(
	'a repository that a run makes, bare or under any name, starts nothing for the person who enters it',
	async identity => {
		const workspace = placeWorkspace(identity);
		const evil = '[core]\\n\\trepositoryformatversion = 0\\n\\tfsmonitor = touch ran;false\\n';
		const payload = bash(`
			mkdir -p real/.git bare apart linked
			for folder in real/.git bare apart; do
				mkdir -p $folder/objects $folder/refs/heads
				echo 'ref: refs/heads/main' > $folder/HEAD
				printf '${evil}' > $folder/config
			done
			printf '\\tworktree = .\\n' >> bare/config
			echo 'gitdir: ../apart' > linked/.git
		`);
		const control = placeWorkspace(identity);
		execFileSync('/bin/bash', ['-c', payload.source], {...asUser({uid: identity.sandboxUid, gid: identity.sandboxUid}), cwd: control});
		const status = (folder: string) => {
			try {
				execFileSync('/usr/bin/git', ['status'], {
					...asUser({uid: identity.sandboxUid, gid: identity.sandboxUid}),
					cwd: folder,
					env: {PATH: '/usr/bin:/bin', HOME: folder, GIT_CEILING_DIRECTORIES: join(folder, '..')},
					stdio: 'pipe',
				});
			} catch {
				// Not a repository any more, which is the point.
			}

			return existsSync(join(folder, 'ran'));
		};
		const folders = ['real', 'bare', 'linked'];
		expect(folders.map(name => status(join(control, name)))).toEqual([true, true, true]);
		const outcome = await attack(identity, payload, {policy, workspace});
		expect(outcome.ended).toBe('policy');
		expect(folders.map(name => status(join(workspace, name)))).toEqual([false, false, false]);
		expect(targetsOf(outcome).sort()).toEqual(['apart/HEAD', 'bare/HEAD', 'linked/.git', 'real/.git/config']);
	},
	bwrapOnly,
);

eachIdentity(
	'links, hard links and folders that cannot be read hide nothing, and what they lead to stays as it is',
	async identity => {
		const owner = {uid: identity.sandboxUid, gid: identity.sandboxUid};
		const outside = placeFolder(owner, {secret: 'outside'});
		const workspace = placeWorkspace(identity, {'tool.sh': 'echo tool\n'});
		const payload = python(`
			import os
			os.chmod('tool.sh', 0o755)
			os.link('tool.sh', '.envrc')
			os.symlink('${outside}/secret', '.zshrc')
			os.symlink('${outside}', '.claude')
			os.makedirs('stand-in/fish')
			open('stand-in/fish/config.fish', 'w').write('planted')
			os.symlink('stand-in', '.config')
			os.makedirs('closed/inner/.git/hooks')
			open('closed/inner/.git/hooks/pre-commit', 'w').write('planted')
			os.chmod('closed/inner/.git/hooks', 0o500)
			os.chmod('closed/inner', 0)
			os.chmod('closed', 0)
			os.makedirs(b'bad\\xff/.vscode')
			open(b'bad\\xff/.vscode/tasks\\xfe.json', 'w').write('planted')
			os.mkdir('.idea')
		`);
		const outcome = await attack(identity, payload, {policy, workspace});
		expect(outcome.ended).toBe('policy');
		expect(['.envrc', '.zshrc', '.claude', '.config'].filter(name => lstatSync(join(workspace, name), {throwIfNoEntry: false}))).toEqual(
			[],
		);
		expect([statSync(join(workspace, 'tool.sh')).mode & 0o777, readFileSync(join(workspace, 'tool.sh'), 'utf8')]).toEqual([
			0o755,
			'echo tool\n',
		]);
		expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('outside');
		expect(statSync(join(workspace, 'closed')).mode & 0o777).toBe(0);
		execFileSync('chmod', ['-R', 'u+rwx', join(workspace, 'closed')]);
		expect(existsSync(join(workspace, 'closed/inner/.git/hooks/pre-commit'))).toBe(false);
		expect(manifestOf(outcome)).toContainEqual({from: join(workspace, '.zshrc'), link: `${outside}/secret`});
		expect(targetsOf(outcome).sort()).toEqual(
			['.claude', '.config', '.envrc', '.zshrc', 'bad\uFFFD/.vscode/tasks\uFFFD.json', 'closed/inner/.git/hooks/pre-commit'].sort(),
		);
	},
	bwrapOnly,
);

eachIdentity(
	'a thousand of them are all moved, and named by a few and a number',
	async identity => {
		const workspace = placeWorkspace(identity);
		const payload = python(`
			import os
			for n in range(1000):
			    os.makedirs(f'f{n % 100}/{n}/.git/hooks')
			    open(f'f{n % 100}/{n}/.git/hooks/pre-commit', 'w').write('planted')
		`);
		const outcome = await attack(identity, payload, {policy, workspace});
		expect(outcome).toMatchObject({ended: 'policy', quarantine: {files: 1000}});
		expect(execFileSync('find', [workspace, '-name', 'pre-commit'], {encoding: 'utf8'})).toBe('');
		expect(outcome.denied.length).toBeLessThanOrEqual(21);
		expect(outcome.denied.reduce((sum, {count}) => sum + count, 0)).toBe(1000);
	},
	bwrapOnly,
);

eachIdentity(
	'what is hidden deeper than any project goes is told on',
	async identity => {
		const workspace = placeWorkspace(identity);
		const payload = python(`
			import os
			for n in range(1500):
			    os.mkdir('deep-' + 'x' * 20)
			    os.chdir('deep-' + 'x' * 20)
			open('.envrc', 'w').write('planted')
		`);
		const outcome = await attack(identity, payload, {policy, workspace});
		execFileSync('rm', ['-rf', join(workspace, `deep-${'x'.repeat(20)}`)]);
		expect(outcome.ended).toBe('policy');
		expect(targetsOf(outcome)).toEqual([expect.stringMatching(/^deep-x.*\(could not be looked into\)$/)]);
	},
	bwrapOnly,
);

eachIdentity(
	'a name that the workspace has led elsewhere is not granted for writing under its harmless one',
	async identity => {
		const workspace = placeWorkspace(identity, {'.git/hooks/README': 'x', 'output/x': 'x'});
		symlinkSync('.git/hooks', join(workspace, 'results'));
		symlinkSync('output', join(workspace, 'link'));
		const payload = python("open('/workspace/results/pre-commit', 'w').write('planted')");
		expect(await refusal(identity, payload, {policy: {filesystem: {write: ['results']}}, workspace})).toMatchObject({code: 'policy'});
		const honest = python("open('/workspace/link/report', 'w').write('honest')");
		await attack(identity, honest, {policy: {filesystem: {write: ['link']}}, workspace});
		expect(readFileSync(join(workspace, 'output', 'report'), 'utf8')).toBe('honest');
	},
	bwrapOnly,
);

eachIdentity(
	'what was granted by its own protected name may be written',
	async identity => {
		const workspace = placeWorkspace(identity, {'.vscode/settings.json': 'old', 'notes.txt': 'x'});
		const payload = python(
			"open('/workspace/.vscode/settings.json', 'w').write('new')\nopen('/workspace/.vscode/launch.json', 'w').write('new')",
		);
		for (const write of [['.vscode'], ['.', '.vscode']]) {
			expect(await attack(identity, payload, {policy: {filesystem: {write}}, workspace})).toMatchObject({ended: 'exit', denied: []});
		}

		expect(readFileSync(join(workspace, '.vscode', 'settings.json'), 'utf8')).toBe('new');
	},
	bwrapOnly,
);

asRoot(
	'more of them than there is room to stage are held below a home that only its owner enters',
	async identity => {
		const owner = {uid: identity.sandboxUid, gid: identity.sandboxUid};
		const home = placeFolder({uid: 0, gid: 0});
		const packages = Array.from({length: 90}, (_, n) => `p${n}/AGENTS.md`);
		const workspace = placeFolder(owner, Object.fromEntries(packages.map(path => [path, 'theirs'])));
		renameSync(workspace, join(home, 'project'));
		chmodSync(home, 0o700);
		const payload = bash('for n in {0..89}; do echo x > p$n/AGENTS.md; echo honest > p$n/result; done; cat p89/AGENTS.md');
		const outcome = await attack(identity, payload, {policy, workspace: join(home, 'project')});
		expect(outcome.stdout).toContain('theirs');
		expect(outcome.ended).toBe('exit');
		expect(packages.filter(path => readFileSync(join(home, 'project', path), 'utf8') !== 'theirs')).toEqual([]);
		expect(readFileSync(join(home, 'project', 'p7', 'result'), 'utf8')).toBe('honest\n');
	},
	bwrapOnly,
);

eachIdentity(
	'a skill that writes results, and a .gitignore, runs as before',
	async identity => {
		const workspace = placeWorkspace(identity);
		mkdirSync(join(workspace, 'output'));
		give(join(workspace, 'output'), {uid: identity.sandboxUid, gid: identity.sandboxUid});
		const payload = node(`
			import {mkdirSync, writeFileSync} from 'node:fs';
			mkdirSync('output/deep', {recursive: true});
			for (const name of ['.gitignore', '.gitattributes', 'config', 'HEAD', 'deep/report.md', 'deep/hooks', 'package.json']) {
				writeFileSync('output/' + name, 'honest');
			}
		`);
		const outcome = await attack(identity, payload, {policy: {filesystem: {write: ['output']}}, workspace});
		expect(outcome).toMatchObject({ended: 'exit', exitCode: 0, denied: []});
		expect(outcome.quarantine).toBe(undefined);
		expect(readdirSync(join(workspace, 'output')).sort()).toEqual([
			'.gitattributes',
			'.gitignore',
			'HEAD',
			'config',
			'deep',
			'package.json',
		]);
	},
	bwrapOnly,
);
