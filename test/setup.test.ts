import {spawnSync} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterEach, expect, test} from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders: string[] = [];

afterEach(() => {
	for (const folder of folders.splice(0)) {
		rmSync(folder, {recursive: true, force: true});
	}
});

function setUp(folder: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = process.env) {
	return spawnSync(process.execPath, [join(folder, 'bin/setup.js'), ...args], {cwd: folder, encoding: 'utf8', env});
}

/** A folder with set-up and the launcher's sources alone. */
function emptyClone(): string {
	const folder = mkdtempSync(join(tmpdir(), 'skilllite-setup-'));
	folders.push(folder);
	for (const part of ['bin', 'sandbox/linux/native', 'package.json', 'package-lock.json']) {
		cpSync(join(root, part), join(folder, part), {recursive: true});
	}

	mkdirSync(join(folder, 'source'));
	mkdirSync(join(folder, 'skills'));
	return folder;
}

test('a folder that is ready is left alone, without a word', () => {
	expect(setUp(root)).toMatchObject({status: 0, stdout: '', stderr: ''});
});

test('a step that fails ends in one sentence and what to do, not a stack', () => {
	const folder = emptyClone();
	const fake = join(folder, 'fake');
	mkdirSync(fake);
	writeFileSync(join(fake, 'npm'), '#!/bin/sh\necho "npm error network is unreachable" >&2\nexit 1\n', {mode: 0o755});
	const {status, stdout, stderr} = setUp(folder, [], {...process.env, PATH: `${fake}:${process.env.PATH}`});
	expect(status).toBe(1);
	expect(stdout).toBe('');
	expect(stderr).toContain('Cannot install the npm packages.\nnpm error network is unreachable\nCheck the network, then start again.\n');
	expect(stderr).not.toMatch(/\n\s+at /);
});

test('set-up that was killed leaves a lock that the next one takes over', () => {
	const folder = emptyClone();
	mkdirSync(join(folder, '.node'));
	const gone = spawnSync('true').pid;
	writeFileSync(join(folder, '.node/lock'), String(gone));
	const fake = join(folder, 'fake');
	mkdirSync(fake);
	writeFileSync(join(fake, 'npm'), '#!/bin/sh\nexit 1\n', {mode: 0o755});
	expect(setUp(folder, ['--quiet'], {...process.env, PATH: `${fake}:${process.env.PATH}`}).stderr).toContain('Cannot install');
});

test('the two commands of the README are scripts of the package', () => {
	const {scripts} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	const readme = readFileSync(join(root, 'README.md'), 'utf8');
	for (const [, name = ''] of readme.matchAll(/^npm (?:run )?([\w:]+)/gm)) {
		expect(scripts, `npm run ${name}`).toHaveProperty([name]);
	}
});
