/** The figures of the scan as a page and a chart. */

import type {BarChart} from '../report/bar-chart.ts';
import {type Circumstances, circumstancesLine} from '../report/machine.ts';
import {figure, markdownTable} from '../report/table.ts';
import type {VerdictKind} from '../../sandbox/admission/report.ts';
import type {Counts} from './corpus.ts';
import type {Ordinary} from './ordinary.ts';
import type {WholeProcess} from './whole-process.ts';

export interface ScanResults {
	readonly at: Circumstances;
	/** Empty where there is no corpus. */
	readonly corpus: readonly Counts[];
	/** Milliseconds a skill of the corpus. */
	readonly corpusMs: {readonly median: number; readonly p95: number};
	readonly payloads: readonly {
		readonly number: number;
		readonly title: string;
		readonly byIntent: boolean;
		readonly verdict: VerdictKind;
	}[];
	readonly bundled: readonly Ordinary[];
	readonly library: readonly Ordinary[];
	/** Bytes of the library a second, of a scanner that is warm. */
	readonly bytesPerSecond: number;
	readonly process: WholeProcess;
}

export function scanMarkdown(results: ScanResults): string {
	const {at, corpus, corpusMs, payloads, bundled, library, process} = results;
	const questioned = library.filter(({verdict}) => verdict !== 'clean');
	return `# The static scan, scored

${circumstancesLine(at)}

\`npm run bench:scan\` writes this page. Nothing that is scanned here is run.

## Labelled skills

${
	corpus.length === 0
		? 'Left out: no folder of labelled skills was there.'
		: `${markdownTable(['', 'n', 'blocked', 'confirm', 'clean', 'not a skill'], corpus.map(corpusRow))}

The rules were tuned on these; on skills that nobody tuned for, expect less. A skill takes ${figure(corpusMs.median, 'ms')} (median), ${figure(corpusMs.p95, 'ms')} (p95).`
}

## The twenty payloads of the security benchmark, each as a skill's script

${markdownTable(
	['payload', 'only an attack does this', 'verdict'],
	payloads.map(({number, title, byIntent, verdict}) => [`${number} ${title}`, byIntent ? 'yes' : 'no', verdict]),
)}

## What should be left alone

- Bundled skills: ${bundled.filter(({verdict}) => verdict === 'clean').length} of ${bundled.length} clean.
- Modules of Python's own library: ${library.length - questioned.length} of ${library.length} without a finding that asks; ${questioned.filter(({verdict}) => verdict === 'blocked').length} blocked. A library does at its core what a skill should declare, so some questions are right.

${markdownTable(
	['module', 'verdict', 'findings'],
	questioned.map(({name, verdict, findings}) => [name, verdict, [...new Set(findings)].join(', ')]),
)}

## Speed

| | | target |
| --- | ---: | ---: |
| \`skilllite scan\` of a small skill, whole process | ${figure(process.scanMs, 'ms')} | ≤ 150 ms |
| a Node that does nothing | ${figure(process.emptyNodeMs, 'ms')} | |
| warm, Python's library | ${figure(results.bytesPerSecond / 1e6, 'MB/s')} | ≥ 2 MB/s |
`;
}

export function scanCharts({corpus}: ScanResults): readonly BarChart[] {
	const bars = corpus
		.filter(({part}) => part === 'all' || part.startsWith('tier'))
		.map(({label, part, count, verdicts}) => ({
			label: part === 'all' ? label : `${label}, ${part}`,
			value: (100 * (verdicts.blocked + verdicts.confirm)) / count,
			text: `${Math.round((100 * (verdicts.blocked + verdicts.confirm)) / count)} % of ${count}`,
			isOurs: true,
		}));
	return [{title: 'Blocked or asked about', bars, scale: 'linear', full: 100}];
}

function corpusRow({label, part, count, verdicts}: Counts): readonly string[] {
	const share = (value: number) => `${value} (${Math.round((100 * value) / count)} %)`;
	return [
		part === 'all' ? `**${label}**` : `${label}, ${part}`,
		String(count),
		share(verdicts.blocked),
		share(verdicts.confirm),
		share(verdicts.clean),
		share(verdicts['not a skill']),
	];
}
