/** Reads the audit log for people: entries as they stand in the files, without checking the chain. */

import {createReadStream, existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {monthFiles, monthOf} from './audit-chain.ts';
import {skillliteHome} from './base/home.ts';

export interface LoggedEntry {
	readonly type: string;
	/** ISO time. */
	readonly ts: string;
	readonly [field: string]: unknown;
}

/** The entries from a moment on, oldest first, read while they are asked for; lines that are none are left to `verifyAudit`. */
export async function* auditEntries(since: Date | undefined): AsyncGenerator<LoggedEntry> {
	const folder = join(skillliteHome(), 'audit');
	const first = since === undefined ? '' : monthOf(since);
	const from = since?.toISOString() ?? '';
	for (const file of existsSync(folder) ? monthFiles(readdirSync(folder)).filter(name => name >= first) : []) {
		for await (const line of createInterface({input: createReadStream(join(folder, file), 'utf8'), crlfDelay: Number.POSITIVE_INFINITY})) {
			const entry = readEntry(line);
			if (entry && entry.ts >= from) {
				yield entry;
			}
		}
	}
}

function readEntry(line: string): LoggedEntry | undefined {
	try {
		const value: unknown = JSON.parse(line);
		const isEntry = typeof value === 'object' && value !== null && 'type' in value && 'ts' in value;
		return isEntry && typeof value.type === 'string' && typeof value.ts === 'string' ? (value as LoggedEntry) : undefined;
	} catch {
		return undefined;
	}
}
