import {accessSync, constants, statSync} from 'node:fs';

/** Whether a path is a file that we may start; false for one that is missing or cannot be looked at. */
export function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return statSync(path).isFile();
	} catch {
		// Not there: the search goes on.
		return false;
	}
}
