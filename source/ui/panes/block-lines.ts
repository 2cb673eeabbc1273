/** The lines of one block of the transcript. Kept for as long as the block is the same, so a frame costs what is new in it. */

import type {Glyphs} from '../glyphs.ts';
import {cutLine, expandTabs, type Line, lineOf, lineWidth, padLine, span, wrapLine, wrapText} from '../line.ts';
import {renderMarkdown} from '../markdown/render.ts';
import type {Block, HelperCall, ToolBlock} from '../store/blocks.ts';
import {shownCall} from '../store/helper-calls.ts';
import {type DiffLook, diffLines} from './diff-lines.ts';
import {meterLine, shortMeter} from './meter-lines.ts';
import {formatMb, formatMs} from './quantities.ts';

export interface BlockLook {
	readonly width: number;
	readonly glyphs: Glyphs;
	/** Opened or closed by the person. */
	readonly isToggled: boolean;
	readonly hasFocus: boolean;
}

/** From here on the head of a pane has room for the meter. */
const roomyHead = 80;
const liveLines = 8;
const changeLines = 12;
const failedLines = 4;
const openLines = 200;
const kept = new WeakMap<Block, {readonly key: string; readonly lines: readonly Line[]}>();

/** The lines of a block, a blank one at the end where something else follows. */
export function blockLines(block: Block, look: BlockLook): readonly Line[] {
	const key = `${look.width} ${look.isToggled} ${look.hasFocus}`;
	const known = kept.get(block);
	if (known?.key === key) {
		return known.lines;
	}

	const lines = draw(block, look);
	kept.set(block, {key, lines});
	return lines;
}

function draw(block: Block, look: BlockLook): readonly Line[] {
	const {width, glyphs} = look;
	const gutter = width >= 60 ? 6 : 2;
	switch (block.kind) {
		case 'user':
			return [
				...(block.isApart ? [[]] : []),
				...labelled(
					width >= 60 ? 'you' : glyphs.prompt,
					gutter,
					[...wrapText(block.text, width - gutter), ...block.images.flatMap(line => wrapText(line, width - gutter))],
					'user',
				),
				[],
			];
		case 'agent': {
			const parts = block.tail.trim() === '' ? block.closed : [...block.closed, block.tail.trim()];
			const lines = parts.flatMap((part, index) => [...(index > 0 ? [[]] : []), ...renderMarkdown(part, width - gutter, glyphs)]);
			return [...(block.isApart ? [[]] : []), ...labelled(width >= 60 ? 'agent' : '', gutter, lines, 'accent'), []];
		}

		case 'tool':
			return toolLines(block, look);
		case 'plan':
			return [
				...block.tasks.map(({title, status}) => [
					span('  '),
					status === 'done'
						? span(glyphs.done, 'good')
						: span(status === 'active' ? glyphs.running : glyphs.waiting, status === 'active' ? 'accent' : 'dim'),
					...cutLine([span(` ${title}`, status === 'dropped' || status === 'done' ? 'dim' : 'plain')], width - 3),
				]),
				[],
			];
		case 'notice':
			return expandTabs(block.text)
				.split('\n')
				.flatMap(line => wrapLine(lineOf(line, block.tone), width - 2, hangOf(line, width)))
				.map(line => [span('  '), ...line]);
	}
}

/** Where a row of two columns goes on: below its second one, if that leaves it room. */
function hangOf(line: string, width: number): string {
	const cells = /^(?: *\S+(?: \S+)* {2,}| +)(?=\S)/.exec(line)?.[0].length ?? 0;
	return ' '.repeat(cells > width * 0.6 ? 4 : cells);
}

function labelled(label: string, gutter: number, lines: readonly Line[], tone: 'user' | 'accent'): readonly Line[] {
	const first = padLine(lineOf(label, tone), gutter);
	const rest = lineOf(' '.repeat(gutter));
	return lines.map((line, index) => [...(index === 0 ? first : rest), ...line]);
}

function toolLines(tool: ToolBlock, {width, glyphs, isToggled, hasFocus}: BlockLook): readonly Line[] {
	const isLive = tool.state === 'requested' || tool.state === 'running';
	const isOpen = isToggled !== (isLive || tool.isOwn);
	const inner = width - 4;
	const all = bodyOf(tool, {width: inner, pane: width, wraps: isOpen && !isLive, glyphs});
	const most = isLive ? (isOpen ? liveLines : 0) : isOpen ? openLines : tool.ok ? (tool.diff === '' ? 0 : changeLines) : failedLines;
	// What runs shows its end, what has ended its beginning.
	const seen = isLive ? all.slice(Math.max(0, all.length - most)) : all.slice(0, most);
	const hidden = all.length - seen.length;
	const edge = span(`  ${glyphs.bar} `, 'border');
	const body = seen.map((line): Line => [edge, ...cutLine(line, inner, glyphs.more)]);
	// Why a call failed is read to its end.
	const wrapped = (isOpen || !tool.ok) && !isLive ? seen.flatMap(line => wrapLine(line, inner).map((part): Line => [edge, ...part])) : body;
	const note = (count: number, which: string): readonly Line[] =>
		count > 0 && most > 0 ? [[edge, span(`${glyphs.more} ${count} ${which} ${count === 1 ? 'line' : 'lines'}`, 'dim')]] : [];
	const earlier = note(tool.droppedLines + (isLive ? hidden : 0), 'earlier');
	const last = lastLine(tool, width, glyphs).map((line): Line => [edge, ...cutLine(line, inner, glyphs.more)]);
	return [headLine(tool, isOpen, {width, glyphs, hasFocus}), ...earlier, ...wrapped, ...(isLive ? last : note(hidden, 'more'))];
}

/** The meter of what a helper runs, or the tool's own where its head has no room for that. */
function lastLine(tool: ToolBlock, width: number, glyphs: Glyphs): readonly Line[] {
	const call = shownCall(tool);
	if (call?.state === 'running' && call.reading !== null) {
		const time = `${formatMs(call.reading.sample.wallMs)}  `;
		return [[span(time), ...meterLine(call.reading, call.limits, {width: width - 4 - time.length, glyphs})]];
	}

	return call === undefined && tool.reading !== null && width < roomyHead
		? [meterLine(tool.reading, tool.limits, {width: width - 4, glyphs})]
		: [];
}

/** What a pane shows: the change of an edit, the calls of a helper, what was printed, or what the model was told. */
function bodyOf({diff, output, text, ok, state, helperCalls}: ToolBlock, look: DiffLook): readonly Line[] {
	const isSeen = ok || state === 'requested' || state === 'running';
	if (diff !== '' && isSeen) {
		return diffLines(diff.trimEnd(), look);
	}

	const printed = expandTabs(output === '' ? text : output).trimEnd();
	const lines = printed === '' ? [] : printed.split('\n').map(line => lineOf(line, isSeen ? 'plain' : 'dim'));
	return [...helperCalls.map(call => helperLine(call, look.glyphs)), ...lines];
}

function helperLine({line, state}: HelperCall, {waiting, running, done, failed}: Glyphs): Line {
	const sign = {requested: span(waiting, 'dim'), running: span(running, 'accent'), done: span(done, 'good'), failed: span(failed, 'bad')}[
		state
	];
	return [span(`${line} `, 'dim'), sign];
}

function headLine(tool: ToolBlock, isOpen: boolean, {width, glyphs, hasFocus}: Pick<BlockLook, 'width' | 'glyphs' | 'hasFocus'>): Line {
	const state = stateLine(tool, glyphs, width);
	const name: Line = [
		span(`${isOpen ? glyphs.open : glyphs.closed} `, hasFocus ? 'focus' : 'dim'),
		span(tool.name, hasFocus ? 'focus' : 'strong'),
		span('  '),
	];
	const room = width - lineWidth(name) - lineWidth(state) - 2;
	const args = room >= 4 ? cutLine(lineOf(tool.args, 'dim'), room, glyphs.more) : [];
	return cutLine([...name, ...args, ...(args.length > 0 ? [span('  ')] : []), ...state], width, glyphs.more);
}

function wordOf(state: ToolBlock['state']): string {
	return state === 'exit' ? 'failed' : state === 'cancelled' ? 'stopped' : state;
}

function stateLine({state, ok, usage, reading, limits}: ToolBlock, glyphs: Glyphs, width: number): Line {
	if (state === 'requested') {
		return [span(`${glyphs.waiting} waiting`, 'dim')];
	}

	if (state === 'running') {
		const time = reading === null ? '' : ` ${formatMs(reading.sample.wallMs)}`;
		return [
			span(`${glyphs.running} running${time}`, 'accent'),
			...(reading !== null && width >= roomyHead ? [span('  '), ...shortMeter(reading, limits, glyphs)] : []),
		];
	}

	const how = ok ? span(glyphs.done, 'good') : span(`${glyphs.failed} ${wordOf(state)}`, 'bad');
	const used =
		usage === null
			? ''
			: ` ${formatMs(usage.wallMs)} ${glyphs.dot} ${formatMb(Math.max(usage.maxRssBytes, reading?.peakRssBytes ?? 0))} MB`;
	return [how, span(used, 'dim')];
}
