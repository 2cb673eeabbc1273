/**
What admission found out about a tree, kept so that the next run of the same bytes needs neither scanner nor YAML.

Keyed by tree hash, folder name and scanner version: another scanner asks again. The folder is the user's own, as
trusted as the consents beside it.
*/

import {mkdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {writeFileAtomically} from '../base/atomic-file.ts';
import {digestOf, type Sha256} from '../base/canonical-json.ts';
import {requireWritableHome, skillliteHome} from '../base/home.ts';
import type {Manifest} from '../manifest/manifest.ts';
import type {Scripts} from '../manifest/scripts.ts';
import {makeRoom} from './make-room.ts';
import type {AdmissionReport} from './report.ts';

export interface ReportKey {
	readonly treeHash: Sha256;
	/** The manifest falls back on it, so two folders with the same bytes are two entries. */
	readonly folderName: string;
	readonly scannerVersion: number;
}

export interface CachedAdmission {
	/** Its `path` and `ms` are those of the first scan. */
	readonly report: AdmissionReport;
	readonly manifest: Manifest;
	readonly scripts: Scripts;
}

const mostReports = 500;

/** What was stored under exactly this key, or undefined: missing, damaged or of another version means scanning again. */
export function cachedReport(key: ReportKey): CachedAdmission | undefined {
	try {
		const {cached, ...stored} = JSON.parse(readFileSync(reportPath(skillliteHome(), key), 'utf8')) as ReportKey & {cached: CachedAdmission};
		const isSame = reportName(stored) === reportName(key) && cached.report.treeHash === key.treeHash;
		return isSame && cached.manifest && cached.scripts ? cached : undefined;
	} catch {
		return undefined;
	}
}

/** Store a finished admission. A partial one is not stored: what was too slow or unreadable may not be so next time. */
export function storeReport(key: ReportKey, cached: CachedAdmission): void {
	if (cached.report.partial) {
		return;
	}

	const home = requireWritableHome();
	const {treeHash, folderName, scannerVersion} = key;
	mkdirSync(reportFolder(home), {recursive: true, mode: 0o700});
	makeRoom(reportFolder(home), mostReports);
	writeFileAtomically(reportPath(home, key), JSON.stringify({treeHash, folderName, scannerVersion, cached}));
}

/** Forget all of them: the next look at each skill is a scan. */
export function forgetReports(): void {
	rmSync(reportFolder(skillliteHome()), {recursive: true, force: true});
}

function reportPath(home: string, key: ReportKey): string {
	return join(reportFolder(home), reportName(key));
}

function reportName({treeHash, folderName, scannerVersion}: ReportKey): string {
	return `${digestOf({treeHash, folderName, scannerVersion}).slice('sha256:'.length)}.json`;
}

function reportFolder(home: string): string {
	return join(home, 'cache', 'reports');
}
