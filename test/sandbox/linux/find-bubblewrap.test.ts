import {chmodSync, existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {findBubblewrap} from '../../../sandbox/linux/find-bubblewrap.ts';
import {makeFolder} from '../folders.ts';

function makeProgram(folder: string): string {
	mkdirSync(folder, {recursive: true});
	const path = join(folder, 'bwrap');
	writeFileSync(path, '#!/bin/sh\n', {mode: 0o755});
	return path;
}

function withCurrentFolder(folder: string): void {
	const before = process.cwd();
	process.chdir(folder);
	onTestFinished(() => process.chdir(before));
}

function withHome(folder: string): void {
	const before = process.env.HOME;
	process.env.HOME = folder;
	onTestFinished(() => {
		process.env.HOME = before;
	});
}

const system = '/usr/bin/bwrap';
const isInstalled = existsSync(system);

test.skipIf(!isInstalled)("the system's own bwrap wins over any on PATH", () => {
	const folder = makeFolder();
	makeProgram(folder);
	expect(findBubblewrap(folder)).toBe(system);
});

/** What is found when PATH has this folder alone. */
function foundIn(searchPath: string): string {
	try {
		return findBubblewrap(searchPath);
	} catch {
		// Not installed on this machine, and the one on PATH is not trusted.
		return system;
	}
}

test('a bwrap below the current folder, below the home folder, on a relative path or in a folder open to all is ignored', () => {
	const project = makeFolder();
	const home = makeFolder();
	const open = makeFolder();
	chmodSync(open, 0o777);
	makeProgram(join(project, 'bin'));
	makeProgram(join(home, 'bin'));
	makeProgram(open);
	withCurrentFolder(project);
	withHome(home);
	for (const searchPath of [join(project, 'bin'), join(home, 'bin'), 'bin', './bin', '', '.', open, '/no/such/folder']) {
		expect(foundIn(searchPath)).toBe(system);
	}
});

test.skipIf(isInstalled)('a bwrap elsewhere on PATH is taken where the system has none', () => {
	const folder = makeFolder();
	const path = makeProgram(folder);
	expect(findBubblewrap(`relative:${folder}`)).toBe(path);
});

test.skipIf(isInstalled)('without any the error names the package and how to install it', () => {
	expect(() => findBubblewrap('')).toThrow(
		expect.objectContaining({code: 'sandbox-unavailable', hint: expect.stringContaining('bubblewrap')}),
	);
});
