/** A report for a person: readable at 80 columns, with or without colour, every string safe to print. */

import {toDisplay} from '../../base/display.ts';
import {summarisePolicy} from '../../policy-summary.ts';
import {textWidth, wrap} from '../../base/wrap.ts';
import {reviewSentence} from '../judge/review-sentence.ts';
import {dependencyText} from '../supply-chain/reported-dependency.ts';
import type {AdmissionReport, Finding, Severity, VerdictKind} from '../report.ts';

export interface TextOptions {
	readonly color: boolean;
	/** Show `low` and `note` findings too. */
	readonly notes?: boolean;
}

const mostDependencies = 12;

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
	const name = paint('bold', toDisplay(report.name, {maxLength: 64, reveal: true}));
	const open = findings.filter(({suppressed}) => !suppressed);
	const counted = open.filter(({severity}) => options.notes || (severity !== 'low' && severity !== 'note'));
	const hidden = open.length - counted.length;
	const lines = [
		`${name}  ${paint(verdictPaints[verdict], verdictWords[verdict])}`,
		...(partial ? ['  Not everything could be read.'] : []),
		...(model ? wrap(reviewSentence(model), '  ') : []),
		...wrap(`${policy.source === 'declared' ? 'Asks for' : 'Would need (inferred)'}: ${summarisePolicy(policy.asked)}`, '  '),
		...(policy.undeclared.length > 0 ? wrap(`Beyond its policy: ${policy.undeclared.join(', ')}`, '  ') : []),
		...dependencyLines(report.dependencies),
		...counted.flatMap(finding => ['', ...findingLines(finding, paint)]),
		...(hidden > 0 ? ['', paint('dim', `  ${hidden} ${hidden === 1 ? 'note' : 'notes'} not shown.`)] : []),
		...suppressedLines(findings, paint),
	];
	return `${lines.join('\n')}\n`;
}

/** Where nobody could be asked about a package, that is said: it is not the same as nothing known against it. */
function dependencyLines(dependencies: AdmissionReport['dependencies']): readonly string[] {
	const listed = [...new Set(dependencies.map(dependencyText))];
	const unknown = new Set(dependencies.filter(({status}) => status === 'unknown').map(dependencyText)).size;
	const more = listed.length > mostDependencies ? ` and ${listed.length - mostDependencies} more` : '';
	return listed.length === 0
		? []
		: wrap(
				`Wants packages: ${listed.slice(0, mostDependencies).join(', ')}${more}${unknown > 0 ? ` (advisories unknown for ${unknown}; see skilllite audit)` : ''}`,
				'  ',
			);
}

function findingLines(finding: Finding, paint: (color: Paint, text: string) => string): readonly string[] {
	const {severity, id, snippet, remedy, suppression, demotion} = finding;
	return [
		`  ${paint(severityPaints[severity], severity.padEnd(8))} ${id}  ${placeOf(finding)}`,
		...wrap(finding.message, '    '),
		...(snippet === '' ? [] : [paint('dim', `    | ${toDisplay(snippet, {maxLength: textWidth - 6, reveal: true})}`)]),
		...(demotion ? wrap(`A model holds it harmless: ${demotion.reason}`, '    ') : wrap(`Remedy: ${remedy}`, '    ')),
		...(suppression?.expired ? wrap(`Its suppression expired on ${suppression.expires}: ${suppression.reason}`, '    ') : []),
	];
}

function suppressedLines(findings: readonly Finding[], paint: (color: Paint, text: string) => string): readonly string[] {
	const lines = findings.flatMap(finding =>
		finding.suppressed ? wrap(`${finding.id} ${placeOf(finding)} ${suppressionText(finding)}`, '    ', '      ') : [],
	);
	return lines.length === 0 ? [] : ['', '  Suppressed:', ...lines.map(line => paint('dim', line))];
}

function suppressionText({suppression}: Finding): string {
	return suppression ? `until ${suppression.expires}: ${suppression.reason}` : '';
}

function placeOf({file, line}: Finding): string {
	return `${toDisplay(file, {maxLength: 48, reveal: true})}${line > 0 ? `:${line}` : ''}`;
}
