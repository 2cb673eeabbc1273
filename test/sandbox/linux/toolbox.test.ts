import {mkdirSync, realpathSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {findProgram} from '../../../sandbox/linux/toolbox.ts';
import {makeFolder} from '../folders.ts';

const path = process.env.PATH;
const here = process.cwd();

afterEach(() => {
	process.env.PATH = path;
	process.chdir(here);
});

function placeProgram(folder: string): string {
	mkdirSync(folder, {recursive: true});
	writeFileSync(join(folder, 'own-tool'), '#!/bin/sh\n', {mode: 0o755});
	return join(folder, 'own-tool');
}

test('a program of the project is not found, however PATH leads to it', () => {
	const project = realpathSync(makeFolder());
	placeProgram(join(project, 'bin'));
	placeProgram(join(project, 'node_modules', '.bin'));
	process.chdir(project);
	process.env.PATH = `bin:${project}/bin:${project}/node_modules/.bin`;
	expect(findProgram('own-tool')).toBeUndefined();
	process.chdir('/');
	process.env.PATH = `${project}/node_modules/.bin`;
	expect(findProgram('own-tool')).toBeUndefined();
});

test('a program elsewhere on PATH is found, and the system folders come first', () => {
	const folder = makeFolder();
	const own = placeProgram(folder);
	process.env.PATH = folder;
	expect(findProgram('own-tool')).toBe(own);
	expect(findProgram('bash')).toMatch(/^\/(?:usr\/)?bin\/bash$/);
});
