/** A runtime report for a person: 80 columns, every string safe to print. What comes from the skill is escaped already, and wrapped here. */

import {toDisplay} from '../base/display.ts';
import {textWidth, wrap} from '../base/wrap.ts';
import type {ApproachedLimit, RuntimeReport, RuntimeVerdictKind} from './runtime-report.ts';

const words: Record<RuntimeVerdictKind, string> = {
	ok: 'ok to publish: it keeps to what it asks for',
	adjust: 'adjust before publishing: what it asks for and what it does differ',
	unsafe: 'do not publish: it tries what no policy grants',
	unproven: 'unproven: not enough of it was seen',
};
const paints: Record<RuntimeVerdictKind, number> = {ok: 32, adjust: 33, unsafe: 31, unproven: 33};

/** So many of a list are shown; JSON has them all. */
const mostShown = 12;

/** The report as lines, ending with a line feed: the verdict, why, what it did, and the policy to paste. */
export function formatRuntime(report: RuntimeReport, {color}: {readonly color: boolean}): string {
	const {verdict, reasons, remarks, samples, policyText} = report;
	const shown = `Run on ${samples.length} ${samples.length === 1 ? 'sample' : 'samples'}: ${words[verdict]}`;
	const lines = [
		`  ${color ? `\u001B[${paints[verdict]}m${shown}\u001B[0m` : shown}`,
		...reasons.flatMap(reason => wrap(reason, '  - ', '    ')),
		...remarks.flatMap(remark => wrap(remark, '  ')),
		...facts(report),
	];
	if (samples.length === 0) {
		return `${lines.join('\n')}\n`;
	}

	const policy = policyText.trimEnd().split('\n');
	return `${[...lines, '', '  The smallest policy that would have sufficed for these samples:', '', ...policy.map(line => `    ${printable(line)}`)].join('\n')}\n`;
}

/** With an empty line before them, where there are any. */
function facts({used, limits, environment, unused, undeclared}: RuntimeReport): readonly string[] {
	const lines = [
		...list('files read', used.read.map(shortPath)),
		...list('files written', used.written.map(shortPath)),
		...list('files deleted', used.deleted.map(shortPath)),
		...list('looked for', used.sought.map(shortPath)),
		...list('programs', used.programs),
		...list('hosts', used.hosts),
		...list('past the proxy', used.direct),
		...list(
			'denied calls',
			used.denied.map(({target, count}) => `${target} ×${count}`),
		),
		...list('limits', limits.map(limitWords)),
		...list('environment', environment),
		...list('asked, unused', unused),
		...list('used, not asked', undeclared),
	];
	return lines.length === 0 ? [] : ['', ...lines];
}

const labelWidth = 17;

function list(label: string, items: readonly string[]): readonly string[] {
	if (items.length === 0) {
		return [];
	}

	const more = items.length > mostShown ? [`and ${items.length - mostShown} more`] : [];
	const shown = [...items.slice(0, mostShown), ...more].flatMap(item => wrap(item, ' '.repeat(labelWidth)));
	return shown.map((line, index) => (index === 0 ? `  ${label.padEnd(labelWidth - 2)}${line.slice(labelWidth)}` : line));
}

/** Paths of the workspace as a policy names them. */
function shortPath(path: string): string {
	return path.startsWith('/workspace/')
		? path.slice('/workspace/'.length)
		: path.startsWith('/work/')
			? `${path.slice('/work/'.length)} (scratch)`
			: path;
}

// Not wrapped, since it is to be pasted; a line that is too long for a terminal is one of many names.
function printable(line: string): string {
	return toDisplay(line, {reveal: true, maxLength: 8 * textWidth});
}

function limitWords({limit, used, of}: ApproachedLimit): string {
	const unit =
		limit === 'cpu' || limit === 'wall'
			? (value: number) => `${Number(value.toFixed(1))} s`
			: limit === 'processes'
				? String
				: (value: number) => `${Number((value / 1024 / 1024).toFixed(1))} MB`;
	return `${limit} ${unit(used)} of ${unit(of)}`;
}
