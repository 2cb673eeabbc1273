import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {readInventory} from '../../../sandbox/admission/inventory.ts';
import {pinOf} from '../../../sandbox/admission/lock.ts';
import {nobody} from '../../../sandbox/admission/consent-port.ts';
import {verifyAudit} from '../../../sandbox/audit.ts';
import {cacheFolder} from '../../../sandbox/base/home.ts';
import {ensureEnvironments, type EnvironmentHooks} from '../../../sandbox/environments/environment.ts';
import {installSkill} from '../../../sandbox/install-skill.ts';
import {emptyPolicy} from '../../../sandbox/policy.ts';
import {runSkill} from '../../../sandbox/run-skill.ts';
import {makeTgz} from '../../skills/sources/archives.ts';
import {makeFolder, makeSkill, skillMd, useFreshHome} from '../folders.ts';
import {elsewhere, filesHost, indexHost, type PackageServer, startPythonIndex} from './package-servers.ts';

useFreshHome();

const canInstall = spawnSync('openssl', ['version']).status === 0 && spawnSync('/usr/bin/python3', ['-m', 'pip', '--version']).status === 0;
const it = test.skipIf(!canInstall);

const words = {name: 'words', version: '1.0', code: 'hello = "hello"\n'};
const greeting = {
	name: 'greeting',
	version: '2.1',
	code: 'from words import hello\ndef greet(): return hello + " world"\n',
	requires: ['words>=1'],
};
const script = 'import json, sys\nfrom greeting import greet\nprint(json.dumps(greet()))\n';

const from = ({network, certificate}: PackageServer): EnvironmentHooks['packages'] => ({
	python: {url: `https://${indexHost}/simple`, certificates: certificate},
	network,
});

const makeGreeter = (requirements: string, name = 'csv') =>
	makeSkill({'SKILL.md': skillMd, 'main.py': script, 'requirements.txt': requirements}, name);
const environments = () => {
	const folder = join(cacheFolder(), 'environments');
	return existsSync(folder) ? readdirSync(folder).filter(name => /^[0-9a-f]{64}$/.test(name)) : [];
};
const drafts = () => readdirSync(join(cacheFolder(), 'environments')).filter(name => name.includes('draft'));

const run = (skillDir: string, packages: EnvironmentHooks['packages'], lockPath?: string) =>
	runSkill(
		{skillDir, stdin: '', workspace: '/', level: 3, approve: 'confirm', allow: emptyPolicy, limits: {}, consent: nobody, lockPath},
		{packages},
	);

it('installs what a skill needs from the index of the user, and the skill uses it without any network', async () => {
	const server = await startPythonIndex([words, greeting]);
	const skill = makeGreeter('greeting ~= 2.0  # says hello\n');
	const outcome = await run(skill, from(server));
	expect(outcome).toMatchObject({ok: true, result: 'hello world', denied: []});
	expect(server.asked.some(line => line.startsWith(`GET ${filesHost}/files/greeting`))).toBe(true);
	expect(verifyAudit()).toMatchObject({ok: true});
	const [only = ''] = environments();
	expect(environments()).toHaveLength(1);
	expect(drafts()).toEqual([]);
	const module = statSync(join(cacheFolder(), 'environments', only, 'packages/greeting/__init__.py'));
	expect([module.mode & 0o777, module.uid]).toEqual([0o444, process.getuid?.()]);
});

it('shares one environment between skills of one set, and asks the index for nothing the second time', async () => {
	const server = await startPythonIndex([words, greeting]);
	await run(makeGreeter('greeting\n'), from(server));
	const asked = server.asked.length;
	expect(await run(makeGreeter('greeting\n\n# the same\n', 'other'), from(server))).toMatchObject({result: 'hello world'});
	expect(server.asked.length).toBe(asked);
	expect(environments()).toHaveLength(1);
});

it('locks what it resolved with hashes, and later installs exactly that', async () => {
	const server = await startPythonIndex([words, greeting]);
	const place = {folder: join(makeFolder(), '.skills'), lockPath: ''};
	const lockPath = join(place.folder, 'skilllite.lock');
	const {dependencies} = await installSkill(
		{
			inventory: readInventory(makeGreeter('greeting\n')),
			name: 'csv',
			place: {...place, lockPath},
			source: './csv',
			revision: null,
			approve: 'confirm',
			consent: nobody,
		},
		{packages: from(server)},
	);
	expect(dependencies).toEqual([
		expect.stringMatching(/^greeting==2\.1 --hash=sha256:[0-9a-f]{64}$/),
		expect.stringMatching(/^words==1\.0 /),
	]);
	expect(pinOf(lockPath, 'csv')?.dependencies).toEqual(dependencies);
	// A newer one at the index is not what was locked.
	rmSync(join(cacheFolder(), 'environments'), {recursive: true});
	const newer = await startPythonIndex([words, greeting, {...greeting, version: '3.0', code: 'def greet(): return "newer"\n'}]);
	expect(await run(join(place.folder, 'csv'), from(newer), lockPath)).toMatchObject({result: 'hello world'});
});

it('refuses a package that is not the one of the lock, and keeps nothing of it', async () => {
	const server = await startPythonIndex([words, greeting]);
	const inventory = readInventory(makeGreeter('greeting\n'));
	const {resolved} = await ensureEnvironments(inventory, [], {packages: from(server)});
	rmSync(join(cacheFolder(), 'environments'), {recursive: true});
	const evil = await startPythonIndex([words, {...greeting, code: 'def greet(): return "evil"\n'}]);
	await expect(ensureEnvironments(inventory, resolved, {packages: from(evil)})).rejects.toMatchObject({code: 'integrity'});
	expect([environments(), drafts()]).toEqual([[], []]);
});

it('never builds a source archive: its set-up code does not run', async () => {
	const canary = join(makeFolder(), 'canary');
	const setup = `import os\nos.system("touch ${canary}")\nopen("/work/ran", "w").write("x")\nfrom setuptools import setup\nsetup(name="evil", version="1.0")\n`;
	const sdist = makeTgz([
		{path: 'evil-1.0/setup.py', data: setup},
		{path: 'evil-1.0/PKG-INFO', data: 'Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n'},
	]);
	const server = await startPythonIndex([words], {'evil-1.0.tar.gz': sdist});
	await expect(ensureEnvironments(readInventory(makeGreeter('evil\n')), [], {packages: from(server)})).rejects.toMatchObject({
		code: 'skill-invalid',
	});
	expect(existsSync(canary)).toBe(false);
	expect(server.asked.some(line => line.includes('evil-1.0.tar.gz'))).toBe(false);
});

it('does not follow a package to a host that the index does not keep its files on', async () => {
	const sly = {name: 'sly', version: '1.0', code: '', requires: [`words @ https://${elsewhere}/files/words-1.0-py3-none-any.whl`]};
	const server = await startPythonIndex([words, sly]);
	await expect(ensureEnvironments(readInventory(makeGreeter('sly\n')), [], {packages: from(server)})).rejects.toThrow(
		`a package is at ${elsewhere}:443, where the index keeps no files`,
	);
	expect(server.asked.filter(line => line.includes(elsewhere))).toEqual([]);
	expect(environments()).toEqual([]);
});

it('reaches a mirror at a private address, and no other private address by way of it', async () => {
	const server = await startPythonIndex([words, {...greeting, host: elsewhere}]);
	const addresses: Readonly<Record<string, string>> = {[indexHost]: '10.1.2.3', [filesHost]: '10.1.2.3', [elsewhere]: '10.9.9.9'};
	const packages = {...from(server), network: {...server.network, resolver: async (name: string) => [addresses[name] ?? '']}};
	expect((await ensureEnvironments(readInventory(makeGreeter('words\n')), [], {packages})).resolved).toHaveLength(1);
	await expect(ensureEnvironments(readInventory(makeGreeter('greeting\n')), [], {packages})).rejects.toThrow(
		'cannot be reached from the sandbox: it resolves to a private address',
	);
	expect(server.asked.filter(line => line.includes(elsewhere))).toEqual([]);
});

it('makes an environment again that was interrupted or that a cleaner took files from', async () => {
	const server = await startPythonIndex([words, greeting]);
	const skill = makeGreeter('greeting\n');
	await run(skill, from(server));
	const folder = join(cacheFolder(), 'environments');
	const [only = ''] = environments();
	for (const damage of [
		() => rmSync(join(folder, only, 'packages/words/__init__.py')),
		() => rmSync(join(folder, only, 'environment.json')),
		() => writeFileSync(join(folder, only, 'environment.json'), '{"kind":"py'),
		() => rmSync(join(folder, only), {recursive: true}),
	]) {
		damage();
		mkdirSync(join(folder, '4194304-aaaa.draft/work'), {recursive: true});
		expect(await run(skill, from(server))).toMatchObject({ok: true, result: 'hello world'});
		expect([environments(), drafts()]).toEqual([[only], []]);
	}
});

it('keeps nothing of an installation that is interrupted', async () => {
	const server = await startPythonIndex([words, greeting]);
	const controller = new AbortController();
	const installing = ensureEnvironments(readInventory(makeGreeter('greeting\n')), [], {
		signal: controller.signal,
		packages: from(server),
		onInstall: () => setTimeout(() => controller.abort(), 400),
	});
	await expect(installing).rejects.toThrow();
	expect([environments(), drafts()]).toEqual([[], []]);
});

it('says what is wrong: an unknown package, an address in place of one, an index that is not there', async () => {
	const server = await startPythonIndex([words]);
	const ensure = (requirements: string, packages = from(server)) =>
		ensureEnvironments(readInventory(makeGreeter(requirements)), [], {packages});
	await expect(ensure('nothing-of-this-name\n')).rejects.toThrow(/nothing-of-this-name/);
	for (const odd of [
		'-e .',
		'--index-url https://evil.example',
		'git+https://example.org/x',
		'words @ https://example.org/words.whl',
		'./words',
		'-r other.txt',
	]) {
		await expect(ensure(`${odd}\n`)).rejects.toThrow('is not a package of the index');
	}

	const gone = {...from(server), python: {url: 'https://gone.example.org/simple', certificates: undefined}};
	await expect(ensure('words\n', gone)).rejects.toMatchObject({code: 'skill-invalid'});
});

it('a module of an environment never hides one beside the script', async () => {
	const server = await startPythonIndex([{...words, code: 'hello = "from the index"\n'}]);
	const skill = makeSkill({
		'SKILL.md': skillMd,
		'main.py': 'import words, sys\nprint(words.hello, any("site-packages" in path for path in sys.path))\n',
		'words.py': 'hello = "beside"\n',
		'requirements.txt': 'words\n',
	});
	expect((await run(skill, from(server))).stdout).toBe('beside False\n');
	expect(readFileSync(join(skill, 'requirements.txt'), 'utf8')).toBe('words\n');
});
