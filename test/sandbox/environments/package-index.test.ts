import {spawnSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, expect, test, vi} from 'vitest';
import {hostRuleOf, nodeIndex, pythonIndex} from '../../../sandbox/environments/package-index.ts';
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

test.skipIf(!hasPip)('asks pip which index and certificates the user told it to use', () => {
	settings('.config/pip/pip.conf', '[global]\nindex-url = https://own.example.org/simple\ncert = /etc/own.pem\n');
	expect(pythonIndex()).toEqual({url: 'https://own.example.org/simple', certificates: '/etc/own.pem'});
	vi.stubEnv('PIP_INDEX_URL', 'https://other.example.org:8443/simple');
	expect(hostRuleOf(pythonIndex())).toBe('other.example.org:8443');
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
