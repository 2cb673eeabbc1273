/**
Exports of advisories → the local database, replaced in one step.

The new database is made beside the old one and takes its name when it is complete: whoever is killed, or meets a broken
export, leaves the old one as it was. Advisories of ecosystems that the import does not speak for are kept.
*/

import {closeSync, copyFileSync, fsyncSync, openSync, readdirSync, renameSync, rmSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import type {DatabaseSync, StatementSync} from 'node:sqlite';
import {toDisplay} from '../../base/display.ts';
import {UsageError} from '../../base/errors.ts';
import {requireWritableHome} from '../../base/home.ts';
import {readAdvisory} from './advisory.ts';
import {advisoryDatabasePath, databaseVersion, type ImportedSource, isUsableDatabase, sourcesOf} from './advisory-database.ts';
import {openRecords} from './advisory-records.ts';
import {type Ecosystem, ecosystems} from './dependency.ts';
import {openDatabase} from './sqlite.ts';

export interface AdvisoryExport {
	readonly path: string;
	/** Where it came from, for people. */
	readonly source: string;
	/** The ecosystem it is the export of; undefined lets its records tell. */
	readonly ecosystem?: Ecosystem | undefined;
}

export interface ImportOptions {
	readonly signal: AbortSignal;
	/** Records read so far. */
	readonly onProgress?: ((records: number) => void) | undefined;
}

export interface ImportResult {
	/** About packages of ours; one that is about two counts twice. */
	readonly advisories: number;
	/** Records that were no advisories. */
	readonly skipped: number;
	/** What the database holds now. */
	readonly sources: readonly ImportedSource[];
}

/** A collection speaks for an ecosystem when so many of its records are about it; a few strays do not make it an export. */
const share = 0.1;
const recordsAtOnce = 500;

/** Throws a UsageError for an export that cannot be read, holds nothing or is mostly something else; an abort rejects with its reason. */
export async function importAdvisories(exports: readonly AdvisoryExport[], options: ImportOptions): Promise<ImportResult> {
	requireWritableHome();
	const path = advisoryDatabasePath();
	removeLeftovers(path);
	const temporary = `${path}.${process.pid}.tmp`;
	try {
		if (isUsableDatabase(path)) {
			copyFileSync(path, temporary);
		}

		const result = await fill(temporary, exports, options);
		flush(temporary);
		renameSync(temporary, path);
		return result;
	} finally {
		rmSync(temporary, {force: true});
		rmSync(`${temporary}-journal`, {force: true});
	}
}

async function fill(path: string, exports: readonly AdvisoryExport[], options: ImportOptions): Promise<ImportResult> {
	const database = openNew(path);
	try {
		let advisories = 0;
		let skipped = 0;
		for (const one of exports) {
			const counts = await addExport(database, one, options);
			advisories += counts.advisories;
			skipped += counts.skipped;
		}

		return {advisories, skipped, sources: sourcesOf(database)};
	} finally {
		database.close();
	}
}

/** Nobody but us sees the file, and it is thrown away when anything fails: it needs no journal. */
function openNew(path: string): DatabaseSync {
	const database = openDatabase(path);
	database.exec(`
		PRAGMA journal_mode = OFF;
		PRAGMA synchronous = OFF;
		PRAGMA user_version = ${databaseVersion};
		CREATE TABLE IF NOT EXISTS advisories (
			ecosystem TEXT NOT NULL, name TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, round INTEGER NOT NULL,
			PRIMARY KEY (ecosystem, name, id)
		) WITHOUT ROWID;
		CREATE TABLE IF NOT EXISTS sources (
			ecosystem TEXT PRIMARY KEY, source TEXT NOT NULL, imported TEXT NOT NULL, advisories INTEGER NOT NULL
		);
	`);
	return database;
}

interface Counts {
	readonly advisories: number;
	readonly skipped: number;
}

async function addExport(database: DatabaseSync, one: AdvisoryExport, options: ImportOptions): Promise<Counts> {
	const round = Number(database.prepare('SELECT coalesce(max(round), 0) + 1 AS next FROM advisories').get()?.next ?? 1);
	const insert = database.prepare('INSERT OR REPLACE INTO advisories (ecosystem, name, id, body, round) VALUES (?, ?, ?, ?, ?)');
	const {isCollection, counted, records, skipped} = await readExport(database, one, insert, round, options);
	const advisories = [...counted.values()].reduce((sum, count) => sum + count, 0);
	if (advisories === 0 || skipped * 2 > records) {
		throw unusable(one, advisories === 0 ? 'it holds no advisory of PyPI or npm' : 'most of its records are no advisories');
	}

	const covered = one.ecosystem ? [one.ecosystem] : ecosystems.filter(name => isCollection && (counted.get(name) ?? 0) >= share * records);
	for (const ecosystem of covered) {
		database.prepare('DELETE FROM advisories WHERE ecosystem = ? AND round <> ?').run(ecosystem, round);
		const held = Number(database.prepare('SELECT count(*) AS held FROM advisories WHERE ecosystem = ?').get(ecosystem)?.held ?? 0);
		database
			.prepare('INSERT OR REPLACE INTO sources (ecosystem, source, imported, advisories) VALUES (?, ?, ?, ?)')
			.run(ecosystem, one.source, new Date().toISOString(), held);
	}

	return {advisories, skipped};
}

interface ExportRead {
	readonly isCollection: boolean;
	readonly counted: ReadonlyMap<Ecosystem, number>;
	readonly records: number;
	readonly skipped: number;
}

async function readExport(
	database: DatabaseSync,
	one: AdvisoryExport,
	insert: StatementSync,
	round: number,
	{signal, onProgress}: ImportOptions,
): Promise<ExportRead> {
	const counted = new Map<Ecosystem, number>();
	let records = 0;
	let skipped = 0;
	try {
		const file = await openRecords(one.path);
		database.exec('BEGIN');
		for await (const record of file.records) {
			const advisories = readAdvisory(record);
			records += 1;
			skipped += advisories === undefined ? 1 : 0;
			for (const advisory of advisories ?? []) {
				insert.run(advisory.ecosystem, advisory.name, advisory.id, JSON.stringify(advisory), round);
				counted.set(advisory.ecosystem, (counted.get(advisory.ecosystem) ?? 0) + 1);
			}

			if (records % recordsAtOnce === 0) {
				onProgress?.(records);
				// The spinner turns, and Ctrl+C is heard.
				await new Promise(setImmediate);
				signal.throwIfAborted();
			}
		}

		database.exec('COMMIT');
		return {isCollection: file.isCollection, counted, records, skipped};
	} catch (error) {
		signal.throwIfAborted();
		throw unusable(one, error instanceof Error ? error.message : String(error), error);
	}
}

function unusable({source}: AdvisoryExport, why: string, cause?: unknown): UsageError {
	return new UsageError(`Cannot import the advisories of ${toDisplay(source)}: ${toDisplay(why, {maxLength: 200})}.`, {
		hint: 'The database is as it was. Give a zip of OSV records, a JSON or a JSONL file.',
		cause,
	});
}

function flush(path: string): void {
	const fd = openSync(path, 'r+');
	try {
		fsyncSync(fd);
	} finally {
		closeSync(fd);
	}
}

/** Parts of imports and downloads whose process is gone. */
function removeLeftovers(path: string): void {
	const folder = dirname(path);
	const prefix = `${basename(path)}.`;
	for (const name of readdirSync(folder).filter(name => name.startsWith(prefix))) {
		const pid = Number(/^(\d+)\.(?:tmp|\d+\.download)(?:-journal)?$/.exec(name.slice(prefix.length))?.[1] ?? Number.NaN);
		if (!Number.isNaN(pid) && pid !== process.pid && !isAlive(pid)) {
			rmSync(join(folder, name), {force: true});
		}
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
	}
}
