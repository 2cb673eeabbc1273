/** Real folders for tests: a home, a cache and skills, all removed when the test file ends. */

import {chmodSync, mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, beforeEach} from 'vitest';

const made: string[] = [];

afterAll(async () => {
	await Promise.all(made.map(folder => rm(folder, {recursive: true, force: true})));
});

/** A new empty folder. */
export function makeFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'skilllite-test-'));
	made.push(folder);
	return folder;
}

/** A skill folder with these files; a name that ends in `*` is made executable (without the star). */
export function makeSkill(files: Readonly<Record<string, string | Uint8Array>>, name = 'csv'): string {
	const skill = join(makeFolder(), name);
	mkdirSync(skill);
	for (const [key, content] of Object.entries(files)) {
		const path = join(skill, key.replace(/\*$/, ''));
		mkdirSync(dirname(path), {recursive: true});
		writeFileSync(path, content);
		chmodSync(path, key.endsWith('*') ? 0o755 : 0o644);
	}

	return skill;
}

/** Every test of the file gets a home and a cache of its own. */
export function useFreshHome(): void {
	beforeEach(() => {
		const folder = makeFolder();
		process.env.SKILLLITE_HOME = join(folder, 'home');
		process.env.XDG_CACHE_HOME = join(folder, 'cache');
	});
}

export const skillMd = '---\nname: csv\ndescription: Counts rows.\n---\n# CSV\n';
