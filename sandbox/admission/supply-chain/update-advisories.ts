/** `audit --update`: fetch exports of advisories, or take a file, and import them. */

import {closeSync, existsSync, openSync, rmSync, writeSync} from 'node:fs';
import {toDisplay} from '../../base/display.ts';
import {SkillLiteError, UsageError} from '../../base/errors.ts';
import {requireWritableHome} from '../../base/home.ts';
import {advisoryDatabasePath} from './advisory-database.ts';
import type {Ecosystem} from './dependency.ts';
import {fetchBounded} from './fetch-bounded.ts';
import {type AdvisoryExport, type ImportResult, importAdvisories} from './import-advisories.ts';

export interface UpdateSource {
	/** An address or the path of a file. */
	readonly place: string;
	readonly ecosystem?: Ecosystem | undefined;
}

export interface UpdateOptions {
	readonly signal: AbortSignal;
	/** A short line for people about what is going on now. */
	readonly onProgress?: ((line: string) => void) | undefined;
}

const mostBytes = 2 * 1024 * 1024 * 1024;
const idleMs = 60_000;

/**
Fetch what has an address, then import everything in one step.

Throws a UsageError that names the source: an address that cannot be had, a file that is not there, an export that is none.
The database is then as it was.
*/
export async function updateAdvisories(sources: readonly UpdateSource[], options: UpdateOptions): Promise<ImportResult> {
	requireWritableHome();
	const downloads: string[] = [];
	try {
		const exports: AdvisoryExport[] = [];
		for (const [index, {place, ecosystem}] of sources.entries()) {
			const isAddress = /^[a-z][a-z+.-]*:\/\//i.test(place);
			const path = isAddress ? `${advisoryDatabasePath()}.${process.pid}.${index}.download` : place;
			if (isAddress) {
				downloads.push(path);
				await download(place, path, options);
			} else if (!existsSync(place)) {
				throw new UsageError(`Cannot import advisories: there is no file ${toDisplay(place)}.`, {hint: 'Name an address or a file.'});
			}

			exports.push({path, source: place, ecosystem});
		}

		options.onProgress?.('reading advisories');
		return await importAdvisories(exports, {
			signal: options.signal,
			onProgress: records => options.onProgress?.(`reading advisories (${records})`),
		});
	} finally {
		for (const path of downloads) {
			rmSync(path, {force: true});
		}
	}
}

async function download(url: string, path: string, {signal, onProgress}: UpdateOptions): Promise<void> {
	const host = URL.parse(url)?.host ?? url;
	onProgress?.(`downloading advisories from ${host}`);
	const fd = openSync(path, 'w', 0o600);
	try {
		const {size, pieces} = await fetchBounded({url, mostBytes, idleMs, signal});
		let received = 0;
		for await (const piece of pieces) {
			for (let written = 0; written < piece.length; ) {
				written += writeSync(fd, piece, written);
			}

			received += piece.length;
			onProgress?.(`downloading advisories from ${host} (${megabytes(received)}${size === null ? '' : ` of ${megabytes(size)}`} MB)`);
		}
	} catch (error) {
		if (signal.aborted || error instanceof SkillLiteError) {
			throw error;
		}

		throw new UsageError(
			`Cannot fetch advisories from ${toDisplay(url)}: ${toDisplay(error instanceof Error ? error.message : String(error))}.`,
			{
				hint: 'The database is as it was. Where there is no network: skilllite audit --update FILE',
				cause: error,
			},
		);
	} finally {
		closeSync(fd);
	}
}

function megabytes(bytes: number): string {
	return (bytes / 1024 / 1024).toFixed(1);
}
