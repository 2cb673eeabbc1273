/** `scan --suppress`: a person accepts findings of one skill, with a reason and an end. */

import {statSync} from 'node:fs';
import {resolve} from 'node:path';
import {addToBaseline, type BaselineEntry, dateOf, isOver, longestDays, startOf} from './admission/baseline-file.ts';
import {assertOutside, ownBaseline} from './admission/baseline.ts';
import {assertPrivate} from './admission/json-file.ts';
import type {AdmissionReport, Finding} from './admission/report.ts';
import {appendAudit} from './audit.ts';
import {toDisplay} from './base/display.ts';
import {PolicyError, UsageError} from './base/errors.ts';
import {requireWritableHome} from './base/home.ts';
import {type ScanOptions, scanPath} from './scan.ts';

export interface SuppressionRequest {
	/** A finding's id, with `:FILE` or `:FILE:LINE` behind it where not all of that id are meant. */
	readonly target: string;
	readonly reason: string;
	/** `90d`, `12w`, or the last day, `2027-02-19`. */
	readonly expires: string;
	/** Where it is written; the person's own baseline where none is named. */
	readonly baseline: string | undefined;
}

export interface SuppressionsWritten {
	readonly count: number;
	readonly path: string;
	readonly expires: string;
}

/**
Scan one skill, write the findings that are meant to a baseline, and a line to the audit log.

Throws a UsageError for a request that cannot be followed, a PolicyError for a finding that blocks, and what `scanPath` throws.
*/
export async function suppressFindings(
	scanned: string,
	request: SuppressionRequest,
	{rules}: Pick<ScanOptions, 'rules'> = {},
	now = Date.now(),
): Promise<SuppressionsWritten> {
	const {target, baseline} = request;
	const reason = checkedReason(request.reason);
	const expires = parseExpiry(request.expires, now);
	const report = await onlyReport(scanned, {rules});
	const findings = findingsMeant(report, target);
	assertSuppressible(findings, target);
	const entries = findings.map(
		({id, file, evidence}): BaselineEntry => ({id, skill: report.name, file, evidence, reason, added: dateOf(now), expires}),
	);
	const path = baseline === undefined ? ownBaseline() : resolve(baseline);
	if (baseline === undefined) {
		requireWritableHome();
		assertPrivate(path);
	} else {
		assertOutside(statSync(scanned).isDirectory() ? report.path : scanned, path);
	}

	appendAudit({type: 'suppression', skill: report.name, treeHash: report.treeHash, baseline: path, entries});
	addToBaseline(path, entries);
	return {count: findings.length, path, expires};
}

async function onlyReport(scanned: string, options: ScanOptions): Promise<AdmissionReport> {
	const [report, other] = await scanPath(scanned, options);
	if (!report || other) {
		throw new UsageError(`Cannot suppress findings in ${toDisplay(scanned)}: it holds more than one skill.`, {hint: 'Name one skill.'});
	}

	return report;
}

function assertSuppressible(findings: readonly Finding[], target: string): void {
	const blocking = findings.find(({severity}) => severity === 'critical');
	if (blocking) {
		throw new PolicyError(
			'policy',
			`Cannot suppress ${toDisplay(target)}: it blocks the skill, and nothing that blocks can be suppressed.`,
			{
				hint: `See it at ${toDisplay(placeOf(blocking))}; name the place of another one with the same id.`,
			},
		);
	}
}

function findingsMeant({name, findings}: AdmissionReport, target: string): readonly Finding[] {
	const meant = findings.filter(finding => [finding.id, `${finding.id}:${finding.file}`, placeOf(finding)].includes(target));
	if (meant.length === 0) {
		throw new UsageError(`There is no finding ${toDisplay(target)} in ${toDisplay(name)}.`, {
			hint: 'Name one as the scan shows it: ID, ID:FILE or ID:FILE:LINE.',
		});
	}

	return meant;
}

function placeOf({id, file, line}: Finding): string {
	return line > 0 ? `${id}:${file}:${line}` : `${id}:${file}`;
}

function checkedReason(text: string): string {
	const reason = text.trim();
	if (reason === '' || reason.length > 500) {
		throw new UsageError('A suppression needs a reason of at most 500 characters.', {hint: 'Write --reason TEXT.'});
	}

	return reason;
}

/** The last day. Throws a UsageError for one that is past or more than a year ahead. */
function parseExpiry(text: string, now: number): string {
	const [, count, unit] = /^(\d{1,3})([dw])$/.exec(text) ?? [];
	const expires = count === undefined ? text : dateOf(now + Number(count) * (unit === 'w' ? 7 : 1) * 86_400_000);
	const days = (startOf(expires) - startOf(dateOf(now))) / 86_400_000;
	if (Number.isNaN(days) || isOver(expires, now) || days > longestDays) {
		throw new UsageError(`A suppression cannot expire at ${JSON.stringify(text)}.`, {
			hint: 'Write --expires 90d, 12w or a date such as 2027-02-19, at most a year ahead.',
		});
	}

	return expires;
}
