import {expect, test} from 'vitest';
import type {Found} from '../../../../sandbox/admission/supply-chain/dependency.ts';
import {readInstalledPackage, readNpmLock} from '../../../../sandbox/admission/supply-chain/lock-files.ts';
import {readPackageJson} from '../../../../sandbox/admission/supply-chain/package-json.ts';
import {readPyproject} from '../../../../sandbox/admission/supply-chain/pyproject.ts';
import {readRequirementsFile} from '../../../../sandbox/admission/supply-chain/requirements-file.ts';
import {scriptMetadata} from '../../../../sandbox/admission/supply-chain/script-metadata.ts';

/** `name requirement` for a dependency, else the kind and what it is about. */
function briefly(found: readonly Found[]): readonly string[] {
	return found.map(describe);
}

function describe(fact: Found): string {
	switch (fact.kind) {
		case 'dependency':
			return `${fact.name} ${fact.requirement.text}`.trim();
		case 'index':
			return `index ${fact.url}`;
		case 'lifecycle':
			return `${fact.name}: ${fact.command}`;
		case 'unreadable':
			return `unreadable: ${fact.why}`;
	}
}

test('reads requirements files as pip does', () => {
	const text = [
		'# what we need',
		'requests==2.31.0  # pinned',
		'Flask_Cors>=3.0,<5 ; python_version >= "3.9"',
		'cryptography==42.0.0 \\',
		'    --hash=sha256:abcd \\',
		'    --hash=sha256:ef01',
		'-r more.txt',
		'-c constraints.txt',
		'--extra-index-url https://packages.attacker.example/simple',
		'-i https://mirror.example/simple',
		'-e .',
		'-e git+https://github.com/a/b.git@main#egg=b_pkg',
		'./local/thing.whl',
		'https://files.example/c.whl',
		'--pre',
		'',
	].join('\r\n');
	expect(briefly(readRequirementsFile(text))).toEqual([
		'requests ==2.31.0',
		'flask-cors >=3.0,<5',
		'cryptography ==42.0.0',
		'index https://packages.attacker.example/simple',
		'index https://mirror.example/simple',
		'b-pkg git+https://github.com/a/b.git@main#egg=b_pkg',
		'https://files.example/c.whl',
	]);
});

test('points at the line of a requirement, also after joined lines', () => {
	const text = 'a==1 \\\n  --hash=sha256:x\n\n  evil==2\n';
	const [, second] = readRequirementsFile(text);
	expect(text.slice(second?.place?.start)).toMatch(/^evil==2/);
});

test('names a line of a requirements file that is none', () => {
	expect(briefly(readRequirementsFile('good\nthe system must be fast\n'))).toEqual([
		'good',
		'unreadable: the line "the system must be fast" is no requirement',
	]);
});

test('reads every table of pyproject.toml that brings packages', () => {
	const found = readPyproject(`
[build-system]
requires = ["setuptools>=75"]
[project]
name = "x"
dependencies = ["requests>=2", "Private-Thing @ https://files.example/p.whl"]
[project.optional-dependencies]
dev = ["pytest"]
[dependency-groups]
lint = ["ruff==0.3.0", {include-group = "dev"}]
[tool.uv]
dev-dependencies = ["mypy"]
[[tool.uv.index]]
url = "https://packages.attacker.example/simple"
[tool.uv.sources]
requests = {git = "https://git.attacker.example/requests"}
own = {path = "./own"}
[tool.poetry.dependencies]
python = "^3.9"
flask = "^2.3.1"
jinja2 = {version = "~3.1", extras = ["i18n"]}
lib = {git = "https://github.com/a/lib.git"}
[tool.poetry.group.test.dependencies]
hypothesis = "*"
[[tool.poetry.source]]
name = "other"
url = "https://other.example/simple"
`);
	expect(briefly(found).toSorted()).toEqual(
		[
			'requests >=2',
			'private-thing https://files.example/p.whl',
			'setuptools >=75',
			'pytest',
			'ruff ==0.3.0',
			'mypy',
			'flask >=2.3.1,<3',
			'jinja2 >=3.1,<3.2',
			'lib https://github.com/a/lib.git',
			'hypothesis',
			'requests https://git.attacker.example/requests',
			'index https://packages.attacker.example/simple',
			'index https://other.example/simple',
		].toSorted(),
	);
	expect(briefly(readPyproject('[project\n'))).toEqual(['unreadable: it is not TOML']);
});

test('reads the block of a script with its place, and nothing that only looks like one', () => {
	const script =
		'#!/usr/bin/env -S uv run\n# /// script\n# requires-python = ">=3.11"\n# dependencies = [\n#   "requests<3",\n#   "colourama",\n# ]\n# ///\nimport requests\n';
	const block = scriptMetadata(script);
	const found = readPyproject(block?.toml ?? '', block?.offset);
	expect(briefly(found)).toEqual(['requests <3', 'colourama']);
	expect(script.slice(found[1]?.place?.start)).toMatch(/^colourama/);
	expect(scriptMetadata('# /// script\n# never = "closed"\nprint(1)\n')).toBeUndefined();
	expect(scriptMetadata('x = """\n # /// script\n # ///\n"""')).toBeUndefined();
});

test('reads every section of package.json, aliases, addresses and what runs at installation', () => {
	const text = JSON.stringify({
		scripts: {preinstall: 'node setup.js', test: 'vitest'},
		dependencies: {lodash: '^4.17.21', exact: '1.2.3', own: 'file:./own', member: 'workspace:*', short: 'npm:@scope/real@^2'},
		devDependencies: {fork: 'github:a/fork', tarball: 'https://files.example/t.tgz', newest: 'latest'},
		peerDependencies: {react: '>=18'},
		optionalDependencies: {fsevents: '*'},
		overrides: {minimist: '1.2.6'},
		publishConfig: {registry: 'https://npm.attacker.example/'},
	});
	expect(briefly(readPackageJson(`\uFEFF${text}`))).toEqual([
		'lodash ^4.17.21',
		'exact 1.2.3',
		'@scope/real ^2',
		'fork github:a/fork',
		'tarball https://files.example/t.tgz',
		'newest latest',
		'fsevents *',
		'react >=18',
		'minimist 1.2.6',
		'preinstall: node setup.js',
		'index https://npm.attacker.example/',
	]);
	expect(briefly(readPackageJson('{"dependencies": }'))).toEqual(['unreadable: it is not JSON']);
});

test('reads a lock file of npm: exact versions, and where they come from', () => {
	const text = JSON.stringify({
		lockfileVersion: 3,
		packages: {
			'': {dependencies: {a: '^1'}},
			'node_modules/a': {version: '1.2.3', resolved: 'https://npm.attacker.example/a/-/a-1.2.3.tgz'},
			'node_modules/a/node_modules/@s/b': {version: '2.0.0'},
			'node_modules/alias': {name: 'real', version: '3.0.0'},
			'node_modules/fork': {version: '1.0.0', resolved: 'git+ssh://git@github.com/a/fork.git#abc'},
			'node_modules/own': {resolved: 'own', link: true},
		},
	});
	expect(briefly(readNpmLock(text))).toEqual([
		'a 1.2.3',
		'index https://npm.attacker.example/',
		'@s/b 2.0.0',
		'real 3.0.0',
		'fork 1.0.0',
		'git+ssh://git@github.com/a/fork.git#abc',
	]);
	const old = {lockfileVersion: 1, dependencies: {a: {version: '1.0.0', dependencies: {b: {version: '2.0.0'}}}}};
	expect(briefly(readNpmLock(JSON.stringify(old)))).toEqual(['a 1.0.0', 'b 2.0.0']);
	expect(briefly(readNpmLock('[]'))).toEqual(['unreadable: it is no lock file of npm']);
});

test('of an installed package only its name and version count', () => {
	const text = JSON.stringify({name: 'left-pad', version: '1.3.0', scripts: {postinstall: 'node x.js'}, dependencies: {other: '1'}});
	expect(briefly(readInstalledPackage(text))).toEqual(['left-pad 1.3.0']);
});
