/** Item 21: a second name for a file of the host, in a folder that may be written. */

import {existsSync, lstatSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {eachIdentity, type Identity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, placeFolder, runBare} from '../sandboxed.ts';

const secret = 'canary-hard-link-8ad1';
const policy = {filesystem: {read: ['data'], write: ['out']}};
const bwrapOnly = {bwrapOnly: 'it grants no writing'};

function placeWorkspace(identity: Identity): string {
	const owner = {uid: identity.sandboxUid, gid: identity.sandboxUid};
	return placeFolder(owner, {'data/table.csv': 'a,b\n', 'out/.env': secret, 'out/.git/config': '[core]\n', 'out/own.txt': 'own\n'});
}

/** Files that the run can see but not change, and one of the host that it cannot see. */
const sources = (outside: string) => [
	`${outside}/file`,
	'/skill/notes.txt',
	'/workspace/data/table.csv',
	'/workspace/out/.env',
	'/workspace/out/.git/config',
	'/dev/null',
	'/run/launch',
];

for (const runtime of ['Python', 'Node', 'bash'] as const) {
	eachIdentity(
		`${runtime} links no file of another mount into a folder that it may write to`,
		async identity => {
			const workspace = placeWorkspace(identity);
			const outside = placeFolder({uid: identity.sandboxUid, gid: identity.sandboxUid}, {file: secret});
			const paths = JSON.stringify(sources(outside));
			const payload = {
				Python: python(`
					import os, sys
					for number, path in enumerate([*${paths}, os.path.realpath(sys.executable), os.__file__]):
					    attempt(lambda: os.link(path, f'/workspace/out/linked-{number}'))
					    attempt(lambda: os.link(path, f'/workspace/out/linked-{number}', follow_symlinks=True))
					    attempt(lambda: os.rename(path, f'/workspace/out/linked-{number}'))
					    attempt(lambda: os.link(os.open(path, os.O_PATH), f'/workspace/out/linked-{number}'))
				`),
				Node: node(`
					import {linkSync, renameSync} from 'node:fs';
					for (const [number, path] of [...${paths}, process.execPath].entries()) {
						await attempt(() => linkSync(path, '/workspace/out/linked-' + number));
						await attempt(() => renameSync(path, '/workspace/out/linked-' + number));
					}
				`),
				bash: bash(`
					n=0; for path in ${sources(outside).join(' ')} /usr/bin/bash; do
						ln "$path" /workspace/out/linked-$n && echo gained:; ln -L "$path" /workspace/out/linked-$n && echo gained:
						n=$((n + 1))
					done
				`),
			}[runtime];
			const {stdout} = await attack(identity, payload, {policy, workspace, files: {'notes.txt': 'notes'}});
			expect(stdout).not.toContain('gained');
			expect(readdirSync(join(workspace, 'out')).filter(name => name.startsWith('linked'))).toEqual([]);
			for (const path of [join(outside, 'file'), join(workspace, 'data/table.csv'), join(workspace, 'out/.env')]) {
				expect(statSync(path).nlink).toBe(1);
			}
		},
		bwrapOnly,
	);
}

eachIdentity('bare, the same call makes a second name', async identity => {
	const folder = placeFolder(identity, {file: secret});
	await runBare(identity, python(`import os\nattempt(lambda: os.link('${folder}/file', '${folder}/second'))`));
	expect([existsSync(join(folder, 'second')), readFileSync(join(folder, 'second'), 'utf8')]).toEqual([true, secret]);
});

eachIdentity(
	'a skill links its own files in its own folder, and makes links as text',
	async identity => {
		const workspace = placeWorkspace(identity);
		const payload = python(
			"import os\nos.link('out/own.txt', 'out/second')\nos.symlink('own.txt', 'out/link')\nprint(open('out/link').read())",
		);
		expect((await attack(identity, payload, {policy, workspace})).stdout).toContain('own');
		expect([lstatSync(join(workspace, 'out/second')).nlink, lstatSync(join(workspace, 'out/link')).isSymbolicLink()]).toEqual([2, true]);
	},
	bwrapOnly,
);
