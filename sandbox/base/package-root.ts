import {existsSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

let found: string | undefined;

/** The folder of the program itself (it holds `skills/`, `themes/` and `dist/`), whether bundled or run from source. */
export function packageRoot(): string {
	found ??= findRoot(dirname(fileURLToPath(import.meta.url)));
	return found;
}

function findRoot(start: string): string {
	for (let folder = start; folder !== dirname(folder); folder = dirname(folder)) {
		if (existsSync(join(folder, 'package.json'))) {
			return folder;
		}
	}

	throw new Error(`No package.json above ${start}.`);
}
