/** Baselines applied to findings; pure. */

import {type BaselineEntry, isOver} from './baseline-file.ts';
import {rejudge} from './rejudge.ts';
import type {AdmissionReport, Finding} from './report.ts';

/**
The report as it is with some entries: findings marked, verdict and digest anew. The same report where none is about it.

- Nothing lowers `blocked`: a critical finding is not marked.
- Of several entries for one finding the one that ends last counts; one that is over is shown and changes nothing.
*/
export function suppress(report: AdmissionReport, entries: readonly BaselineEntry[], now: number): AdmissionReport {
	const latestFirst = entries.toSorted((a, b) => (a.expires < b.expires ? 1 : -1));
	const findings = report.findings.map(finding => {
		const entry = latestFirst.find(entry => isAbout(entry, finding, report.name));
		return entry && finding.severity !== 'critical' ? marked(finding, entry, isOver(entry.expires, now)) : finding;
	});
	return findings.some(({suppression}) => suppression) ? rejudge(report, findings) : report;
}

function isAbout(entry: BaselineEntry, finding: Finding, skill: string): boolean {
	return entry.evidence === finding.evidence && entry.id === finding.id && entry.skill === skill;
}

function marked(finding: Finding, {reason, added, expires}: BaselineEntry, expired: boolean): Finding {
	return {...finding, suppressed: !expired, suppression: {reason, added, expires, expired}};
}
