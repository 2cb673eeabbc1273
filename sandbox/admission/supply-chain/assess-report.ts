/** A report of admission with what advisories say about its dependencies: statuses, findings, and the verdict that follows. */

import {toDisplay} from '../../base/display.ts';
import {evidenceHash} from '../evidence.ts';
import {compareFindings, type Rule} from '../findings.ts';
import {rejudge} from '../rejudge.ts';
import type {AdmissionReport, Finding, Severity} from '../report.ts';
import type {AdvisorySeverity} from './advisory.ts';
import {assess, type Lookups, packageKey} from './assess.ts';
import {malicious, vulnerable} from './package-rules.ts';
import {dependencyText, type ReportedDependency} from './reported-dependency.ts';

/** The same report where nothing was found out. The digest changes with the findings, as a consent depends on them. */
export async function assessReport(report: AdmissionReport, lookups: Lookups): Promise<AdmissionReport> {
	const dependencies: ReportedDependency[] = [];
	for (const dependency of report.dependencies) {
		dependencies.push(await assess(dependency, lookups.get(packageKey(dependency))));
	}

	return withFindings({...report, dependencies}, dependencies.flatMap(findingsOf));
}

/** The report with more findings, judged again. A finding of the same rule and line as one that is there is left out. */
export function withFindings(report: AdmissionReport, more: readonly Finding[]): AdmissionReport {
	const known = new Set(report.findings.map(keyOf));
	const added = more.filter(finding => !known.has(keyOf(finding)) && known.add(keyOf(finding)));
	if (added.length === 0) {
		return report;
	}

	const findings = [...report.findings, ...added].sort(compareFindings);
	return rejudge(report, findings);
}

function keyOf({id, file, line}: Finding): string {
	return `${id}\0${file}\0${line}`;
}

/** A vulnerability asks from high on and never blocks; one of unknown weight asks too. */
const weights: Readonly<Record<AdvisorySeverity, Severity>> = {
	critical: 'high',
	high: 'high',
	moderate: 'low',
	low: 'low',
	unknown: 'medium',
};

function findingsOf(dependency: ReportedDependency): readonly Finding[] {
	const {status, advisories, warnedAgainst} = dependency;
	const [worst] = advisories;
	switch (status) {
		case 'malicious':
			return [findingOf(dependency, malicious, warnedAgainst ? 'high' : 'critical', worst ? ` (${worst.id})` : '')];
		case 'vulnerable': {
			const severity = weights[worst?.severity ?? 'unknown'];
			const more = advisories.length > 1 ? ` and ${advisories.length - 1} more` : '';
			const detail = ` (${worst?.id}, ${worst?.severity === 'unknown' ? 'severity unknown' : worst?.severity}${more})`;
			return [findingOf(dependency, vulnerable, warnedAgainst ? 'low' : severity, detail)];
		}
		default:
			return [];
	}
}

function findingOf(dependency: ReportedDependency, rule: Rule, severity: Severity, detail: string): Finding {
	const {file, line, advisories} = dependency;
	const text = dependencyText(dependency);
	return {
		id: rule.id,
		class: rule.class,
		severity,
		message: rule.message.replace('%s', () => toDisplay(`${text}${detail}`, {maxLength: 160, reveal: true})),
		file,
		line,
		column: line === 0 ? 0 : 1,
		snippet: toDisplay(text, {maxLength: 160, reveal: true}),
		remedy: rule.remedy,
		references: [...advisories.slice(0, 10).map(({id}) => id), ...rule.references],
		layer: 'packages',
		// Another advisory is another thing to accept.
		evidence: evidenceHash({id: rule.id, severity, file, detail: advisories.map(({id}) => id).join(' '), text}),
		suppressed: false,
	};
}
