/** Matches of rules → findings of the report: one shape, one order, text made safe for display. */

import type {Sha256} from '../base/canonical-json.ts';
import {toDisplay} from '../base/display.ts';
import {evidenceHash, linesOf} from './evidence.ts';
import type {Place} from './parse/code.ts';
import type {Finding, FindingLayer, Severity} from './report.ts';

/** What a rule says, apart from where. */
export interface Rule {
	/** Stable: people and baselines refer to it. */
	readonly id: string;
	/** Of the threat taxonomy, for example `C3`. */
	readonly class: string;
	/** `critical` blocks, `high` and `medium` ask, `low` and `note` only inform. */
	readonly severity: Severity;
	/** One sentence; `%s` is the detail of the match. */
	readonly message: string;
	/** What would clear it. */
	readonly remedy: string;
	readonly references: readonly string[];
}

/** A rule that met its evidence. */
export interface Match {
	readonly rule: Rule;
	readonly file: string;
	readonly layer: FindingLayer;
	/** Undefined when the finding is about the whole file. */
	readonly place: Place | undefined;
	/** Untrusted text that goes into the message. */
	readonly detail?: string;
	/** Less than the rule's own, where the context weakens it. */
	readonly severity?: Severity;
}

const ranks: Record<Severity, number> = {critical: 0, high: 1, medium: 2, low: 3, note: 4};

/** Whether a severity is at least another. */
export function isAtLeast(severity: Severity, least: Severity): boolean {
	return ranks[severity] <= ranks[least];
}

/**
The findings for some matches, the worst first, then by file and place.

One finding a rule and line, and of what has no line one for each thing that is said; `texts` holds the files that have lines, by path, `hashes` the content of all of them.
*/
export function toFindings(
	matches: readonly Match[],
	texts: ReadonlyMap<string, string>,
	hashes: ReadonlyMap<string, Sha256 | null>,
): readonly Finding[] {
	const found = new Map<string, Finding>();
	for (const match of matches) {
		const finding = toFinding(match, texts.get(match.file) ?? '', hashes.get(match.file) ?? '');
		const key = `${finding.id}\0${finding.file}\0${finding.line || finding.message}`;
		const known = found.get(key);
		if (!known || compareFindings(finding, known) < 0) {
			found.set(key, finding);
		}
	}

	return inOrder([...found.values()]);
}

/** Findings as reports list them: the worst first, then by file and place. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
	return findings.toSorted(compareFindings);
}

function toFinding({rule, file, layer, place, detail = '', severity = rule.severity}: Match, text: string, hash: string): Finding {
	return {
		id: rule.id,
		class: rule.class,
		severity,
		message: rule.message.replace('%s', () => toDisplay(detail, {maxLength: 80, reveal: true})),
		file,
		...positionOf(place, text),
		snippet: place ? snippetOf(place, text) : '',
		remedy: rule.remedy,
		references: rule.references,
		layer,
		evidence: evidenceHash({id: rule.id, severity, file, detail, text: place ? linesOf(place, text) : hash}),
		suppressed: false,
	};
}

function positionOf(place: Place | undefined, text: string): {readonly line: number; readonly column: number} {
	if (!place) {
		return {line: 0, column: 0};
	}

	const before = text.slice(0, place.start);
	return {line: before.split('\n').length, column: place.start - before.lastIndexOf('\n')};
}

/** The first line of the evidence, without its indentation. */
function snippetOf(place: Place, text: string): string {
	const start = text.lastIndexOf('\n', Math.max(0, place.start - 1)) + 1;
	const lineEnd = text.indexOf('\n', place.start);
	const line = text.slice(start, lineEnd === -1 ? text.length : lineEnd);
	// A long line is shown from the evidence on: the rest may be padding meant to push it out of sight.
	const shown = line.length > 160 ? text.slice(place.start, Math.min(place.start + 160, start + line.length)) : line;
	return toDisplay(shown.trim(), {maxLength: 160, reveal: true});
}

/** The worst first, then by file and place. */
export function compareFindings(a: Finding, b: Finding): number {
	return (
		ranks[a.severity] - ranks[b.severity] ||
		order(a.file, b.file) ||
		a.line - b.line ||
		a.column - b.column ||
		order(a.id, b.id) ||
		order(a.message, b.message)
	);
}

function order(a: string, b: string): number {
	return a === b ? 0 : a < b ? -1 : 1;
}
