import {expect, test} from 'vitest';
import {defaultLimits, type UsageSample} from '../../../sandbox/index.ts';
import type {AgentEventBody, TurnEventBody} from '../../../source/core/events.ts';
import {glyphsFor} from '../../../source/ui/glyphs.ts';
import {textOf} from '../../../source/ui/line.ts';
import {blockLines} from '../../../source/ui/panes/block-lines.ts';
import {meterLines} from '../../../source/ui/panes/meter-lines.ts';
import type {ToolBlock} from '../../../source/ui/store/blocks.ts';
import {initialChat} from '../../../source/ui/store/chat-state.ts';
import {reduceChat} from '../../../source/ui/store/reduce-chat.ts';
import {event} from '../store/events.ts';

const glyphs = glyphsFor({LANG: 'C.UTF-8'});
const used = {wallMs: 500, cpuMs: 1, processes: 1, writtenBytes: 0};
const request: AgentEventBody = {type: 'tool.request', id: '1', name: 'fetcher', arguments: {}};

function networkAfter(...bodies: readonly AgentEventBody[]): string {
	return textOf(meterLines(toolAfter(bodies), glyphs).at(-1) ?? []);
}

test('connections are counted while a tool runs, and the last count stays when it has ended', () => {
	const sample: AgentEventBody = {
		type: 'tool.usage',
		id: '1',
		sample: {...used, rssBytes: 1, threads: 1, network: {allowed: 1, denied: 0}},
	};
	const end: AgentEventBody = {
		type: 'tool.end',
		id: '1',
		name: 'fetcher',
		ended: 'exit',
		ok: true,
		text: '',
		usage: {...used, maxRssBytes: 1, network: {allowed: 2, denied: 1}},
		denied: [{kind: 'network', target: 'b.test:443', count: 1}],
		label: 'foreign',
	};
	expect(networkAfter(request, sample)).toMatch(/^net +1 allowed . 0 denied$/);
	expect(networkAfter(request, sample, end)).toMatch(/^net +2 allowed . 1 denied$/);
});

test('a run without a network shows what was refused by the kernel alone', () => {
	const denied = [{kind: 'network', target: 'socket', count: 3} as const, {kind: 'file', target: '/etc/x', count: 9} as const];
	const end: AgentEventBody = {
		type: 'tool.end',
		id: '1',
		name: 'fetcher',
		ended: 'exit',
		ok: true,
		text: '',
		usage: {...used, maxRssBytes: 1},
		denied,
		label: 'foreign',
	};
	expect(networkAfter(request, end)).toMatch(/^net +0 allowed . 3 denied$/);
});

const nested = (body: TurnEventBody): AgentEventBody => ({type: 'nested', id: '1', event: body});
const megabyte = 1024 * 1024;
const sampleOf = (wallMs: number): UsageSample => ({
	...used,
	wallMs,
	cpuMs: wallMs / 2,
	rssBytes: 84 * megabyte,
	threads: 1,
	network: {allowed: 3, denied: 1},
});
const helped: readonly AgentEventBody[] = [
	{...request, name: 'delegate'},
	{type: 'tool.start', id: '1', name: 'delegate', policy: ''},
	nested({type: 'tool.request', id: 'a', name: 'bash', arguments: {command: 'npm test'}}),
	nested({type: 'tool.start', id: 'a', name: 'bash', policy: '', limits: {...defaultLimits, wallSeconds: 120}}),
	nested({type: 'tool.output', id: 'a', stream: 'stdout', text: 'x'.repeat(1200)}),
	nested({type: 'tool.usage', id: 'a', sample: sampleOf(600)}),
	nested({type: 'tool.usage', id: 'a', sample: sampleOf(1200)}),
];

function toolAfter(bodies: readonly AgentEventBody[]): ToolBlock {
	const {blocks} = bodies.reduce((state, body) => reduceChat(state, event(body)), initialChat);
	const tool = blocks.find(block => block.kind === 'tool');
	if (tool?.kind !== 'tool') {
		throw new Error('no tool');
	}

	return tool;
}

test('of a call with a helper the meter shows what the helper runs, and its last run when that is over', () => {
	const lines = meterLines(toolAfter(helped), glyphs).map(textOf);
	expect(lines[0]).toBe('delegate · bash');
	expect(lines).toEqual(expect.arrayContaining(['time 1.2 s of 120 s', 'out  1.2 kB', 'net  3 allowed · 1 denied']));
	const end = nested({
		type: 'tool.end',
		id: 'a',
		name: 'bash',
		ended: 'exit',
		ok: true,
		text: '',
		usage: {...used, wallMs: 1500, maxRssBytes: 90 * megabyte, network: {allowed: 4, denied: 1}},
		backend: 'bwrap',
		denied: [],
		label: 'derived',
	});
	const next = nested({type: 'tool.request', id: 'b', name: 'read_file', arguments: {path: 'a.md'}});
	const over = meterLines(toolAfter([...helped, end]), glyphs).map(textOf);
	expect(over[0]).toBe('delegate · bash · bwrap');
	expect(over).toEqual(expect.arrayContaining(['time 1.5 s of 120 s', 'net  4 allowed · 1 denied']));
	expect(meterLines(toolAfter([...helped, end, next]), glyphs).map(textOf)).toEqual(['delegate · read_file', 'time not started yet']);
	const start = nested({type: 'tool.start', id: 'b', name: 'read_file', policy: ''});
	expect(meterLines(toolAfter([...helped, end, next, start]), glyphs).map(textOf)).toEqual(['delegate · read_file', 'time running']);
});

test('what no sandbox measures is not said to wait when it is over', () => {
	const done = {ended: 'exit', ok: true, text: '', usage: null, denied: [], label: 'derived'} as const;
	const end: AgentEventBody = {type: 'tool.end', id: '1', name: 'edit_file', ...done};
	expect(meterLines(toolAfter([request]), glyphs).map(textOf)).toEqual(['fetcher', 'time not started yet']);
	expect(meterLines(toolAfter([request, end]), glyphs).map(textOf)).toEqual(['fetcher', 'time over, nothing to measure']);
});

test.each([60, 120])('the pane of a helper ends with the meter of what it runs, at %i columns', width => {
	const pane = blockLines(toolAfter(helped), {width, glyphs, isToggled: false, hasFocus: false}).map(textOf);
	expect(pane.at(-2)).toContain('bash npm test ●');
	expect(pane.at(-1)).toMatch(/^ {2}│ 1\.2 s {2}cpu .*50 % {2}mem .*84\/\d+ MB {2}net 3 allowed/);
});

const running: readonly AgentEventBody[] = [
	request,
	{type: 'tool.start', id: '1', name: 'fetcher', policy: ''},
	{type: 'tool.usage', id: '1', sample: sampleOf(600)},
	{type: 'tool.usage', id: '1', sample: sampleOf(1200)},
];

test('below 80 columns the meter is the last line of the pane, with the connections where there are any', () => {
	const draw = (width: number, bodies = running) =>
		blockLines(toolAfter(bodies), {width, glyphs, isToggled: false, hasFocus: false}).map(textOf);
	expect(draw(79).at(-1)).toBe('  │ cpu ▓▓░░ 50 %  mem ▓░░░ 84/256 MB  net 3 allowed · 1 denied');
	expect(draw(79)[0]).not.toContain('cpu');
	expect(draw(80)).toHaveLength(1);
	expect(draw(80)[0]).toContain('cpu');
	const silent = running.map(body =>
		body.type === 'tool.usage' ? {...body, sample: {...body.sample, network: {allowed: 0, denied: 0}}} : body,
	);
	expect(draw(60).at(-1)).toBe('  │ cpu 50 %  mem 84/256 MB  net 3 allowed · 1 denied');
	expect(draw(60, silent).at(-1)).toBe('  │ cpu ▓▓░░ 50 %  mem ▓░░░ 84/256 MB');
	expect(draw(40).every(line => line.length <= 40)).toBe(true);
});
