/** Item 3: files left on the host. */

import {randomBytes} from 'node:crypto';
import {existsSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {expect, inject, onTestFinished} from 'vitest';
import {eachIdentity, type Identity} from './identity.ts';
import {bash, node, python} from './payload.ts';
import {attack, placeFolder, runBare} from './sandboxed.ts';
import {writeFiles} from './the-twenty.ts';

function targets(identity: Identity): readonly string[] {
	const name = `left-${randomBytes(8).toString('hex')}`;
	const folders = [
		'/tmp',
		'/var/tmp',
		'/dev/shm',
		identity.home,
		inject('world').folder,
		placeFolder({uid: identity.sandboxUid, gid: identity.sandboxUid}),
	];
	const paths = folders.filter(existsSync).map(folder => join(folder, name));
	onTestFinished(() => {
		for (const path of paths) {
			rmSync(path, {force: true});
		}
	});
	return paths;
}

eachIdentity('Python leaves no file on the host', async identity => {
	const paths = targets(identity);
	const payload = writeFiles(paths);
	await runBare(identity, payload);
	expect(paths.filter(existsSync)).toContain(paths[0]);
	for (const path of paths) {
		rmSync(path, {force: true});
	}

	await attack(identity, payload);
	expect(paths.filter(existsSync)).toEqual([]);
});

eachIdentity('Node leaves no file on the host', async identity => {
	const paths = targets(identity);
	await attack(
		identity,
		node(`
			import {writeFileSync} from 'node:fs';
			for (const path of ${JSON.stringify(paths)}) {
				await attempt(() => writeFileSync(path, 'left'));
			}
		`),
	);
	expect(paths.filter(existsSync)).toEqual([]);
});

eachIdentity('a shell leaves no file on the host', async identity => {
	const paths = targets(identity);
	await attack(
		identity,
		bash(`for path in ${paths.join(' ')}; do echo left > "$path"; mkdir -p "$(dirname "$path")" && touch "$path"; done`),
	);
	expect(paths.filter(existsSync)).toEqual([]);
});

eachIdentity('a skill uses temporary files in its scratch folder', async identity => {
	const payload = python(`
		import os, tempfile
		with tempfile.NamedTemporaryFile('w+') as file:
		    file.write('kept for a while')
		    file.seek(0)
		    print(file.read(), os.path.dirname(file.name) == os.getcwd())
	`);
	expect((await attack(identity, payload)).stdout).toContain('kept for a while True\n');
});
