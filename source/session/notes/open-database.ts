import type {DatabaseSync} from 'node:sqlite';

/** Open a database file with node's own SQLite, which is loaded only now: most commands need none. */
export function openDatabase(path: string): DatabaseSync {
	const {DatabaseSync} = withoutWarning(() => process.getBuiltinModule('node:sqlite'));
	return new DatabaseSync(path, {timeout: 5000});
}

/** Node 22 calls its SQLite experimental on stderr, at every start; that is nothing a user of ours can act on. */
function withoutWarning<T>(load: () => T): T {
	const {emitWarning} = process;
	process.emitWarning = () => {};
	try {
		return load();
	} finally {
		process.emitWarning = emitWarning;
	}
}
