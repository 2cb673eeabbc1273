/** Reports as text or a page for people, or as SARIF for machines; the formats are loaded when they are asked for. */

import type {AdmissionReport} from './admission/report.ts';

export interface FormatOptions {
	readonly format: 'text' | 'sarif' | 'html';
	readonly color: boolean;
	/** Show findings of no weight too. */
	readonly notes: boolean;
}

/** All reports as one text that ends with a line feed. */
export async function formatReports(reports: readonly AdmissionReport[], {format, color, notes}: FormatOptions): Promise<string> {
	if (format === 'sarif') {
		const {formatSarif} = await import('./admission/formats/sarif.ts');
		return `${formatSarif(reports.map(withRuntimeFindings)).trimEnd()}\n`;
	}

	if (format === 'html') {
		const {formatHtml} = await import('./admission/formats/html.ts');
		return formatHtml(reports, new Date());
	}

	const {formatText} = await import('./admission/formats/text.ts');
	const texts = reports.map(report => formatText(report, {color, notes}));
	if (reports.every(({runtime}) => runtime === undefined)) {
		return texts.join('\n');
	}

	const {formatRuntime} = await import('./observe/format-text.ts');
	return reports.map(({runtime}, index) => texts[index] + (runtime === undefined ? '' : `\n${formatRuntime(runtime, {color})}`)).join('\n');
}

function withRuntimeFindings(report: AdmissionReport): AdmissionReport {
	return report.runtime === undefined ? report : {...report, findings: [...report.findings, ...report.runtime.findings]};
}
