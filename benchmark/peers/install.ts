/**
Brings peers from the package registries that this machine is set up for, once: they stay in node_modules/.cache and nothing
else of the machine changes. Each run gets a copy where any user can read it.
*/

import {execFileSync} from 'node:child_process';
import {chmodSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {findOnPath} from './find-program.ts';
import {type Bench, NotHere} from './peer.ts';

const cache = fileURLToPath(new URL('../../node_modules/.cache/benchmark-peers', import.meta.url));

/** A folder whose node_modules holds exactly this version of a package. Throws a NotHere. */
export function installPackage({folder}: Bench, name: string, version: string): string {
	const place = `${name.replaceAll(/[^a-z0-9]+/g, '-').replace(/^-/, '')}-${version}`;
	installOnce(place, draft => {
		writeFileSync(join(draft, 'package.json'), '{"private": true}\n');
		run(
			'npm',
			['install', '--prefix', draft, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--fetch-retries=0', `${name}@${version}`],
			`npm could not install ${name} ${version}`,
		);
	});
	return copyOf(place, folder);
}

/**
A folder to put on PATH that has these programs, from the system where it has them, else from its packages, unpacked and
not installed. `libraries` are packages of shared libraries that such a program may need.
*/
export function providePrograms({folder}: Bench, programs: readonly string[], libraries: readonly string[]): string | undefined {
	if (programs.every(program => findOnPath(program) !== undefined)) {
		return undefined;
	}

	const place = `programs-${programs.join('-')}`;
	installOnce(place, draft => unpackPackages(draft, programs, libraries));
	const copy = copyOf(place, folder);
	for (const program of programs) {
		const library = readdirSync(join(copy, 'usr/lib'))[0] ?? '';
		const wrapper = join(copy, program);
		writeFileSync(wrapper, `#!/bin/sh\nLD_LIBRARY_PATH=${join(copy, 'usr/lib', library)} exec ${join(copy, 'usr/bin', program)} "$@"\n`);
		chmodSync(wrapper, 0o755);
	}

	return copy;
}

// The package of a program may have another name than the program.
const packageOf: Readonly<Record<string, string>> = {rg: 'ripgrep'};

function unpackPackages(draft: string, programs: readonly string[], libraries: readonly string[]): void {
	const failure = `${programs.join(' and ')} are not installed, and apt could not fetch them`;
	if (findOnPath('apt-get') === undefined || findOnPath('dpkg-deb') === undefined) {
		throw new NotHere(`${programs.join(' and ')} are not installed`);
	}

	run('apt-get', ['download', ...programs.map(program => packageOf[program] ?? program), ...libraries], failure, draft);
	for (const archive of readdirSync(draft).filter(name => name.endsWith('.deb'))) {
		run('dpkg-deb', ['--extract', join(draft, archive), draft], failure);
		rmSync(join(draft, archive));
	}
}

function installOnce(place: string, install: (draft: string) => void): void {
	if (existsSync(join(cache, place))) {
		return;
	}

	const draft = join(cache, `.${place}-${process.pid}`);
	mkdirSync(draft, {recursive: true});
	try {
		install(draft);
		renameSync(draft, join(cache, place));
	} finally {
		rmSync(draft, {recursive: true, force: true});
	}
}

function copyOf(place: string, folder: string): string {
	const copy = join(folder, 'peers', place);
	if (!existsSync(copy)) {
		cpSync(join(cache, place), copy, {recursive: true});
		execFileSync('chmod', ['-R', 'a+rX', join(folder, 'peers')]);
	}

	return copy;
}

function run(program: string, args: readonly string[], failure: string, cwd?: string): void {
	try {
		execFileSync(program, args, {stdio: 'ignore', timeout: 180_000, ...(cwd === undefined ? {} : {cwd})});
	} catch {
		throw new NotHere(failure);
	}
}
