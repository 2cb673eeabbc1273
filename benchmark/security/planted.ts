/** What the attacks are after, planted on the host. */

import {randomBytes} from 'node:crypto';
import {chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Caller} from '../peers/peer.ts';
import type {Scene} from './item.ts';

/** A folder of the caller's with one file in it; gives the path of the file. */
export function plantFile({bench, caller}: Scene, name: string, content: string): string {
	const folder = mkdtempSync(join(bench.folder, 'folder-'));
	chmodSync(folder, 0o755);
	give(folder, caller);
	const path = join(folder, name);
	writeFileSync(path, content);
	give(path, caller);
	return path;
}

/** A private key in the caller's home; gives its path. */
export function plantKey({caller}: Scene, key: string): string {
	const folder = join(caller.home, '.ssh');
	mkdirSync(folder, {recursive: true});
	give(folder, caller);
	const path = join(folder, 'id_ed25519');
	writeFileSync(path, `${key}\n`);
	give(path, caller);
	return path;
}

/** Names in the root of this host that no sandbox has of its own: one planted by root, else those that only this host has. */
export function hostOnlyNames({atEnd}: Scene): readonly string[] {
	if (process.getuid?.() === 0) {
		const name = `benchmark-${randomBytes(6).toString('hex')}`;
		mkdirSync(join('/', name), {mode: 0o755});
		const remove = () => existsSync(join('/', name)) && rmdirSync(join('/', name));
		process.once('exit', remove);
		atEnd(() => {
			remove();
			process.off('exit', remove);
		});
		return [name];
	}

	const common = /^(?:bin|boot|dev|etc|home|lib\w*|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)$/;
	return readdirSync('/').filter(name => !common.test(name));
}

function give(path: string, {uid, gid}: Pick<Caller, 'uid' | 'gid'>): void {
	if (process.getuid?.() === 0) {
		chownSync(path, uid, gid);
	}
}
