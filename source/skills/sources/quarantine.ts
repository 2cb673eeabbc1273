/**
Where fetched files are until they are admitted: a private folder of the cache, gone when the command is over.

What a killed process left is removed by the next one.
*/

import {randomBytes} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {cacheFolder} from '../../../sandbox/index.ts';

/** Run an action with a fresh folder, which is removed whatever happens. */
export async function inQuarantine<Result>(action: (folder: string) => Promise<Result>): Promise<Result> {
	const parent = join(cacheFolder(), 'quarantine');
	mkdirSync(parent, {recursive: true, mode: 0o700});
	sweep(parent);
	const folder = join(parent, `${process.pid}-${randomBytes(6).toString('hex')}`);
	mkdirSync(folder, {mode: 0o700});
	try {
		return await action(folder);
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
}

function sweep(parent: string): void {
	for (const name of readdirSync(parent).filter(name => !isAlive(Number(name.split('-')[0])))) {
		rmSync(join(parent, name), {recursive: true, force: true});
	}
}

function isAlive(pid: number): boolean {
	try {
		return existsSync('/proc/self') ? existsSync(`/proc/${pid}`) : process.kill(pid, 0);
	} catch {
		return false;
	}
}
