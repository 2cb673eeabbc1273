/** Item 43: a script as a program, by its first line or by a format that the kernel is taught. */

import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {asRoot, eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, placeFolder, runBare} from '../sandboxed.ts';
import {answer, expectNothingStarted, pythonTools, startedIn} from './starting.ts';

const formats = '/proc/sys/fs/binfmt_misc';
const listed = () => (existsSync(formats) ? readdirSync(formats) : []);

const inPython = python(`${pythonTools}
	import subprocess
	code = 'import sys; print(50001 * 40001, sys.argv[-1])'
	def script(name, first):
	    path = f'{scratch}-{name}'
	    with open(path, 'w') as file:
	        file.write(f'{first}\\n{code}\\n')
	    os.chmod(path, 0o755)
	    return path
	own = script('own', f'#!{binary} -S')
	forked(lambda: os.execv(own, [own, 'execv']))
	forked(lambda: call(EXECVE, own.encode(), strings([own, 'syscall']), none))
	attempt(lambda: subprocess.run([own, 'subprocess']))
	attempt(lambda: os.spawnl(os.P_WAIT, own, own, 'spawnl'))
	twice = script('twice', f'#!{own} -S')
	forked(lambda: os.execv(twice, [twice, 'twice']))
	by_env = script('env', f'#!/usr/bin/env {os.path.basename(binary)}')
	forked(lambda: os.execve(by_env, [by_env, 'env'], {'PATH': os.path.dirname(binary)}))
	for path in [own, twice, by_env]:
	    os.remove(path)
`);

eachIdentity('Python starts no script as a program', async identity => {
	expectNothingStarted(await attack(identity, inPython));
});

asRoot(
	'bare, each of them starts',
	async identity => {
		expect(startedIn(await runBare(identity, inPython))).toEqual(['env', 'execv', 'spawnl', 'subprocess', 'syscall', 'twice']);
	},
	{bwrapOnly: 'it needs no sandbox'},
);

eachIdentity('Node starts no script as a program', async identity => {
	const payload = node(`
		import {spawnSync} from 'node:child_process';
		import {writeFileSync} from 'node:fs';
		const path = process.env.TMPDIR + '/script';
		writeFileSync(path, '#!/opt/node\\nconsole.log(50001 * 40001)', {mode: 0o755});
		await attempt(() => spawnSync(path, {stdio: 'inherit'}).error.code);
		await attempt(() => spawnSync(path, {stdio: 'inherit', shell: true}).error.code);
	`);
	expectNothingStarted(await attack(identity, payload));
});

for (const asCommand of [undefined, true] as const) {
	eachIdentity(
		`${asCommand ? 'the shell of the agent' : 'a shell'} starts no script of its own by its path`,
		async identity => {
			const workspace = placeFolder({uid: identity.sandboxUid, gid: identity.sandboxUid}, {'out/kept': ''});
			const payload = bash(`
				for folder in /work /workspace/out; do
					for first in '#!/usr/bin/bash' '#! /bin/sh -e' '#!/usr/bin/env bash' '# no interpreter' '#!'$folder/other; do
						printf '%s\\necho $((50001 * 40001))\\n' "$first" > $folder/script; cp $folder/script $folder/other
						chmod 755 $folder/script $folder/other
						$folder/script; (cd $folder && ./script); (exec $folder/script); PATH=$folder script; env $folder/script; find $folder/script -exec '{}' ';'
					done
				done
			`);
			const {stdout} = await attack(identity, payload, {
				policy: {filesystem: {write: ['out']}},
				workspace,
				...(asCommand ? {asCommand} : {}),
			});
			expect(stdout).not.toContain(answer);
			expect(existsSync(join(workspace, 'out', 'script'))).toBe(true);
		},
		{bwrapOnly: 'it runs no shell'},
	);
}

eachIdentity(
	'no format is taught to the kernel',
	async identity => {
		const before = listed();
		const words = ':skilllite:M::skilllite::/skill/main.sh:OC';
		await attack(identity, bash(`mkdir -p ${formats}; echo '${words}' > ${formats}/register; echo 1 > ${formats}/status`));
		await attack(
			identity,
			python(`
				for path in ['${formats}/register', '/proc/self/root${formats}/register']:
				    attempt(lambda: open(path, 'w').write('${words}'))
			`),
		);
		expect(listed()).toEqual(before);
	},
	{bwrapOnly: 'it runs no shell'},
);

eachIdentity(
	'a shell runs a script of its skill by naming the shell',
	async identity => {
		const {stdout} = await attack(identity, bash('. /skill/more.sh; bash /skill/more.sh'), {
			files: {'more.sh': 'echo $((50001 * 40001))\n'},
		});
		expect(stdout).toContain(`${answer}\n${answer}\n`);
	},
	{bwrapOnly: 'it runs no shell'},
);
