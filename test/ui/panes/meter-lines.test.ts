import {expect, test} from 'vitest';
import type {AgentEventBody} from '../../../source/core/events.ts';
import {glyphsFor} from '../../../source/ui/glyphs.ts';
import {textOf} from '../../../source/ui/line.ts';
import {meterLines} from '../../../source/ui/panes/meter-lines.ts';
import {initialChat} from '../../../source/ui/store/chat-state.ts';
import {reduceChat} from '../../../source/ui/store/reduce-chat.ts';
import {event} from '../store/events.ts';

const glyphs = glyphsFor({LANG: 'C.UTF-8'});
const used = {wallMs: 500, cpuMs: 1, processes: 1, writtenBytes: 0};
const request: AgentEventBody = {type: 'tool.request', id: '1', name: 'fetcher', arguments: {}};

function networkAfter(...bodies: readonly AgentEventBody[]): string {
	const {blocks} = bodies.reduce((state, body) => reduceChat(state, event(body)), initialChat);
	const tool = blocks.find(block => block.kind === 'tool');
	return tool?.kind === 'tool' ? textOf(meterLines(tool, glyphs).at(-1) ?? []) : '';
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
