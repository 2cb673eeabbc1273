/** The form of one line of the audit log and of its head; pure. */

import {canonicalJson, digestOf, type Sha256} from './base/canonical-json.ts';
import {toDisplayJson} from './base/display.ts';

/** What the log was when its last line was written. */
export interface AuditHead {
	readonly count: number;
	/** Of the last line. */
	readonly hash: Sha256;
	/** The month file that the last line is in, and how long that file was with it. */
	readonly file: string;
	readonly size: number;
}

export interface AuditLine {
	readonly seq: number;
	readonly prev: Sha256;
	readonly hash: Sha256;
}

/** What stands for the line before the first. */
export const origin: Sha256 = `sha256:${'0'.repeat(64)}`;

const monthFile = /^\d{4}-\d{2}\.jsonl$/;

/** A line and its hash. The fields of the chain win over fields of the same name in the entry. */
export function makeLine(entry: object, seq: number, prev: Sha256, now: Date): {readonly text: string; readonly hash: Sha256} {
	const {hash: _, ...record} = {...entry, v: 1, seq, prev, ts: now.toISOString(), hash: undefined};
	const hash = digestOf(record);
	return {text: `${textOf({...record, hash})}\n`, hash};
}

/** The chain fields of a line (without its line feed), or what is wrong with it as a phrase. */
export function readLine(text: string): AuditLine | string {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return 'is not JSON';
	}

	if (typeof value !== 'object' || value === null || !('seq' in value && 'prev' in value && 'hash' in value)) {
		return 'is not an entry';
	}

	const {hash, ...record} = value;
	const {seq, prev} = record;
	if (typeof seq !== 'number' || !isSha256(prev) || !isSha256(hash)) {
		return 'is not an entry';
	}

	return hash === digestOf(record) && textOf(value) === text ? {seq, prev, hash} : 'was edited';
}

/** Whoever reads the log in a terminal reads names of a skill's choice. */
function textOf(line: object): string {
	return toDisplayJson(canonicalJson(line));
}

/** The head as it was written, or undefined when it is damaged. */
export function readHead(text: string): AuditHead | undefined {
	try {
		const {count, hash, file, size} = JSON.parse(text) as Record<string, unknown>;
		const isGood = isCount(count) && isCount(size) && isSha256(hash) && typeof file === 'string' && monthFile.test(file);
		return isGood ? {count, hash, file, size} : undefined;
	} catch {
		// Not JSON, or null: damaged.
		return undefined;
	}
}

/** The file that an entry of this moment belongs to, in UTC. */
export function monthOf(now: Date): string {
	return `${now.toISOString().slice(0, 7)}.jsonl`;
}

/** The month files among the names of a folder, oldest first. */
export function monthFiles(names: readonly string[]): readonly string[] {
	return names.filter(name => monthFile.test(name)).sort();
}

function isCount(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isSha256(value: unknown): value is Sha256 {
	return typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value);
}
