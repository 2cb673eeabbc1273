/** Reports as text for people or as SARIF for machines; the formats are loaded when they are asked for. */

import type {AdmissionReport} from './admission/report.ts';

export interface FormatOptions {
	readonly format: 'text' | 'sarif';
	readonly color: boolean;
	/** Show findings of no weight too. */
	readonly notes: boolean;
}

/** All reports as one text that ends with a line feed. */
export async function formatReports(reports: readonly AdmissionReport[], {format, color, notes}: FormatOptions): Promise<string> {
	if (format === 'sarif') {
		const {formatSarif} = await import('./admission/formats/sarif.ts');
		return `${formatSarif(reports).trimEnd()}\n`;
	}

	const {formatText} = await import('./admission/formats/text.ts');
	return reports.map(report => formatText(report, {color, notes})).join('\n');
}
