/** `skilllite-sandbox scan`. */

import type {AdmissionReport, Severity} from './admission/report.ts';
import {toDisplayJson} from './base/display.ts';
import {exitCodeOf} from './base/errors.ts';
import {isGrave} from './fail-on.ts';
import {type FormatOptions, formatReports} from './format-reports.ts';
import {type ScanOptions, scanPath} from './scan.ts';

export interface ScanLine extends ScanOptions {
	readonly path: string;
	readonly format: FormatOptions['format'] | 'json';
	readonly failOn: Severity;
	/** Show findings of no weight too. */
	readonly notes: boolean;
	/** What it is run on too; undefined runs nothing. */
	readonly sample: string | undefined;
	readonly signal: () => AbortSignal;
}

/** Scan, print, and give the exit code. */
export async function scan({path, format, failOn, notes, sample, signal, ...options}: ScanLine): Promise<number> {
	const scanned = await scanPath(path, options);
	const reports = sample === undefined ? scanned : await rehearseAll(scanned, sample, signal());
	if (format === 'json') {
		process.stdout.write(`${toDisplayJson(JSON.stringify(reports.length === 1 ? reports[0] : {skills: reports}))}\n`);
	} else {
		const color = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR;
		process.stdout.write(await formatReports(reports, {format, color, notes}));
	}

	return reports.some(report => isGrave(report, failOn)) ? exitCodeOf('blocked') : 0;
}

/** The examples in a SKILL.md are the agent's to read; here the sample is given. */
async function rehearseAll(reports: readonly AdmissionReport[], sample: string, signal: AbortSignal): Promise<readonly AdmissionReport[]> {
	const {givenSample, scanAtRuntime} = await import('./scan-runtime.ts');
	const rehearsed: AdmissionReport[] = [];
	for (const report of reports) {
		rehearsed.push(await scanAtRuntime(report, {samples: givenSample(report, sample), workspace: process.cwd(), signal}));
	}

	return rehearsed;
}
