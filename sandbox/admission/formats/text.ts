/** A report for a person: readable at 80 columns, with or without colour, every string safe to print. */

import {toDisplay} from '../../base/display.ts';
import {summarisePolicy} from '../../policy-summary.ts';
import {reviewSentence} from '../judge/review-sentence.ts';
import type {AdmissionReport, Finding, Severity, VerdictKind} from '../report.ts';

export interface TextOptions {
	readonly color: boolean;
	/** Show `low` and `note` findings too. */
	readonly notes?: boolean;
}

const width = 80;

const paints = {red: 31, yellow: 33, green: 32, dim: 2, bold: 1} as const;
type Paint = keyof typeof paints;

const severityPaints: Record<Severity, Paint> = {critical: 'red', high: 'red', medium: 'yellow', low: 'dim', note: 'dim'};
const verdictPaints: Record<VerdictKind, Paint> = {blocked: 'red', confirm: 'yellow', clean: 'green'};
const verdictWords: Record<VerdictKind, string> = {
	blocked: 'blocked: it will not run',
	confirm: 'asks first: a person decides',
	clean: 'clean',
};

/** The report as lines, ending with a line feed: the verdict, then why, then what to do. */
export function formatText(report: AdmissionReport, options: TextOptions): string {
	const paint = (color: Paint, text: string) => (options.color ? `\u001B[${paints[color]}m${text}\u001B[0m` : text);
	const {verdict, partial, policy, findings, model} = report;
	const name = paint('bold', toDisplay(report.name, {maxLength: 64}));
	const counted = findings.filter(({severity}) => options.notes || (severity !== 'low' && severity !== 'note'));
	const hidden = findings.length - counted.length;
	const lines = [
		`${name}  ${paint(verdictPaints[verdict], verdictWords[verdict])}`,
		...(partial ? ['  Not everything could be read.'] : []),
		...(model ? wrap(reviewSentence(model), '  ') : []),
		...wrap(`${policy.source === 'declared' ? 'Asks for' : 'Would need (inferred)'}: ${summarisePolicy(policy.asked)}`, '  '),
		...(policy.undeclared.length > 0 ? wrap(`Beyond its policy: ${policy.undeclared.join(', ')}`, '  ') : []),
		...counted.flatMap(finding => ['', ...findingLines(finding, paint)]),
		...(hidden > 0 ? ['', paint('dim', `  ${hidden} ${hidden === 1 ? 'note' : 'notes'} not shown.`)] : []),
	];
	return `${lines.join('\n')}\n`;
}

function findingLines(finding: Finding, paint: (color: Paint, text: string) => string): readonly string[] {
	const {severity, id, file, line, snippet, remedy, suppressed, demotion} = finding;
	const place = `${toDisplay(file, {maxLength: 48, reveal: true})}${line > 0 ? `:${line}` : ''}`;
	return [
		`  ${paint(severityPaints[severity], severity.padEnd(8))} ${id}  ${place}${suppressed ? '  (suppressed)' : ''}`,
		...wrap(finding.message, '    '),
		...(snippet === '' ? [] : [paint('dim', `    | ${toDisplay(snippet, {maxLength: width - 6, reveal: true})}`)]),
		...(demotion ? wrap(`A model holds it harmless: ${demotion.reason}`, '    ') : wrap(`Remedy: ${remedy}`, '    ')),
	];
}

/** Lines of at most 80 columns; a longer word is cut into pieces. */
function wrap(text: string, indent: string): readonly string[] {
	const room = width - indent.length;
	const words = toDisplay(text, {reveal: true})
		.split(' ')
		.flatMap(word => word.match(new RegExp(`.{1,${room}}`, 'gu')) ?? []);
	const lines: string[] = [];
	for (const word of words) {
		const last = lines.at(-1);
		if (last === undefined || last.length + 1 + word.length > room) {
			lines.push(word);
		} else {
			lines[lines.length - 1] = `${last} ${word}`;
		}
	}

	return lines.map(line => indent + line);
}
