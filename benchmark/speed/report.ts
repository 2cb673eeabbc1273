/** The speed benchmark as text and as a picture: pure. */

import {type Bar, renderBarCharts} from '../report/bar-chart.ts';
import {barsTable} from '../report/bar-of-quality.ts';
import {circumstancesLine} from '../report/machine.ts';
import {median, summarise} from '../report/statistics.ts';
import {figure, markdownTable, ratio} from '../report/table.ts';
import {type Footprint, medianMs, type SpeedResults, speedBars} from './results.ts';
import type {WorkloadId} from './workload.ts';

/** What each workload is compared with. */
const floors: Readonly<Record<WorkloadId, string>> = {print: 'bare', json: 'bare', 'node-json': 'bare-node'};

export function speedMarkdown(results: SpeedResults): string {
	const {at, tookSeconds, contenders, skipped, lanes, throughput} = results;
	return `# Speed, side by side

\`npm run bench:speed\` writes this page, [the figures](speed.json) and the charts; no number in it is typed by hand.
${circumstancesLine(at)} It took ${tookSeconds} s.

![Time, throughput and memory](speed.svg)

Everything is started in turn, round after round, in one run: a machine whose speed drifts drifts for all. Ratios are what to
quote; single milliseconds on a shared machine mean little.
${skipped.length === 0 ? '' : `\nLeft out here: ${skipped.map(({name, reason}) => `${name} (${reason})`).join(', ')}.\n`}
## From start to answer

Python, beside the bare interpreter with the same flags:

${timesTable(results, ['print', 'json'])}

JavaScript, beside bare Node:

${timesTable(results, ['node-json'])}

## ${lanes} requests at a time

The JSON skill, in batches in turn; from the moment that a request could begin.

${markdownTable(
	['', 'requests', 'a second', 'median', 'p95'],
	contenders.flatMap(({id, name}) => {
		const found = throughput[id];
		if (found === undefined) {
			return [];
		}

		const {count, median: middle, p95} = summarise(found.latenciesMs);
		return [[name, String(count), found.perSecond.toFixed(1), figure(middle, 'ms'), figure(p95, 'ms')]];
	}),
)}

## Memory

Of all processes that one waiting Python takes, as proportional set size; beside the interpreter alone.

${memoryTable(results.footprints)}

One idle Python slot of several: ${megabytes(median(results.slotBytes))}.

## Bars

${barsTable(speedBars(results))}

## How each was run

${contenders.map(({name, about}) => `- **${name}**: ${about}`).join('\n')}
`;
}

export function speedChart({contenders, times, throughput, footprints}: SpeedResults): string {
	const bars = (values: (id: string) => number, text: (value: number) => string): readonly Bar[] =>
		contenders
			.map(({id, name, isOurs}) => ({label: name, value: values(id), isOurs}))
			.filter(({value}) => Number.isFinite(value))
			.map(bar => ({...bar, text: text(bar.value)}));
	return renderBarCharts([
		{
			title: 'JSON skill in Python, start to answer, median (logarithmic)',
			scale: 'logarithmic',
			bars: bars(
				id => medianMs(times, id, 'json'),
				value => figure(value, 'ms'),
			),
		},
		{
			title: 'Requests a second, ten at a time (logarithmic)',
			scale: 'logarithmic',
			bars: bars(
				id => throughput[id]?.perSecond ?? Number.NaN,
				value => value.toFixed(1),
			),
		},
		{
			title: 'Memory of one waiting Python (logarithmic)',
			scale: 'logarithmic',
			bars: footprints.map(({name, bytes, isOurs}) => ({label: name, value: median(bytes), text: megabytes(median(bytes)), isOurs})),
		},
	]);
}

function timesTable({contenders, times}: SpeedResults, workloads: readonly WorkloadId[]): string {
	const titles: Readonly<Record<WorkloadId, string>> = {print: '`print(1)`', json: 'JSON skill', 'node-json': 'JSON skill'};
	const rows = contenders.flatMap(({id, name}) => {
		const cells = workloads.map(workload => {
			const values = times[id]?.[workload];
			if (values === undefined) {
				return ['–', '–', '–'];
			}

			const {median: middle, p95} = summarise(values);
			return [figure(middle, 'ms'), figure(p95, 'ms'), ratio(middle, medianMs(times, floors[workload], workload))];
		});
		return cells.flat().every(cell => cell === '–') ? [] : [[name, ...cells.flat()]];
	});
	return markdownTable(['', ...workloads.flatMap(workload => [titles[workload], 'p95', 'over bare'])], rows);
}

function memoryTable(footprints: readonly Footprint[]): string {
	const bare = median(footprints[0]?.bytes ?? []);
	return markdownTable(
		['', 'tree', 'beside the interpreter'],
		footprints.map(({name, bytes}) => [name, megabytes(median(bytes)), megabytes(median(bytes) - bare)]),
	);
}

function megabytes(bytes: number): string {
	return `${(bytes / 1024 ** 2).toFixed(2)} MB`;
}
