import type {DatabaseSync, DatabaseSyncOptions} from 'node:sqlite';

/** Open a database with Node's own SQLite, without the remark of Node 22 on stderr that it is experimental. */
export function openDatabase(path: string, options: DatabaseSyncOptions = {}): DatabaseSync {
	const {emitWarning} = process;
	process.emitWarning = () => {};
	try {
		const {DatabaseSync: Database} = process.getBuiltinModule('node:sqlite');
		return new Database(path, options);
	} finally {
		process.emitWarning = emitWarning;
	}
}
