import {spawnSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, expect, test, vi} from 'vitest';
import {nodeIndex, pythonIndex, rulesOfIndex} from '../../../sandbox/environments/package-index.ts';
import {makeFolder} from '../folders.ts';

const hasPip = spawnSync('/usr/bin/python3', ['-m', 'pip', '--version']).status === 0;
const hasNpm = spawnSync('npm', ['--version']).status === 0;

/** A home without settings, in which the user's own are then made. */
beforeEach(() => {
	vi.unstubAllEnvs();
	const home = makeFolder();
	vi.stubEnv('HOME', home);
	vi.stubEnv('XDG_CONFIG_HOME', join(home, '.config'));
	for (const name of Object.keys(process.env).filter(name => /^(?:pip_|npm_config_)/i.test(name))) {
		vi.stubEnv(name, undefined);
	}
});

const settings = (path: string, text: string) => {
	const file = join(process.env.HOME ?? '', path);
	mkdirSync(join(file, '..'), {recursive: true});
	writeFileSync(file, text);
};

test.skipIf(!hasPip)('asks pip which index and certificates the user told it to use', async () => {
	settings('.config/pip/pip.conf', '[global]\nindex-url = https://own.example.org/simple\ncert = /etc/own.pem\n');
	expect(pythonIndex()).toEqual({url: 'https://own.example.org/simple', certificates: '/etc/own.pem'});
	vi.stubEnv('PIP_INDEX_URL', 'https://other.example.org:8443/simple');
	expect(await rulesOfIndex(pythonIndex(), async () => ['93.184.215.14'])).toEqual(['other.example.org:8443']);
});

test.skipIf(!hasPip)('where the user said nothing, it is the one that pip uses by itself', () => {
	expect(pythonIndex()).toMatchObject({url: expect.stringMatching(/^https:\/\/.+\/simple/)});
});

test.skipIf(!hasPip)('does not use an index without https, and repeats no password of it', () => {
	vi.stubEnv('PIP_INDEX_URL', 'http://ada:hunter2@own.example.org/simple');
	expect(pythonIndex).toThrow('the index of pip is not https (own.example.org)');
});

test.skipIf(!hasNpm)('asks npm for the registry of the user, not of the folder it is started in', () => {
	settings('.npmrc', 'registry=https://own.example.org/npm/\n');
	const project = makeFolder();
	writeFileSync(join(project, '.npmrc'), 'registry=https://evil.example.org/\n');
	writeFileSync(join(project, 'package.json'), '{}');
	const before = process.cwd();
	process.chdir(project);
	try {
		expect(nodeIndex()).toEqual({url: 'https://own.example.org/npm/', certificates: undefined});
	} finally {
		process.chdir(before);
	}
});

test('opens the private address of an index that the user named, and nothing that is this machine', async () => {
	const index = {url: 'https://mirror.example.org/simple', certificates: undefined};
	const rules = (...addresses: readonly string[]) => rulesOfIndex(index, async () => addresses);
	expect(await rules('10.1.2.3', 'fd00::7')).toEqual(['mirror.example.org:443', '10.1.2.3/32:443', '[fd00::7]/128:443']);
	expect(await rules('127.0.0.1', '::1', '169.254.169.254', '169.254.1.1')).toEqual(['mirror.example.org:443']);
	expect(await rulesOfIndex(index, () => Promise.reject(new Error('no such name')))).toEqual(['mirror.example.org:443']);
});
