import {expect, test} from 'vitest';
import type {AgentEvent, TurnEventBody} from '../../../source/core/events.ts';
import {glyphsFor} from '../../../source/ui/glyphs.ts';
import {blockLines} from '../../../source/ui/panes/block-lines.ts';
import type {Block, ToolBlock} from '../../../source/ui/store/blocks.ts';
import {type ChatState, initialChat} from '../../../source/ui/store/chat-state.ts';
import {reduceChat} from '../../../source/ui/store/reduce-chat.ts';
import {lastAnswer, transcriptText} from '../../../source/ui/store/transcript-text.ts';
import {event, result, toolCall} from './events.ts';

function after(...events: readonly AgentEvent[]): ChatState {
	return events.reduce(reduceChat, initialChat);
}

function toolOf({blocks}: ChatState): ToolBlock {
	const tool = blocks.find((block): block is ToolBlock => block.kind === 'tool');
	if (tool === undefined) {
		throw new Error('There is no tool.');
	}

	return tool;
}

function kinds({blocks}: {readonly blocks: readonly Block[]}): readonly string[] {
	return blocks.map(({kind}) => kind);
}

test('a turn is what was said, a tool and an answer', () => {
	const state = after(
		event({type: 'turn.start', text: 'hi', model: 'm'}),
		...toolCall('1', 'hello\n'),
		event({type: 'text.delta', text: 'It says '}),
		event({type: 'text.delta', text: 'hello.'}),
		event({type: 'usage', inputTokens: 100, outputTokens: 10, cost: 0.002}),
		event({type: 'turn.end', result}),
	);
	expect(kinds(state)).toEqual(['user', 'tool', 'agent']);
	expect(state).toMatchObject({phase: 'idle', turns: 1, inputTokens: 100, outputTokens: 10, contextTokens: 100, cost: 0.002});
	expect(toolOf(state)).toMatchObject({args: 'text=hello n=2', state: 'exit', ok: true, output: 'hello\n'});
	expect(lastAnswer(state.blocks)).toBe('It says hello.');
	expect(transcriptText(state.blocks)).toContain('you: hi');
});

test('a message that the screen has shown already is not shown again by its turn', () => {
	const said = reduceChat(initialChat, {type: 'said', text: 'hi'});
	expect(kinds(reduceChat(said, event({type: 'turn.start', text: 'hi', model: 'm'})))).toEqual(['user']);
	const noticed = reduceChat(said, {type: 'notice', tone: 'warning', text: 'A server does not run.'});
	expect(kinds(reduceChat(noticed, event({type: 'turn.start', text: 'hi', model: 'm'})))).toEqual(['user', 'notice']);
});

test('a message has a line for each picture beside it, from its turn and from the file', () => {
	const cat = {
		name: 'cat\u001B[2J.png',
		mediaType: 'image/png',
		bytes: 122_880,
		width: 640,
		height: 480,
		sha256: '',
		label: 'user',
	} as const;
	const said = reduceChat(initialChat, {type: 'said', text: 'hi'});
	const turned = reduceChat(said, event({type: 'turn.start', text: 'hi', model: 'm', images: [cat]}));
	const restored = reduceChat(initialChat, {type: 'restored', messages: [{kind: 'user', text: 'hi', images: [cat]}]});
	for (const state of [turned, restored]) {
		expect(kinds(state)).toEqual(['user']);
		expect(transcriptText(state.blocks)).toMatch(/^you: hi\n\[image cat.*\.png 640×480 120 KB\]/);
		expect(transcriptText(state.blocks)).not.toContain('\u001B');
	}
});

test('nothing that a terminal obeys comes through, wherever it was written', () => {
	const evil = '\u001B]52;c;b3duZWQ=\u0007\u001B[2Jx\u009B31m\rowned';
	const state = after(
		event({type: 'turn.start', text: evil, model: evil}),
		event({type: 'tool.request', id: '1', name: evil, arguments: {[evil]: evil}}),
		event({type: 'tool.output', id: '1', stream: 'stdout', text: evil}),
		event({type: 'text.delta', text: evil}),
		event({type: 'error', code: 'model', message: evil, hint: evil}),
		event({type: 'plan.update', tasks: [{id: '1', title: evil, status: 'active'}]}),
	);
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
	expect(JSON.stringify(state)).not.toMatch(/\\u001b|\\u009b|\\u0007|\\r|[\u001B\u009B\u0007]/i);
	expect(kinds(state)).toEqual(['user', 'tool', 'agent', 'notice', 'plan']);
});

test('parts of an answer that are complete stay the same objects while the rest grows', () => {
	const first = after(event({type: 'text.delta', text: '# One\n\nTwo\n\nthr'}));
	const second = reduceChat(first, event({type: 'text.delta', text: 'ee'}));
	const [before, now] = [first.blocks[0], second.blocks[0]];
	expect(before).toMatchObject({closed: ['# One', 'Two'], tail: 'thr'});
	expect(now).toMatchObject({tail: 'three'});
	expect(now?.kind === 'agent' && before?.kind === 'agent' && now.closed === before.closed).toBe(true);
});

test('of a long output the end is kept, and what is missing is counted', () => {
	const lines = Array.from({length: 5000}, (_, index) => `line ${index}\n`).join('');
	const state = after(
		event({type: 'tool.request', id: '1', name: 'echo', arguments: {}}),
		event({type: 'tool.output', id: '1', stream: 'stdout', text: lines}),
	);
	const {output, droppedLines} = toolOf(state);
	expect(output.length).toBeLessThanOrEqual(20_000);
	expect(output.endsWith('line 4999\n')).toBe(true);
	expect(droppedLines + output.split('\n').length - 1).toBe(5000);
});

test('the meter reads twice a second and keeps every peak', () => {
	const sample = (wallMs: number, cpuMs: number, rssBytes: number) =>
		event({type: 'tool.usage', id: '1', sample: {wallMs, cpuMs, rssBytes, threads: 1, processes: 1, writtenBytes: 0}});
	const state = after(
		event({type: 'tool.request', id: '1', name: 'echo', arguments: {}}),
		sample(500, 250, 10),
		sample(600, 350, 99),
		sample(1000, 500, 20),
	);
	expect(toolOf(state).reading).toMatchObject({cpuPercent: 50, peakRssBytes: 99, sample: {wallMs: 1000}});
});

test('a file that was written is remembered once, one that was refused is not', () => {
	const write = (id: string, path: string, ok: boolean) => [
		event({type: 'tool.request', id, name: 'write_file', arguments: {path, content: ''}}),
		event({
			type: 'tool.end',
			id,
			name: 'write_file',
			ended: ok ? 'exit' : 'refused',
			ok,
			text: '',
			usage: null,
			denied: [],
			label: 'core',
		}),
	];
	const {changedFiles} = after(...write('1', 'a.txt', true), ...write('2', 'b.txt', false), ...write('3', 'a.txt', true));
	expect(changedFiles).toEqual(['a.txt']);
});

test('a plan is checked off where it stands', () => {
	const plan = (status: 'active' | 'done') => event({type: 'plan.update', tasks: [{id: '1', title: 'Read', status}]});
	const state = after(event({type: 'turn.start', text: 'go', model: 'm'}), plan('active'), ...toolCall('1', 'x'), plan('done'));
	expect(kinds(state)).toEqual(['user', 'plan', 'tool']);
	expect(state.blocks[1]).toMatchObject({tasks: [{status: 'done'}]});
});

test('what a helper calls stands in the pane of its call, and its cost counts, but not as what fills the context', () => {
	const nested = (body: TurnEventBody) => event({type: 'nested', id: 'd', event: body});
	const end = {ended: 'exit', text: 'x', usage: null, denied: [], label: 'derived'} as const;
	const state = after(
		event({type: 'turn.start', text: 'hi', model: 'm'}),
		event({type: 'usage', inputTokens: 100, outputTokens: 10, cost: 0.5}),
		event({type: 'tool.request', id: 'd', name: 'delegate', arguments: {goal: 'Look'}}),
		event({type: 'tool.start', id: 'd', name: 'delegate', policy: ''}),
		nested({type: 'turn.start', text: 'Look', model: 'm'}),
		nested({type: 'text.delta', text: 'not for the screen'}),
		nested({type: 'usage', inputTokens: 7, outputTokens: 1, cost: 0.25}),
		nested({type: 'tool.request', id: 'd', name: 'read_file', arguments: {path: 'a.md'}}),
		nested({type: 'tool.request', id: '2', name: 'write_file', arguments: {path: 'b.md', content: 'x'}}),
		nested({type: 'tool.request', id: '3', name: '\u001B[2Jx', arguments: {}}),
		nested({type: 'tool.end', id: '2', name: 'write_file', ok: true, ...end}),
		nested({type: 'tool.end', id: 'd', name: 'read_file', ok: false, ...end}),
		nested({type: 'turn.end', result}),
	);
	expect(kinds(state)).toEqual(['user', 'tool']);
	expect(toolOf(state)).toMatchObject({name: 'delegate', args: 'Look', state: 'running'});
	expect(toolOf(state).helperCalls.map(({line, state: how}) => `${line} ${how}`)).toEqual([
		'read_file a.md failed',
		'write_file b.md done',
		expect.not.stringContaining('\u001B'),
	]);
	expect(state).toMatchObject({phase: 'running', inputTokens: 107, contextTokens: 100, cost: 0.75, changedFiles: ['b.md']});
	const pane = blockLines(toolOf(state), {width: 80, glyphs: glyphsFor({LANG: 'C.UTF-8'}), isToggled: false, hasFocus: false});
	expect(pane.map(line => line.map(({text}) => text).join('')).slice(1, 3)).toEqual(['  │ read_file a.md ✗', '  │ write_file b.md ✓']);
	expect(transcriptText(state.blocks)).toContain('  write_file b.md: done');
});
