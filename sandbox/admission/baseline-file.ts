/**
The shape of a baseline: findings that a person accepts, each with a reason and an end.

A baseline that cannot be understood is an error and never a shorter list: what it should have said is not known.
*/

import type {Sha256} from '../base/canonical-json.ts';
import {writeFileAtomically} from '../base/atomic-file.ts';
import {withFileLock} from '../base/file-lock.ts';
import {asHash, asList, asRecord, asText, parseFile, readJsonFile} from './json-file.ts';

export interface BaselineEntry {
	/** Of the rule. */
	readonly id: string;
	readonly skill: string;
	/** For the person who reads the baseline; the evidence holds it too. */
	readonly file: string;
	readonly evidence: Sha256;
	readonly reason: string;
	/** Dates, `2026-11-21`. */
	readonly added: string;
	readonly expires: string;
}

export const longestDays = 366;
const longestReason = 500;
const dayMs = 86_400_000;

/** The entries of a baseline; none when there is no file. Throws a ConfigError for a file that cannot be used. */
export function readBaseline(path: string, now = Date.now()): readonly BaselineEntry[] {
	const value = readJsonFile(path);
	return value === undefined
		? []
		: parseFile(path, () => asList(asRecord(value, 'the file').suppressions, 'suppressions').map(entry => parseEntry(entry, now)));
}

/** Add entries; of two for the same evidence in the same skill, the newer stays. */
export function addToBaseline(path: string, entries: readonly BaselineEntry[]): void {
	withFileLock(`${path}.lock`, () => {
		const isReplaced = (old: BaselineEntry) => entries.some(({evidence, skill}) => evidence === old.evidence && skill === old.skill);
		const suppressions = [...readBaseline(path).filter(old => !isReplaced(old)), ...entries];
		writeFileAtomically(path, `${JSON.stringify({version: 1, suppressions}, undefined, '\t')}\n`);
	});
}

/** Whether a date is over: it holds to its end, in UTC. */
export function isOver(date: string, now: number): boolean {
	return startOf(date) + dayMs <= now;
}

/** A point in time as a date, in UTC. */
export function dateOf(time: number): string {
	return new Date(time).toISOString().slice(0, 'yyyy-mm-dd'.length);
}

/** The first millisecond of a date such as `2026-11-21`, NaN for what is none. */
export function startOf(date: string): number {
	const time = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(date) : Number.NaN;
	return Number.isNaN(time) || dateOf(time) !== date ? Number.NaN : time;
}

function parseEntry(value: unknown, now: number): BaselineEntry {
	const entry = asRecord(value, 'suppressions');
	const added = asDate(entry.added, 'added');
	const expires = asDate(entry.expires, 'expires');
	// Neither by a late end nor by a start that is still to come does a suppression outlast a year.
	if (startOf(added) > now + dayMs || startOf(expires) - startOf(added) > longestDays * dayMs) {
		throw new TypeError('expires is more than a year away');
	}

	return {
		id: asText(entry.id, 'id'),
		skill: asText(entry.skill, 'skill'),
		file: asText(entry.file, 'file'),
		evidence: asHash(entry.evidence, 'evidence'),
		reason: asReason(entry.reason),
		added,
		expires,
	};
}

function asReason(value: unknown): string {
	const reason = asText(value, 'reason').trim();
	if (reason === '' || reason.length > longestReason) {
		throw new TypeError(reason === '' ? 'reason is empty' : `reason is longer than ${longestReason} characters`);
	}

	return reason;
}

function asDate(value: unknown, key: string): string {
	const date = asText(value, key);
	if (Number.isNaN(startOf(date))) {
		throw new TypeError(`${key} is not a date such as 2026-11-21`);
	}

	return date;
}
