import {mkdirSync, statSync} from 'node:fs';
import {dirname} from 'node:path';

/**
The folder and those above it, made where they are missing; permissions hold for what is made.

Node's own `recursive` never comes back where the kernel makes no folders (below /proc), and no signal stops it.
Throws the system's error where the folder cannot be made or another thing has its name.
*/
export function makeFolder(path: string, mode: number): void {
	if (isFolder(path)) {
		return;
	}

	const parent = dirname(path);
	if (parent !== path) {
		makeFolder(parent, mode);
	}

	try {
		mkdirSync(path, {mode});
	} catch (cause) {
		// Two at once make it one after the other.
		if (!isFolder(path)) {
			throw cause;
		}
	}
}

function isFolder(path: string): boolean {
	return statSync(path, {throwIfNoEntry: false})?.isDirectory() ?? false;
}
