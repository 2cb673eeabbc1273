/**
Python packages by pip, in two steps: wheels are fetched, then installed from the files without any network.

Only wheels: nothing of a package runs while it is installed. Hashes are those of the bytes that were fetched.
*/

import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {sha256} from '../base/canonical-json.ts';
import {IntegrityError, SkillError} from '../base/errors.ts';
import {certificatesPath} from '../linux/layout.ts';
import {findHosts, type Installer, runInstaller} from './installer.ts';

/** Where the packages are, below the scratch folder. */
export const pythonPackages = 'packages';

const common = ['--isolated', '--no-input', '--no-cache-dir', '--disable-pip-version-check', '--quiet', '--progress-bar', 'off'];
const wheelsAlone = ['--only-binary', ':all:'];

/**
Install requirements, or exactly what a lock names, and give what was installed as lines of a lock: `name==1.2 --hash=sha256:…`.

Throws what `runInstaller` throws.
*/
export async function installPython(
	installer: Installer,
	declared: readonly string[],
	locked: readonly string[] | undefined,
): Promise<readonly string[]> {
	const {scratch} = installer;
	const wanted = locked ?? declared;
	const fetching = ['download', ...common, ...wheelsAlone, '--index-url', installer.index.url, '--cert', certificatesPath];
	writeFileSync(join(scratch, 'wanted.txt'), `${wanted.join('\n')}\n`);
	writeFileSync(join(scratch, 'first.txt'), `${wanted[0] ?? ''}\n`);
	const hosts = await findHosts(installer, [...fetching, '--no-deps', '--retries', '0', '--dest', '/work/probe', '-r', '/work/first.txt']);
	const exactly = locked === undefined ? [] : ['--require-hashes', '--no-deps'];
	await runInstaller(installer, [...fetching, ...exactly, '--retries', '2', '--dest', '/work/fetched', '-r', '/work/wanted.txt'], hosts);
	const resolved = resolvedIn(join(scratch, 'fetched'));
	if (locked !== undefined && resolved.join('\n') !== [...locked].sort().join('\n')) {
		throw new IntegrityError('Cannot install what the skill depends on: the index gave other packages than the lock names.');
	}

	if (resolved.length === 0) {
		// Every requirement was for another system or Python.
		mkdirSync(join(scratch, pythonPackages));
		return [];
	}

	writeFileSync(join(scratch, 'resolved.txt'), `${resolved.join('\n')}\n`);
	await runInstaller(
		installer,
		[
			'install',
			...common,
			...wheelsAlone,
			...['--no-index', '--find-links', '/work/fetched', '--no-deps', '--require-hashes', '--no-warn-script-location'],
			...['--target', `/work/${pythonPackages}`, '-r', '/work/resolved.txt'],
		],
		[],
	);
	return resolved;
}

/** Sorted. Throws a SkillError for a file that is no wheel. */
function resolvedIn(folder: string): readonly string[] {
	const names = existsSync(folder) ? readdirSync(folder) : [];
	return names
		.map(file => {
			const [, name, version] = /^([A-Za-z0-9._]+)-([A-Za-z0-9._!+]+)(?:-[^-]+){3,4}\.whl$/.exec(file) ?? [];
			if (name === undefined || version === undefined) {
				throw new SkillError('skill-invalid', `Cannot install what the skill depends on: ${JSON.stringify(file)} is not a wheel.`);
			}

			return `${name.toLowerCase().replace(/[-_.]+/g, '-')}==${version} --hash=${sha256(readFileSync(join(folder, file)))}`;
		})
		.sort();
}
