import {spawnSync} from 'node:child_process';
import {existsSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {readInventory} from '../../../sandbox/admission/inventory.ts';
import {nobody} from '../../../sandbox/admission/consent-port.ts';
import {cacheFolder} from '../../../sandbox/base/home.ts';
import {ensureEnvironments, type EnvironmentHooks} from '../../../sandbox/environments/environment.ts';
import {emptyPolicy} from '../../../sandbox/policy.ts';
import {runSkill} from '../../../sandbox/run-skill.ts';
import {makeFolder, makeSkill, skillMd, useFreshHome} from '../folders.ts';
import {elsewhere, filesHost, indexHost, type PackageServer, startNodeRegistry} from './package-servers.ts';

useFreshHome();

const it = test.skipIf(spawnSync('openssl', ['version']).status !== 0 || spawnSync('npm', ['--version']).status !== 0);

const words = {name: 'words', version: '1.0.0', code: 'module.exports = "hello";\n'};
const canary = join(makeFolder(), 'canary');
const greeting = {
	name: 'greeting',
	version: '2.1.0',
	code: 'module.exports = () => require("words") + " world";\n',
	requires: {words: '^1.0.0'},
	scripts: {install: `touch ${canary} /work/ran`, postinstall: `touch ${canary} /work/ran`},
};

const from = ({network, certificate}: PackageServer): EnvironmentHooks['packages'] => ({
	node: {url: `https://${indexHost}/`, certificates: certificate},
	network,
});

const makeGreeter = (code: string, dependencies: object = {greeting: '^2.0.0'}, type = 'commonjs') =>
	makeSkill({'SKILL.md': skillMd, 'main.js': code, 'package.json': JSON.stringify({type, dependencies})});
const commonJs = 'const greet = require("greeting");\nconsole.log(JSON.stringify(greet()));\n';
const environments = () => {
	const folder = join(cacheFolder(), 'environments');
	return existsSync(folder) ? readdirSync(folder).filter(name => /^[0-9a-f]{64}$|draft/.test(name)) : [];
};

const run = (skillDir: string, packages: EnvironmentHooks['packages']) =>
	runSkill(
		{skillDir, stdin: '', workspace: '/', level: 3, approve: 'confirm', allow: emptyPolicy, limits: {}, consent: nobody},
		{packages},
	);

it('installs npm packages without their scripts, and both kinds of modules find them', async () => {
	const server = await startNodeRegistry([words, greeting]);
	expect(await run(makeGreeter(commonJs), from(server))).toMatchObject({ok: true, result: 'hello world'});
	const asked = server.asked.length;
	const module = 'import greet from "greeting";\nconsole.log(JSON.stringify(greet()));\n';
	expect(await run(makeGreeter(module, undefined, 'module'), from(server))).toMatchObject({ok: true, result: 'hello world'});
	expect(server.asked.length).toBe(asked);
	expect(server.asked.some(line => line === `GET ${filesHost}/files/greeting-2.1.0.tgz`)).toBe(true);
	expect(existsSync(canary)).toBe(false);
	const [only = ''] = environments();
	expect(environments()).toHaveLength(1);
	expect(readdirSync(join(cacheFolder(), 'environments', only, 'node_modules')).sort()).toEqual(['greeting', 'words']);
});

it('installs exactly what a lock names, and refuses another content under the same version', async () => {
	const server = await startNodeRegistry([words, greeting]);
	const inventory = readInventory(makeGreeter(commonJs));
	const {resolved} = await ensureEnvironments(inventory, [], {packages: from(server)});
	expect(resolved).toEqual([
		expect.stringMatching(/^node_modules\/greeting@2\.1\.0 sha512-\S+ \{"words":"\^1\.0\.0"\}$/),
		expect.stringMatching(/^node_modules\/words@1\.0\.0 sha512-\S+$/),
	]);
	const forget = () => rmSync(join(cacheFolder(), 'environments'), {recursive: true});
	forget();
	const newer = await startNodeRegistry([words, greeting, {...words, version: '1.1.0', code: 'module.exports = "newer";\n'}]);
	expect((await ensureEnvironments(inventory, resolved, {packages: from(newer)})).resolved).toEqual(resolved);
	forget();
	const evil = await startNodeRegistry([{...words, code: 'module.exports = "evil";\n'}, greeting]);
	await expect(ensureEnvironments(inventory, resolved, {packages: from(evil)})).rejects.toMatchObject({code: 'integrity'});
	expect(environments()).toEqual([]);
});

it('does not follow a package to another host, nor to an address in place of a version', async () => {
	const sly = {name: 'sly', version: '1.0.0', code: '', requires: {words: `https://${elsewhere}/files/words-1.0.0.tgz`}};
	const server = await startNodeRegistry([words, sly]);
	const ensure = (dependencies: object) =>
		ensureEnvironments(readInventory(makeGreeter(commonJs, dependencies)), [], {packages: from(server)});
	await expect(ensure({sly: '1.0.0'})).rejects.toThrow(/Cannot install what the skill depends on/);
	expect(server.asked.filter(line => line.includes(elsewhere))).toEqual([]);
	for (const odd of ['git+https://example.org/x.git', 'file:../x', 'ada/words', 'npm:words@1', 'https://example.org/x.tgz']) {
		await expect(ensure({words: odd})).rejects.toThrow('is not a package of the registry');
	}

	await expect(ensure({'../words': '1'})).rejects.toThrow('is not a package of the registry');
	await expect(ensure({nothing: '1'})).rejects.toMatchObject({code: 'skill-invalid'});
});
