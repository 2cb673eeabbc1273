import {mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {isTrusted, trustFolder} from '../../source/core/trust.ts';

let folder: string;
const homeBefore = process.env.SKILLLITE_HOME;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'skilllite-trust-'));
	process.env.SKILLLITE_HOME = join(folder, 'home');
	mkdirSync(join(folder, 'project/inner'), {recursive: true});
});

afterEach(() => {
	rmSync(folder, {recursive: true, force: true});
	if (homeBefore === undefined) {
		delete process.env.SKILLLITE_HOME;
	} else {
		process.env.SKILLLITE_HOME = homeBefore;
	}
});

test('trusts a folder from the moment it is said, by its real path, and not what is inside it', () => {
	expect(isTrusted(join(folder, 'project'))).toBe(false);
	trustFolder(join(folder, 'project'));
	symlinkSync('project', join(folder, 'link'));
	expect(isTrusted(join(folder, 'project'))).toBe(true);
	expect(isTrusted(join(folder, 'link'))).toBe(true);
	expect(isTrusted(join(folder, 'project/inner'))).toBe(false);
});

test('keeps the list readable by its owner alone', () => {
	trustFolder(join(folder, 'project'));
	expect(statSync(join(folder, 'home/trusted.json')).mode & 0o777).toBe(0o600);
});

test('does not take a broken list for an empty one', () => {
	mkdirSync(join(folder, 'home'));
	writeFileSync(join(folder, 'home/trusted.json'), '{"folders": ');
	expect(() => isTrusted(join(folder, 'project'))).toThrow('trusted folders');
	expect(() => trustFolder(join(folder, 'project'))).toThrow('trusted folders');
});
