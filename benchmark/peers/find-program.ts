import {accessSync, constants} from 'node:fs';
import {join} from 'node:path';
import {NotHere} from './peer.ts';

/** The path of a program on PATH. Throws a NotHere. */
export function requireProgram(name: string): string {
	const found = findOnPath(name);
	if (found === undefined) {
		throw new NotHere(`${name} is not installed`);
	}

	return found;
}

export function findOnPath(name: string): string | undefined {
	return (process.env.PATH ?? '')
		.split(':')
		.filter(folder => folder.startsWith('/'))
		.map(folder => join(folder, name))
		.find(isExecutable);
}

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		// Not here, or not ours to start.
		return false;
	}
}
