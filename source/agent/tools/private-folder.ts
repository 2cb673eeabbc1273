/**
A private folder for what a session keeps and nobody else may read: long results, files before a change.

It is among the system's temporary ones and not under the program's home, since what is kept may hold secrets; it goes with
the session.
*/

import {randomUUID} from 'node:crypto';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

export interface PrivateFolder {
	/** Keep bytes; gives the id to read them by. */
	put(bytes: string | Uint8Array): string;
	get(id: string): Buffer;
	/** Remove the folder; also done when the process ends. */
	close(): void;
}

/** The folder is made with the first thing that is kept. */
export function createPrivateFolder(): PrivateFolder {
	let folder: string | null = null;
	const close = () => {
		if (folder !== null) {
			rmSync(folder, {recursive: true, force: true});
			folder = null;
		}
	};

	function open(): string {
		process.once('exit', close);
		return mkdtempSync(join(tmpdir(), 'skilllite-session-'));
	}

	return {
		put(bytes) {
			folder ??= open();
			const id = randomUUID();
			writeFileSync(join(folder, id), bytes, {flag: 'wx', mode: 0o600});
			return id;
		},
		get: id => readFileSync(join(folder ?? '', id)),
		close() {
			process.off('exit', close);
			close();
		},
	};
}
