/** Reports as SARIF 2.1.0, for code-scanning services. Levels follow what a finding does to the verdict. */

import type {Rule} from '../findings.ts';
import {modelRules} from '../judge/model-findings.ts';
import type {AdmissionReport, Finding, Severity} from '../report.ts';
import {catalogue} from '../rules/catalogue.ts';
import {SCANNER_VERSION} from '../scanner-version.ts';
import {referenceUrl} from './references.ts';

type Level = 'error' | 'warning' | 'note';

const levels: Record<Severity, Level> = {critical: 'error', high: 'warning', medium: 'warning', low: 'note', note: 'note'};

/** The scale of GitHub's `security-severity`. */
const scores: Record<Severity, string> = {critical: '9.5', high: '8.0', medium: '5.5', low: '3.0', note: '1.0'};

interface SarifRule {
	readonly id: string;
	readonly shortDescription: {readonly text: string};
	readonly fullDescription: {readonly text: string};
	readonly help: {readonly text: string};
	/** The first reference that has a page. */
	readonly helpUri?: string;
	readonly defaultConfiguration: {readonly level: Level};
	readonly properties: {readonly tags: readonly string[]; readonly 'security-severity': string};
}

/**
One SARIF log with one run for any number of skills.

- Paths are relative to each skill folder, under `originalUriBaseIds`.
- Suppressed findings stay in the log, marked as such, with the reason.
- Fingerprints are the findings' evidence: a line that moved is the same result.
*/
export function formatSarif(reports: readonly AdmissionReport[]): string {
	const rules = rulesOf(reports);
	const index = new Map(rules.map((rule, position) => [rule.id, position]));
	const log = {
		$schema: 'https://json.schemastore.org/sarif-2.1.0.json',
		version: '2.1.0',
		runs: [
			{
				tool: {driver: {name: 'skilllite', semanticVersion: `${SCANNER_VERSION}.0.0`, rules}},
				columnKind: 'utf16CodeUnits',
				originalUriBaseIds: Object.fromEntries(reports.map((report, position) => [baseOf(position), {uri: folderUri(report.path)}])),
				results: reports.flatMap((report, position) =>
					report.findings.map(finding => resultOf(finding, position, index.get(finding.id) ?? -1)),
				),
				properties: {skills: reports.map(({name, verdict, digest}) => ({name, verdict, digest}))},
			},
		],
	};
	return `${JSON.stringify(log, undefined, 2)}\n`;
}

/** Those of the catalogue, and those that only appear in findings: a person's own. */
function rulesOf(reports: readonly AdmissionReport[]): readonly SarifRule[] {
	const rules = new Map([...catalogue, ...modelRules].map(rule => [rule.id, ruleOf({...rule, message: rule.message.replace('%s', 'â¦')})]));
	for (const finding of reports.flatMap(report => report.findings)) {
		if (!rules.has(finding.id)) {
			rules.set(finding.id, ruleOf(finding));
		}
	}

	return [...rules.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function ruleOf({id, message, remedy, severity, references, class: threat}: Rule): SarifRule {
	const helpUri = references.map(referenceUrl).find(url => url !== undefined);
	const text = plain(message);
	return {
		id,
		shortDescription: {text},
		fullDescription: {text},
		help: {text: plain(`${remedy}${references.length === 0 ? '' : ` See ${references.join(', ')}.`}`)},
		...(helpUri === undefined ? {} : {helpUri}),
		defaultConfiguration: {level: levels[severity]},
		properties: {tags: [...new Set(['security', threat, ...references])], 'security-severity': scores[severity]},
	};
}

function resultOf(finding: Finding, skill: number, ruleIndex: number) {
	const region = finding.line > 0 ? {region: {startLine: finding.line, startColumn: finding.column, snippet: {text: finding.snippet}}} : {};
	return {
		ruleId: finding.id,
		ruleIndex,
		level: levels[finding.severity],
		message: {text: plain([finding.message, finding.remedy, ...heldHarmless(finding)].join(' '))},
		locations: [{physicalLocation: {artifactLocation: {uri: pathUri(finding.file), uriBaseId: baseOf(skill)}, ...region}}],
		partialFingerprints: {'skillliteEvidence/v1': finding.evidence.slice('sha256:'.length)},
		...suppressionsOf(finding),
	};
}

/** None where one has expired: it is a result like any other. */
function suppressionsOf({suppressed, suppression}: Finding) {
	return suppressed ? {suppressions: [{kind: 'external', status: 'accepted', justification: suppression?.reason ?? ''}]} : {};
}

/** `[words](address)` in a message would be a link of the viewer; what a skill writes makes none. */
function plain(text: string): string {
	return text.replaceAll('](', '] (');
}

function heldHarmless({demotion}: Finding): readonly string[] {
	return demotion ? [`A model holds it harmless: ${demotion.reason}`] : [];
}

function baseOf(position: number): string {
	return `SKILL${position}`;
}

function folderUri(path: string): string {
	return `file://${path.startsWith('/') ? '' : '/'}${pathUri(path.replaceAll('\\', '/'))}/`;
}

function pathUri(path: string): string {
	return path
		.toWellFormed()
		.split('/')
		.map(part => encodeURIComponent(part))
		.join('/');
}
