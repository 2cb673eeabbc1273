/** Items 22: the skill itself, its interpreter and libraries, the launcher: nothing that the next run would start can be changed. */

import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, placeFolder, placeSkill} from '../sandboxed.ts';

const targets = [
	'/skill/main.py',
	'/skill/main.mjs',
	'/skill/main.sh',
	'/skill/notes.txt',
	'/run/launch',
	'/usr/bin/bash',
	'/opt/node',
	'/dev/null/x',
];
const folders = ['/', '/skill', '/run', '/usr', '/usr/bin', '/usr/lib', '/lib', '/opt', '/dev', '/workspace'];

const payloads = {
	Python: python(`
		import os, sys, json
		for path in [*${JSON.stringify(targets)}, os.path.realpath(sys.executable), json.__file__, os.__file__, '/lib/x86_64-linux-gnu/libc.so.6']:
		    for flags in [os.O_WRONLY, os.O_RDWR, os.O_WRONLY | os.O_TRUNC, os.O_WRONLY | os.O_APPEND]:
		        attempt(lambda: os.open(path, flags))
		    attempt(lambda: os.truncate(path, 0))
		    attempt(lambda: os.unlink(path))
		    attempt(lambda: os.rename(path, path + '.old'))
		for folder in [*${JSON.stringify(folders)}, os.path.dirname(os.__file__), sys.prefix]:
		    attempt(lambda: os.open(folder + '/planted', os.O_CREAT | os.O_WRONLY))
		    attempt(lambda: os.mkdir(folder + '/planted-folder'))
		    attempt(lambda: os.symlink('/work', folder + '/planted-link'))
		    attempt(lambda: os.rename(folder, folder + '-old'))
	`),
	Node: node(`
		import {mkdirSync, openSync, renameSync, truncateSync, unlinkSync, writeFileSync} from 'node:fs';
		for (const path of [...${JSON.stringify(targets)}]) {
			for (const flags of ['r+', 'a', 'w']) await attempt(() => openSync(path, flags));
			await attempt(() => truncateSync(path));
			await attempt(() => unlinkSync(path));
			await attempt(() => renameSync(path, path + '.old'));
		}
		for (const folder of ${JSON.stringify(folders)}) {
			await attempt(() => writeFileSync(folder + '/planted', ''));
			await attempt(() => mkdirSync(folder + '/planted-folder'));
		}
	`),
	bash: bash(`
		for path in ${targets.join(' ')}; do
			(exec 9>>"$path") && echo "gained: $path"; rm -f "$path" 2>&1 || true; mv "$path" "$path.old" && echo gained:; truncate -s 0 "$path" && echo gained:
		done
		for folder in ${folders.join(' ')}; do touch "$folder/planted" && echo "gained: $folder"; mkdir "$folder/planted-folder" && echo gained:; done
	`),
};

for (const [runtime, payload] of Object.entries(payloads)) {
	eachIdentity(
		`${runtime} changes neither the skill nor what runs it`,
		async identity => {
			const skill = placeSkill(payload, {'notes.txt': 'notes'});
			const before = readdirSync(skill).map(name => [name, readFileSync(join(skill, name), 'utf8'), statSync(join(skill, name)).mtimeMs]);
			const {stdout} = await attack(identity, payload, {skill});
			expect(stdout).not.toContain('gained');
			expect(readdirSync(skill).map(name => [name, readFileSync(join(skill, name), 'utf8'), statSync(join(skill, name)).mtimeMs])).toEqual(
				before,
			);
		},
		runtime === 'bash' ? {bwrapOnly: 'it runs no shell'} : {},
	);
}

eachIdentity(
	'nor with a grant to write beside it, and a next run finds all as it was',
	async identity => {
		const workspace = placeFolder({uid: identity.sandboxUid, gid: identity.sandboxUid}, {'out/x': ''});
		const options = {policy: {filesystem: {write: ['out']}}, workspace};
		const {stdout} = await attack(identity, payloads.bash, options);
		expect(stdout).not.toContain('gained');
		expect((await attack(identity, bash('echo written > out/result; sort out/result'), options)).stdout).toContain('written\n');
		expect(readFileSync(join(workspace, 'out', 'result'), 'utf8')).toBe('written\n');
	},
	{bwrapOnly: 'it grants no writing'},
);
