import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll} from 'vitest';

/** Point SKILLLITE_HOME and XDG_CACHE_HOME to a new folder that goes when the file's tests are done; gives the folder. */
export function temporaryHome(): string {
	const folder = mkdtempSync(join(tmpdir(), 'skilllite-test-'));
	process.env.SKILLLITE_HOME = join(folder, 'home');
	process.env.XDG_CACHE_HOME = join(folder, 'cache');
	afterAll(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}
