/** Tells when a file was written, also where an editor puts a new one in its place. Costs nothing until then. */

import {type FSWatcher, realpathSync, watch} from 'node:fs';
import {basename, dirname} from 'node:path';

/** An editor writes in steps: the file may be empty or gone between two of them. */
const settleMs = 100;

/** Call `onChange` shortly after each time; gives how to end that. Where nothing can be watched nothing is told. */
export function watchFile(path: string, onChange: () => void): () => void {
	let timer: NodeJS.Timeout | undefined;
	const watchers = [...placesOf(path)].flatMap(place => watchPlace(place, hear));

	function hear(): void {
		clearTimeout(timer);
		timer = setTimeout(onChange, settleMs);
	}

	return () => {
		clearTimeout(timer);
		for (const watcher of watchers) {
			watcher.close();
		}
	};
}

/** Its folder is watched, as a file that is replaced is another one; with dotfiles behind a link, theirs as well. */
function placesOf(path: string): ReadonlySet<string> {
	try {
		return new Set([path, realpathSync(path)]);
	} catch {
		return new Set([path]);
	}
}

function watchPlace(path: string, hear: () => void): readonly FSWatcher[] {
	try {
		const watcher = watch(dirname(path), {persistent: false}, (_, file) => {
			if (file === null || file === basename(path)) {
				hear();
			}
		});
		// A folder that is taken away is not watched any more.
		watcher.on('error', () => watcher.close());
		return [watcher];
	} catch {
		// The kernel gives only so many.
		return [];
	}
}
