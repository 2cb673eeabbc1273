/** One advisory in the OSV format → what this program needs of it. Everything in it comes from outside. */

import type {Affected, AffectedRange} from './affected.ts';
import {cvss3Score} from './cvss.ts';
import {type Ecosystem, ecosystems, normalName} from './dependency.ts';
import {isPopular} from './popular-names.ts';

export type AdvisorySeverity = 'critical' | 'high' | 'moderate' | 'low' | 'unknown';

/** An advisory as far as it is about one package. */
export interface Advisory {
	/** `MAL-…` is a malicious package, anything else a vulnerability. */
	readonly id: string;
	/** Other names of the same thing: the databases copy each other. */
	readonly aliases: readonly string[];
	readonly summary: string;
	readonly severity: AdvisorySeverity;
	readonly ecosystem: Ecosystem;
	/** In its normal form. */
	readonly name: string;
	readonly affected: readonly Affected[];
}

export function isMalware({id, aliases}: Pick<Advisory, 'id' | 'aliases'>): boolean {
	return [id, ...aliases].some(name => name.startsWith('MAL-'));
}

/**
An OSV record as one advisory a package of ours; none for a record that was withdrawn or is about other ecosystems.

Undefined for a value that is no OSV record.
*/
export function readAdvisory(value: unknown): readonly Advisory[] | undefined {
	const record = asRecord(value);
	if (typeof record?.id !== 'string' || !/^[\w.:-]{1,100}$/.test(record.id) || !Array.isArray(record.affected)) {
		return record !== undefined && typeof record.id === 'string' && 'withdrawn' in record ? [] : undefined;
	}

	if (typeof record.withdrawn === 'string') {
		return [];
	}

	const {id} = record;
	const aliases = texts(record.aliases).slice(0, 50);
	const summary = typeof record.summary === 'string' ? record.summary.slice(0, 300) : '';
	const found = new Map<string, Advisory>();
	for (const entry of record.affected) {
		const about = packageOf(entry);
		if (about) {
			const key = `${about.ecosystem} ${about.name}`;
			// A popular package was taken over for some versions, whatever one of the sources says.
			const isWhole = !isPopular(about.ecosystem, about.name) && isWholePackage(record, id);
			const affected = [...(found.get(key)?.affected ?? []), affectedOf(entry, isWhole)];
			const severity = severityOf(record, asRecord(entry));
			found.set(key, {id, aliases, summary, severity, ...about, affected});
		}
	}

	return [...found.values()];
}

function packageOf(entry: unknown): {readonly ecosystem: Ecosystem; readonly name: string} | undefined {
	const {ecosystem, name} = asRecord(asRecord(entry)?.package) ?? {};
	// `PyPI:…` names a repository beside the public one.
	const known = ecosystems.find(ours => ours === (typeof ecosystem === 'string' ? ecosystem.split(':')[0] : undefined));
	return known && typeof name === 'string' && name !== '' ? {ecosystem: known, name: normalName(known, name.slice(0, 300))} : undefined;
}

function affectedOf(entry: unknown, isWhole: boolean): Affected {
	const record = asRecord(entry) ?? {};
	const ranges = Array.isArray(record.ranges) ? record.ranges.flatMap(rangesOf) : [];
	return {versions: texts(record.versions), ranges: isWhole ? [{introduced: '0'}] : ranges};
}

/** Reports of malicious packages list the versions that were seen; what they were collected from says when it was all of them. */
function isWholePackage(record: Readonly<Record<string, unknown>>, id: string): boolean {
	const origins = asRecord(record.database_specific)?.['malicious-packages-origins'];
	return id.startsWith('MAL-') && Array.isArray(origins) && origins.some(origin => ofOrigin(origin).some(isEndless));
}

function ofOrigin(origin: unknown): readonly AffectedRange[] {
	const ranges = asRecord(origin)?.ranges;
	return Array.isArray(ranges) ? ranges.flatMap(rangesOf) : [];
}

function isEndless({introduced, fixed, last}: AffectedRange): boolean {
	return introduced === '0' && fixed === undefined && last === undefined;
}

/** Events in their order: each `introduced` opens a range, the next `fixed` or `last_affected` closes it. Commits of git are no versions. */
function rangesOf(value: unknown): readonly AffectedRange[] {
	const range = asRecord(value);
	if (range?.type === 'GIT' || !Array.isArray(range?.events)) {
		return [];
	}

	const ranges: AffectedRange[] = [];
	let introduced: string | undefined;
	for (const event of range.events) {
		const {introduced: from, fixed, last_affected: last} = asRecord(event) ?? {};
		if (typeof from === 'string') {
			introduced = from;
		} else if (introduced !== undefined && (typeof fixed === 'string' || typeof last === 'string')) {
			ranges.push(typeof fixed === 'string' ? {introduced, fixed} : {introduced, last: String(last)});
			introduced = undefined;
		}
	}

	return introduced === undefined ? ranges : [...ranges, {introduced}];
}

/** By the worst CVSS 3 vector; else by the word of the database it came from; else unknown, which is not `low`. */
function severityOf(record: Readonly<Record<string, unknown>>, entry: Readonly<Record<string, unknown>> | undefined): AdvisorySeverity {
	const vectors = [record.severity, entry?.severity].flatMap(list => (Array.isArray(list) ? list : [])).map(item => asRecord(item)?.score);
	const scores = vectors.flatMap(vector => (typeof vector === 'string' ? (cvss3Score(vector) ?? []) : []));
	if (scores.length > 0) {
		const score = Math.max(...scores);
		return score >= 9 ? 'critical' : score >= 7 ? 'high' : score >= 4 ? 'moderate' : 'low';
	}

	const word = asRecord(record.database_specific)?.severity ?? asRecord(entry?.database_specific)?.severity;
	const known = typeof word === 'string' ? word.toLowerCase().replace('medium', 'moderate') : '';
	return (['critical', 'high', 'moderate', 'low'] as const).find(severity => severity === known) ?? 'unknown';
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

function texts(value: unknown): readonly string[] {
	return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}
