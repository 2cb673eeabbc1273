/**
npm packages by npm, without any script of theirs.

A line of the lock is a place, a version, a hash and what that package needs itself: `node_modules/a@1.2.3 sha512-… {"b":"^1.0.0"}`.
From these lines npm's own lock file is made again, without addresses, so that they hold with any registry.
*/

import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {IntegrityError, SkillError} from '../base/errors.ts';
import {certificatesPath} from '../linux/layout.ts';
import {findHosts, type Installer, runInstaller} from './installer.ts';

/** Where the packages are, below the scratch folder. */
export const nodePackages = 'node_modules';

const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--no-progress', '--loglevel=error', '--logs-max=0'];

/** Install ranges, or exactly what a lock names, and give what was installed as lines of a lock. Throws what `runInstaller` throws. */
export async function installNode(
	installer: Installer,
	declared: Readonly<Record<string, string>>,
	locked: readonly string[] | undefined,
): Promise<readonly string[]> {
	const {scratch, index} = installer;
	const common = [
		'--ignore-scripts',
		...quiet,
		`--registry=${index.url}`,
		`--cafile=${certificatesPath}`,
		'--cache=/work/.npm',
		'--prefix=/work',
	];
	writeFileSync(
		join(scratch, 'package.json'),
		JSON.stringify({name: 'environment', version: '1.0.0', private: true, dependencies: declared}),
	);
	if (locked !== undefined) {
		writeFileSync(join(scratch, 'package-lock.json'), JSON.stringify(lockFile(declared, locked)));
	}

	const [name = '', range = ''] = Object.entries(declared)[0] ?? [];
	const probe = ['pack', `${name}@${range || '*'}`, ...common, '--fetch-retries=0', '--pack-destination=/work/.probe', '--dry-run'];
	const hosts = await findHosts(installer, probe);
	await runInstaller(installer, [locked === undefined ? 'install' : 'ci', '--omit=dev', ...common], hosts);
	const resolved = resolvedIn(scratch);
	if (locked !== undefined && resolved.join('\n') !== [...locked].sort().join('\n')) {
		throw new IntegrityError('Cannot install what the skill depends on: the registry gave other packages than the lock names.');
	}

	// Links to programs, and npm's own notes.
	for (const own of ['.bin', '.package-lock.json']) {
		rmSync(join(scratch, nodePackages, own), {recursive: true, force: true});
	}

	return resolved;
}

interface LockedPackage {
	readonly version?: string;
	readonly integrity?: string;
	readonly link?: boolean;
	readonly dependencies?: Readonly<Record<string, string>>;
}

function lockFile(declared: Readonly<Record<string, string>>, locked: readonly string[]) {
	const packages = locked.map(line => {
		const [, place = '', version, integrity, needs = '{}'] = /^(node_modules\/\S+)@(\S+) (sha512-\S+)(?: (\{.*\}))?$/.exec(line) ?? [];
		if (version === undefined || integrity === undefined) {
			throw new IntegrityError('Cannot install what the skill depends on: the lock has a line that names no package with its hash.', {
				hint: 'Restore the lock, or resolve it anew with skilllite update NAME.',
			});
		}

		return [place, {version, integrity, dependencies: JSON.parse(needs)}] as const;
	});
	const root = {name: 'environment', version: '1.0.0', dependencies: declared};
	return {name: 'environment', version: '1.0.0', lockfileVersion: 3, requires: true, packages: {'': root, ...Object.fromEntries(packages)}};
}

/** Sorted. Throws a SkillError for what came from elsewhere than a registry: it has no hash. */
function resolvedIn(scratch: string): readonly string[] {
	const {packages = {}} = JSON.parse(readFileSync(join(scratch, 'package-lock.json'), 'utf8')) as {
		readonly packages?: Readonly<Record<string, LockedPackage>>;
	};
	return Object.entries(packages)
		.filter(([place]) => place !== '')
		.map(([place, {version, integrity, link, dependencies = {}}]) => {
			const strong = integrity?.split(' ').find(hash => hash.startsWith('sha512-'));
			if (version === undefined || strong === undefined || link) {
				throw new SkillError(
					'skill-invalid',
					`Cannot install what the skill depends on: ${JSON.stringify(place)} has no SHA-512 at the registry.`,
				);
			}

			const needs = Object.keys(dependencies).length > 0 ? ` ${JSON.stringify(dependencies)}` : '';
			return `${place}@${version} ${strong}${needs}`;
		})
		.sort();
}
