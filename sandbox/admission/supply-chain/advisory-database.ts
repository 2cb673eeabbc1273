/**
The local advisory database: `~/.skilllite/advisories.sqlite`, made by `audit --update`, only read here.

    advisories(ecosystem, name, id, body)   one row an advisory and package, the body as JSON
    sources(ecosystem, source, imported, advisories)   which ecosystems an export was read for, and when

Of an ecosystem without a row in `sources` it may hold single advisories, and silence about a package means nothing.
*/

import {existsSync} from 'node:fs';
import {join} from 'node:path';
import type {DatabaseSync} from 'node:sqlite';
import {ConfigError} from '../../base/errors.ts';
import {skillliteHome} from '../../base/home.ts';
import type {Advisory} from './advisory.ts';
import {type Lookup, type Lookups, type PackageId, packageKey} from './assess.ts';
import type {Ecosystem} from './dependency.ts';
import {openDatabase} from './sqlite.ts';

/** Another form of the tables is another number; a database of another form is made anew. */
export const databaseVersion = 1;

export interface ImportedSource {
	readonly ecosystem: Ecosystem;
	/** Where it was read from. */
	readonly source: string;
	/** ISO time. */
	readonly imported: string;
	readonly advisories: number;
}

export function advisoryDatabasePath(): string {
	return join(skillliteHome(), 'advisories.sqlite');
}

/** What the local database knows of some packages; undefined when there is none. Throws a ConfigError for one that cannot be read. */
export function lookUpLocally(
	packages: readonly PackageId[],
): {readonly lookups: Lookups; readonly sources: readonly ImportedSource[]} | undefined {
	const path = advisoryDatabasePath();
	if (!existsSync(path)) {
		return undefined;
	}

	return readDatabase(path, database => {
		const sources = sourcesOf(database);
		const covered = new Set(sources.map(({ecosystem}) => ecosystem));
		const select = database.prepare('SELECT body FROM advisories WHERE ecosystem = ? AND name = ?');
		const lookups = new Map<string, Lookup>();
		for (const id of packages) {
			const rows = select.all(id.ecosystem, id.name);
			const advisories = rows.map(({body}) => JSON.parse(String(body)) as Advisory);
			lookups.set(packageKey(id), {advisories, isComplete: covered.has(id.ecosystem)});
		}

		return {lookups, sources};
	});
}

/** Whether a file is a database of this form that can be read. */
export function isUsableDatabase(path: string): boolean {
	try {
		return readDatabase(path, database => sourcesOf(database).length >= 0);
	} catch {
		// The caller makes a new one.
		return false;
	}
}

export function sourcesOf(database: DatabaseSync): readonly ImportedSource[] {
	const rows = database.prepare('SELECT ecosystem, source, imported, advisories FROM sources ORDER BY ecosystem').all();
	return rows.map(row => ({
		ecosystem: row.ecosystem as Ecosystem,
		source: String(row.source),
		imported: String(row.imported),
		advisories: Number(row.advisories),
	}));
}

function readDatabase<T>(path: string, read: (database: DatabaseSync) => T): T {
	let database: DatabaseSync | undefined;
	try {
		database = openDatabase(path, {readOnly: true});
		const version = database.prepare('PRAGMA user_version').get()?.user_version;
		if (version !== databaseVersion) {
			throw new Error(`It has form ${String(version)}, not ${databaseVersion}.`);
		}

		return read(database);
	} catch (cause) {
		throw new ConfigError(`Cannot read the advisory database ${path}.`, {
			hint: 'Make it anew with: skilllite audit --update',
			cause,
		});
	} finally {
		database?.close();
	}
}
