/** Item 53: programs that run as their owner, or with capabilities of their file: mounted, brought along, granted. */

import {execFileSync} from 'node:child_process';
import {chmodSync, copyFileSync, realpathSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {asRoot, eachIdentity} from '../identity.ts';
import {bash, node, python} from '../payload.ts';
import {attack, placeFolder, placeSkill, runBare} from '../sandboxed.ts';
import {attackWatched, idle} from './inside.ts';

/** `id`, owned by root and set-user-ID where the suite can make such a file, beside the script. */
function withPrivilegedId(payload: ReturnType<typeof bash>): string {
	const skill = placeSkill(payload);
	copyFileSync(realpathSync('/usr/bin/id'), join(skill, 'id'));
	chmodSync(join(skill, 'id'), 0o6755);
	return skill;
}

const asksWho = bash('folder=$(dirname "$0"); "$folder/id" -u; /usr/bin/id -u; cp "$folder/id" /work/id && /work/id -u');

asRoot(
	'bare, an ordinary user becomes root by such a program',
	async identity => {
		const ordinary = {...identity, uid: 12_345, gid: 12_345};
		const skill = withPrivilegedId(asksWho);
		expect((await runBare(ordinary, asksWho, {skill})).split('\n').slice(1, 3)).toEqual(['0', '12345']);
	},
	{bwrapOnly: 'it needs no sandbox'},
);

eachIdentity(
	'a shell gains nothing by a set-user-ID program of its skill',
	async identity => {
		const {stdout} = await attack(identity, asksWho, {skill: withPrivilegedId(asksWho)});
		const [, ...who] = stdout.split('\n');
		expect(who.slice(0, -2)).toEqual(['65534']);
	},
	{bwrapOnly: 'it runs no shell'},
);

eachIdentity(
	'a granted program loses the bits that made it privileged',
	async identity => {
		const payload = bash(`
			for program in newgrp su sudo passwd mount ping gpasswd chsh; do
				path=$(type -P $program) || continue
				test -u "$path" && echo "gained: $path"; test -g "$path" && echo "gained: $path"
				$program root </dev/null
			done
			/usr/bin/id -u
		`);
		const granted = ['newgrp', 'su', 'passwd'].filter(name => statSync(`/usr/bin/${name}`, {throwIfNoEntry: false}));
		const {stdout} = await attack(identity, payload, {policy: {exec: granted}});
		expect(stdout).not.toContain('gained');
		expect(stdout).toContain('\n65534\n');
	},
	{bwrapOnly: 'it runs no shell'},
);

/** A file that runs as its owner, left in a folder of the user's, for any other account to start. */
const leavesPrivileged = {
	Python: python(`
		import os
		open('out/tool', 'w').write('#!/bin/sh\\n')
		for mode in [0o4755, 0o2755, 0o6755]:
		    attempt(lambda: os.chmod('out/tool', mode))
		    attempt(lambda: os.fchmod(os.open('out/tool', os.O_RDONLY), mode))
		    attempt(lambda: os.close(os.open(f'out/made-{mode}', os.O_CREAT | os.O_WRONLY, mode)))
		    attempt(lambda: os.mkdir(f'out/folder-{mode}', mode))
		attempt(lambda: os.setxattr('out/tool', 'security.capability', bytes.fromhex('0100000200002000000000000000000000000000')))
	`),
	Node: node(`
		import {chmodSync, openSync, writeFileSync} from 'node:fs';
		writeFileSync('out/tool', '#!/bin/sh');
		for (const mode of [0o4755, 0o2755, 0o6755]) {
			await attempt(() => chmodSync('out/tool', mode));
			await attempt(() => openSync('out/made-' + mode, 'wx', mode));
		}
	`),
	bash: bash(`
		echo '#!/bin/sh' > out/tool
		chmod u+s out/tool; chmod 6755 out/tool; install -m 4755 out/tool out/installed
		cp -a /usr/bin/id out/id; chmod u+s,g+s out/id
		mkdir -m 2755 out/folder
	`),
};

for (const runtime of ['Python', 'Node', 'bash'] as const) {
	eachIdentity(
		`${runtime} leaves no file behind that runs as its owner`,
		async identity => {
			const workspace = placeFolder({uid: identity.sandboxUid, gid: identity.sandboxUid}, {'out/kept': ''});
			await attack(identity, leavesPrivileged[runtime], {policy: {filesystem: {write: ['out']}}, workspace});
			expect(statSync(join(workspace, 'out', 'tool')).isFile()).toBe(true);
			expect(execFileSync('find', [workspace, '-type', 'f', '-perm', '/6000'], {encoding: 'utf8'})).toBe('');
		},
		{bwrapOnly: 'it grants no writing'},
	);
}

eachIdentity('no exec could ever add a privilege, and nobody is somebody else', async identity => {
	const {after} = await attackWatched(identity, idle);
	const uid = String(identity.sandboxUid);
	expect(after.status).toMatchObject({NoNewPrivs: '1', Seccomp: '2', Uid: Array(4).fill(uid).join('\t')});
});

eachIdentity(
	'a shell copies a program into a granted folder with its ordinary mode',
	async identity => {
		const workspace = placeFolder({uid: identity.sandboxUid, gid: identity.sandboxUid}, {'out/kept': ''});
		await attack(identity, bash('cp /usr/bin/id out/id && chmod 755 out/id'), {policy: {filesystem: {write: ['out']}}, workspace});
		expect(statSync(join(workspace, 'out', 'id')).mode & 0o7777).toBe(0o755);
	},
	{bwrapOnly: 'it grants no writing'},
);
