/** Item 39: a program that a skill brings along or writes, and then starts by its path. */

import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {asRoot, eachIdentity, type Identity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, placeFolder, type RunOptions, runBare} from '../sandboxed.ts';
import {answer, expectNothingStarted, withExpr} from './starting.ts';

const folders = ['/work', '/workspace/out', '/skill', '/dev/shm', '/tmp'];

const payloads = {
	Python: python(`
		import os, shutil, subprocess
		own = os.path.dirname(os.path.realpath(__file__)) + '/expr'
		words = ['expr', '50001', '*', '40001']
		for folder in [os.environ.get('TMPDIR', '/tmp'), *${JSON.stringify(folders)}]:
		    path = folder + '/expr'
		    attempt(lambda: shutil.copy(own, path) and os.chmod(path, 0o755))
		    attempt(lambda: subprocess.check_output([path, *words[1:]]).decode())
		    attempt(lambda: os.posix_spawn(path, words, {}) and os.wait())
		    attempt(lambda: os.spawnv(os.P_WAIT, path, words))
	`),
	Node: node(`
		import {execFileSync, spawnSync} from 'node:child_process';
		import {chmodSync, copyFileSync} from 'node:fs';
		const own = import.meta.dirname + '/expr';
		for (const folder of [process.env.TMPDIR ?? '/tmp', ...${JSON.stringify(folders)}]) {
			await attempt(() => (copyFileSync(own, folder + '/expr'), chmodSync(folder + '/expr', 0o755)));
			await attempt(() => execFileSync(folder + '/expr', ['50001', '*', '40001']));
			await attempt(() => spawnSync('./expr', ['50001', '*', '40001'], {cwd: folder}).stdout);
		}
	`),
	bash: bash(`
		for folder in ${folders.join(' ')}; do
			cp "$(dirname "$0")/expr" $folder/expr || cp in/expr $folder/expr; chmod 755 $folder/expr
			$folder/expr 50001 '*' 40001; (cd $folder && ./expr 50001 '*' 40001); (exec -a expr $folder/expr 50001 '*' 40001)
			PATH=$folder /usr/bin/env expr 50001 '*' 40001; find $folder -name expr -exec '{}' 50001 '*' 40001 ';'
			cp $folder/expr $folder/other; chmod 755 $folder/other; ln $folder/expr $folder/linked; ln -s $folder/expr $folder/link
			mkdir -p $folder/bin; mv $folder/other $folder/bin/other; $folder/bin/other 50001 '*' 40001
			$folder/linked 50001 '*' 40001; $folder/link 50001 '*' 40001
		done
	`),
};

function granted(identity: Identity): RunOptions & {readonly workspace: string} {
	const workspace = placeFolder({uid: identity.sandboxUid, gid: identity.sandboxUid}, {'out/kept': ''});
	return identity.backend === 'bwrap' ? {policy: {filesystem: {write: ['out']}}, workspace} : {workspace};
}

for (const runtime of ['Python', 'Node'] as const) {
	eachIdentity(`${runtime} starts nothing that it brought along or wrote`, async identity => {
		const {workspace, ...options} = granted(identity);
		const payload = payloads[runtime];
		expectNothingStarted(await attack(identity, payload, {...options, workspace, skill: withExpr(payload)}));
		// It was there to be started.
		expect(existsSync(join(workspace, 'out', 'expr'))).toBe(identity.backend === 'bwrap');
	});

	asRoot(
		`bare, ${runtime} starts it`,
		async identity => {
			const payload = payloads[runtime];
			expect(await runBare(identity, payload, {skill: withExpr(payload)})).toContain(answer);
		},
		{bwrapOnly: 'it needs no sandbox'},
	);
}

eachIdentity(
	'a shell starts nothing that it brought along or wrote',
	async identity => {
		const {workspace, ...options} = granted(identity);
		const {stdout} = await attack(identity, payloads.bash, {...options, workspace, skill: withExpr(payloads.bash)});
		expect(stdout).not.toContain(answer);
		expect(existsSync(join(workspace, 'out', 'expr'))).toBe(true);
	},
	{bwrapOnly: 'it runs no shell'},
);

eachIdentity(
	'nor does the shell of the agent',
	async identity => {
		const payload = bash(`
			for folder in /work /workspace/out; do
				cp /usr/bin/expr $folder/expr; chmod 755 $folder/expr
				$folder/expr 50001 '*' 40001; (exec -a expr $folder/expr 50001 '*' 40001); ln -s /work/expr $folder/link; $folder/link 50001 '*' 40001
			done
			echo 'int main(){printf("%d\\\\n", 50001 * 40001);}' > /work/own.c; cc -w -o /work/own /work/own.c && /work/own
		`);
		const {workspace, ...options} = granted(identity);
		const {stdout} = await attack(identity, payload, {...options, workspace, asCommand: true});
		expect(stdout).not.toContain(answer);
		expect(existsSync(join(workspace, 'out', 'expr'))).toBe(true);
	},
	{bwrapOnly: 'it runs no shell'},
);

eachIdentity(
	'a shell runs a script that it wrote by naming the shell',
	async identity => {
		const {stdout} = await attack(identity, bash("echo 'echo $((50001 * 40001))' > /work/script; bash /work/script; . /work/script"));
		expect(stdout).toContain(`${answer}\n${answer}\n`);
	},
	{bwrapOnly: 'it runs no shell'},
);
