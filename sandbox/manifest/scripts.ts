import {posix} from 'node:path';
import type {Inventory, InventoryFile} from '../admission/inventory.ts';
import type {Runtime, Script} from './manifest.ts';

export interface Scripts {
	/** What the skill runs when no script is named, or null. */
	readonly entry: Script | null;
	/** Everything runnable in `scripts/` and at the root, sorted by path, the entry included. */
	readonly all: readonly Script[];
}

const entryNames = ['main.py', 'main.js', 'main.ts', 'main.sh', 'main'];

const runtimes: Readonly<Record<string, Runtime>> = {
	'.py': 'python',
	'.js': 'node',
	'.mjs': 'node',
	'.cjs': 'node',
	'.ts': 'node',
	'.mts': 'node',
	'.cts': 'node',
	'.sh': 'bash',
	'.bash': 'bash',
};

/**
The scripts of a skill: the entry by its name (in `scripts/` before the root, `.py` before `.js`, `.ts`, `.sh`,
and last a plain `main` with a shebang), the runtime by extension, then by shebang. Never guessed otherwise.
*/
export function findScripts(inventory: Inventory): Scripts {
	const all = inventory.files.filter(isOffered).flatMap(file => scriptOf(file) ?? []);
	const entryPaths = [...entryNames.map(name => `scripts/${name}`), ...entryNames];
	const entry = entryPaths.flatMap(path => all.find(script => script.path === path) ?? [])[0] ?? null;
	return {entry, all};
}

/** The script at a path anywhere in the skill, or null when it is no file that can be run. Links are never scripts. */
export function scriptAt(inventory: Inventory, path: string): Script | null {
	const wanted = posix.normalize(path);
	const file = inventory.files.find(candidate => candidate.path === wanted);
	return file ? scriptOf(file) : null;
}

/** Library modules and declarations are not offered, though `scriptAt` finds them. */
function isOffered({path}: InventoryFile): boolean {
	const inPlace = !path.includes('/') || path.startsWith('scripts/');
	return inPlace && !/(?:^|\/)(?:node_modules|__pycache__)\/|(?:^|\/)__init__\.py$|\.d\.[mc]?ts$/.test(path);
}

function scriptOf(file: InventoryFile): Script | null {
	if (file.kind !== 'file' || !file.bytes) {
		return null;
	}

	const extension = posix.extname(file.path);
	const runtime = runtimes[extension] ?? runtimeOfShebang(file.bytes);
	return runtime ? {path: file.path, runtime, typescript: /^\.[mc]?ts$/.test(extension)} : null;
}

function runtimeOfShebang(bytes: Uint8Array): Runtime | undefined {
	const line = Buffer.from(bytes.subarray(0, 256)).toString('latin1').split('\n')[0] ?? '';
	if (!line.startsWith('#!')) {
		return undefined;
	}

	if (/\bpython[\d.]*\b|\buv run\b/.test(line)) {
		return 'python';
	}

	if (/\bnode\b/.test(line)) {
		return 'node';
	}

	return /\b(?:ba|da)?sh\b/.test(line) ? 'bash' : undefined;
}
