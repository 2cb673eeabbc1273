/** What a tool uses against its limits: a bar, a number and its unit; colour says nothing that they do not say. */

import type {Limits} from '../../../sandbox/index.ts';
import type {Glyphs} from '../glyphs.ts';
import {type Line, lineWidth, type Span, span, type Tone} from '../line.ts';
import type {HelperCall, Metered, ToolBlock} from '../store/blocks.ts';
import {shownCall} from '../store/helper-calls.ts';
import type {Reading} from '../store/meter.ts';
import {formatBytes, formatMb, formatMs} from './quantities.ts';

/** A bar of so many cells; one that is not empty shows at least one. */
export function bar(share: number, cells: number, glyphs: Glyphs): Span {
	const part = Math.max(0, Math.min(1, share));
	const filled = part > 0 ? Math.max(1, Math.round(part * cells)) : 0;
	const tone: Tone = part >= 0.9 ? 'bad' : part >= 0.7 ? 'warning' : 'good';
	return span(glyphs.filled.repeat(filled) + glyphs.empty.repeat(cells - filled), tone);
}

/** `cpu ▓▓▓░ 71 %  mem ▓░░░ 84/256 MB` */
export function shortMeter({sample, cpuPercent}: Reading, {memoryBytes}: Limits, glyphs: Glyphs): Line {
	return [
		span('cpu ', 'dim'),
		bar(cpuPercent / 100, 4, glyphs),
		span(` ${cpuPercent} %  `),
		span('mem ', 'dim'),
		bar(sample.rssBytes / memoryBytes, 4, glyphs),
		span(` ${formatMb(sample.rssBytes)}/${formatMb(memoryBytes)} MB`),
	];
}

/** The same on a line of its own, with the connections where there are any; its numbers alone where the bars have no room. */
export function meterLine(reading: Reading, limits: Limits, {width, glyphs}: {readonly width: number; readonly glyphs: Glyphs}): Line {
	const {allowed = 0, denied = 0} = reading.sample.network ?? {};
	const counts = [
		...(allowed > 0 ? [span(`${allowed} allowed`)] : []),
		...(allowed > 0 && denied > 0 ? [span(` ${glyphs.dot} `)] : []),
		...(denied > 0 ? [span(`${denied} denied`, 'warning')] : []),
	];
	const network = counts.length > 0 ? [span('  net ', 'dim'), ...counts] : [];
	const line = [...shortMeter(reading, limits, glyphs), ...network];
	if (lineWidth(line) <= width) {
		return line;
	}

	const memory = `${formatMb(reading.sample.rssBytes)}/${formatMb(limits.memoryBytes)} MB`;
	return [span('cpu ', 'dim'), span(`${reading.cpuPercent} %  `), span('mem ', 'dim'), span(memory), ...network];
}

/** The whole meter of one tool, a line each; peaks stay when it has ended. Of one with a helper, what the helper runs. */
export function meterLines(tool: ToolBlock, glyphs: Glyphs): readonly Line[] {
	const call = shownCall(tool);
	const run: Metered = call ?? tool;
	const {reading, limits, usage} = run;
	const about = [...(call === undefined ? [] : [call.name]), ...(run.backend === null ? [] : [run.backend])];
	const title: Line = [span(tool.name, 'strong'), ...about.map(word => span(` ${glyphs.dot} ${word}`, 'dim'))];
	const network = row('net', networkOf(run, glyphs));
	if (reading === null) {
		return usage === null
			? [title, row('time', [span(unmeasuredWord(call?.state ?? tool.state), 'dim')])]
			: [title, row('time', [span(formatMs(usage.wallMs))]), row('mem', peakOf(usage.maxRssBytes, limits.memoryBytes, glyphs)), network];
	}

	const {sample, cpuPercent, peakCpuPercent, peakRssBytes, peakProcesses} = reading;
	const isOver = usage !== null;
	return [
		title,
		row('time', [span(formatMs(usage?.wallMs ?? sample.wallMs)), span(` of ${limits.wallSeconds} s`, 'dim')]),
		isOver
			? row('cpu', [span(formatMs(usage.cpuMs)), span(`  peak ${peakCpuPercent} %`, 'dim')])
			: row('cpu', [bar(cpuPercent / 100, 6, glyphs), span(` ${cpuPercent} %`), span(`  peak ${peakCpuPercent} %`, 'dim')]),
		isOver
			? row('mem', peakOf(Math.max(peakRssBytes, usage.maxRssBytes), limits.memoryBytes, glyphs))
			: row('mem', [
					bar(sample.rssBytes / limits.memoryBytes, 6, glyphs),
					span(` ${formatMb(sample.rssBytes)}/${formatMb(limits.memoryBytes)} MB`),
				]),
		row('proc', [span(`${isOver ? peakProcesses : sample.processes} of ${limits.processes}`)]),
		row('disk', [span(`${formatBytes((usage ?? sample).writtenBytes)} written`)]),
		row('out', [span(formatBytes(call?.printed ?? tool.output.length))]),
		network,
	];
}

/** Files are changed and pages are read by the program itself: no sandbox measures that. */
function unmeasuredWord(state: ToolBlock['state'] | HelperCall['state']): string {
	return state === 'requested' ? 'not started yet' : state === 'running' ? 'running' : 'over, nothing to measure';
}

/** `1 allowed · 2 denied`: of the samples while it runs, then of the whole run, with what the kernel refused. */
function networkOf({reading, usage, denied}: Metered, glyphs: Glyphs): Line {
	const {allowed = 0, denied: soFar = 0} = (usage ?? reading?.sample)?.network ?? {};
	const refused = denied.filter(({kind}) => kind === 'network').reduce((sum, {count}) => sum + count, 0);
	const most = Math.max(soFar, refused);
	return [span(`${allowed} allowed ${glyphs.dot} `), span(`${most} denied`, most === 0 ? 'plain' : 'warning')];
}

function peakOf(bytes: number, limit: number, glyphs: Glyphs): Line {
	return [bar(bytes / limit, 6, glyphs), span(` peak ${formatMb(bytes)}/${formatMb(limit)} MB`)];
}

function row(name: string, line: Line): Line {
	return [span(name.padEnd(5), 'dim'), ...line];
}
