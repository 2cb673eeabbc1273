import {once} from 'node:events';
import {setTimeout as wait} from 'node:timers/promises';
import {expect, onTestFinished, test, vi} from 'vitest';
import type {AgentEvent} from '../../source/core/events.ts';
import type {SlashCommand} from '../../source/core/slash-command.ts';
import type {ScreenAgent} from '../../source/ui/agent-port.ts';
import {type Controller, createController} from '../../source/ui/controller.ts';
import type {View} from '../../source/ui/focus-keys.ts';
import {defaultKeys} from '../../source/ui/input/key-map.ts';
import {readPastedImage} from '../../source/ui/input/pasted-image.ts';
import {lineOf} from '../../source/ui/line.ts';
import {createEvolutionView, type EvolutionItem, noEvolution} from '../../source/ui/store/evolution-view.ts';
import {inkKey} from './input/editor-driver.ts';
import {event, result, toolCall} from './store/events.ts';
import {eventually} from '../eventually.ts';

const themes = {names: () => ['dark', 'light', 'broken'], faultOf: (name: string) => (name === 'broken' ? 'it has no "tones"' : null)};
const view: View = {bodyRows: 10, hasSide: true, isWide: true, seen: [], lastHelp: 3, lastReview: 0, linesOf: () => [lineOf('x')]};

function item(id: string, diff = ''): EvolutionItem {
	return {id, kind: 'rule', name: id, evidence: '8–1', isForeign: false, diff};
}

function setUp(commands: ScreenAgent['commands'] = [], answer: readonly AgentEvent[] = []) {
	const sent: string[] = [];
	const stopped: string[] = [];
	const outside = {
		quit: vi.fn(),
		suspend: vi.fn(),
		page: vi.fn(),
		copy: vi.fn(() => 'sent'),
		edit: vi.fn(async () => 'edited'),
		pastedImage: (text: string) => readPastedImage(text, '/work'),
		listFiles: vi.fn(async () => ['a.txt']),
		redraw: vi.fn(),
		toggleMouse: vi.fn(() => ''),
		keepTheme: vi.fn(async name => `kept ${name}`),
		remember: vi.fn(),
		notify: vi.fn(),
	};
	const evolution = createEvolutionView({...noEvolution, mode: 'suggest', pending: [item('p', '+new')], active: [item('a')]});
	const controller = createController({coalesceMs: 1, evolution, themes, keys: defaultKeys, history: [], outside});
	controller.look(view);
	onTestFinished(() => controller.close());
	const agent: ScreenAgent = {
		facts: () => ({session: 's', model: 'm', contextWindow: null, messages: []}),
		async *send(text, signal) {
			sent.push(text);
			yield* answer;
			if (answer.length === 0) {
				await wait(600_000, undefined, {signal, ref: false}).catch(() => {});
			}

			yield event({type: 'turn.end', result});
		},
		async *shell(line) {
			sent.push(`bash: ${line}`);
			yield event({type: 'turn.end', result});
		},
		stopCall: call => stopped.push(call) > 0,
		welcome: [],
		skills: [{name: 'calculator', description: 'Computes.'}],
		commands,
	};
	return {controller, outside, sent, stopped, agent};
}

function press(controller: Controller, ...names: readonly string[]): void {
	for (const name of names) {
		controller.press(...inkKey(name));
	}
}

function type(controller: Controller, text: string): void {
	press(controller, ...Array.from(text, letter => (letter === ' ' ? ' ' : letter)), 'enter');
}

test('a message that is sent before the agent is there is answered when it comes', async () => {
	const {controller, agent, sent} = setUp();
	type(controller, 'hello');
	expect(sent).toEqual([]);
	controller.open(agent);
	await eventually(() => expect(sent).toEqual(['hello']));
});

test('Esc takes back what waits, then stops the turn', async () => {
	const {controller, agent, sent} = setUp();
	controller.open(agent);
	type(controller, 'one');
	type(controller, 'two');
	expect(controller.screen.snapshot().editor.queue).toHaveLength(1);
	press(controller, 'escape');
	expect(controller.screen.snapshot().editor.draft.text).toBe('two');
	press(controller, 'escape');
	await eventually(() => expect(controller.chat.snapshot().phase).toBe('idle'));
	press(controller, 'enter');
	await eventually(() => expect(sent).toEqual(['one', 'two']));
});

test('Ctrl+C clears the draft, stops the turn, and leaves when pressed twice', async () => {
	const {controller, agent, outside} = setUp();
	controller.open(agent);
	type(controller, 'one');
	press(controller, 'x', 'ctrl+c');
	expect(controller.screen.snapshot().editor.draft.text).toBe('');
	expect(controller.chat.snapshot().phase).not.toBe('idle');
	press(controller, 'ctrl+c');
	await eventually(() => expect(controller.chat.snapshot().phase).toBe('idle'));
	press(controller, 'ctrl+c');
	expect(outside.quit).not.toHaveBeenCalled();
	press(controller, 'ctrl+c');
	expect(outside.quit).toHaveBeenCalledOnce();
});

test.each(['escape', 'ctrl+c'])('%s stops a command at work; a message that waited for it is sent after it', async key => {
	const stopped = vi.fn();
	const endless: SlashCommand = {
		...{name: 'add', arguments: 'SOURCE', summary: ''},
		async run(_, signal) {
			await once(signal, 'abort');
			stopped();
			throw new Error('aborted');
		},
	};
	const {controller, agent, sent, outside} = setUp([endless]);
	controller.open(agent);
	type(controller, '/add it');
	type(controller, 'and then');
	await wait(5);
	expect(sent).toEqual([]);
	if (key === 'escape') {
		// The first one gives back what waits.
		press(controller, 'escape');
		expect(stopped).not.toHaveBeenCalled();
		expect(controller.screen.snapshot().editor.draft.text).toBe('and then');
	}

	press(controller, key);
	await wait(5);
	expect(stopped).toHaveBeenCalledOnce();
	expect(controller.chat.snapshot().blocks).toContainEqual(expect.objectContaining({text: 'Stopped /add.'}));
	press(controller, ...(key === 'escape' ? ['enter'] : []));
	await wait(5);
	expect(sent).toEqual(['and then']);
	expect(outside.quit).not.toHaveBeenCalled();
});

test('a command that ends during a turn does not send what waits for the turn', async () => {
	const quick: SlashCommand = {name: 'quick', arguments: '', summary: '', run: () => ({kind: 'said', lines: ['done']})};
	const {controller, agent, sent} = setUp([quick]);
	controller.open(agent);
	type(controller, 'one');
	type(controller, 'two');
	type(controller, '/quick');
	await wait(20);
	expect(sent).toEqual(['one']);
	expect(controller.screen.snapshot().editor.queue).toHaveLength(1);
});

test('Tab goes to the last tool, where letters have their own meaning and every other one belongs to the draft', async () => {
	const {controller, agent, outside} = setUp([], toolCall('1', 'hello\n'));
	controller.open(agent);
	type(controller, 'go');
	await eventually(() => expect(controller.chat.snapshot().phase).toBe('idle'));
	press(controller, 'tab');
	const {tool} = controller.screen.snapshot();
	expect(tool).not.toBeNull();
	press(controller, 'enter');
	expect(controller.screen.snapshot().toggled.has(tool ?? 0)).toBe(true);
	press(controller, 'o');
	expect(outside.page).toHaveBeenCalledWith(expect.stringContaining('hello'));
	press(controller, 'z');
	expect(controller.screen.snapshot()).toMatchObject({focus: 'editor', tool: null});
	expect(controller.screen.snapshot().editor.draft.text).toBe('z');
});

test('the panel approves, shows what changes, and rolls back only after a y', () => {
	const {controller, agent, outside} = setUp();
	controller.open(agent);
	press(controller, 'tab');
	expect(controller.screen.snapshot().focus).toBe('panel');
	press(controller, 'd');
	expect(outside.page).toHaveBeenCalledWith('+new');
	press(controller, 'a');
	expect(controller.evolution.snapshot()).toMatchObject({pending: [], active: [{id: 'a'}, {id: 'p'}]});
	press(controller, 'r', 'n');
	expect(controller.evolution.snapshot().active).toHaveLength(2);
	press(controller, 'r', 'y');
	expect(controller.evolution.snapshot().active).toMatchObject([{id: 'p'}]);
});

test('a command may offer a list, which typing narrows', async () => {
	const chosen: string[] = [];
	const sessions: SlashCommand = {
		name: 'sessions',
		arguments: '',
		summary: '',
		run(value) {
			chosen.push(value);
			const choices = ['red', 'green', 'blue'].map(color => ({value: color, label: color}));
			return value === '' ? {kind: 'choose', title: 'Sessions', command: 'sessions', choices} : {kind: 'said', lines: [`now ${value}`]};
		},
	};
	const {controller, agent} = setUp([sessions]);
	controller.open(agent);
	type(controller, '/sessions');
	await eventually(() => expect(controller.screen.snapshot().picker?.title).toBe('Sessions'));
	press(controller, 'b', 'l', 'enter');
	await eventually(() => expect(controller.chat.snapshot().blocks.at(-1)).toMatchObject({text: 'now blue'}));
	expect(chosen).toEqual(['', 'blue']);
	expect(controller.screen.snapshot().picker).toBeNull();
});

test('a command that fails says so, and one that is not there is named', async () => {
	const doctor: SlashCommand = {
		name: 'doctor',
		arguments: '',
		summary: '',
		run() {
			throw new Error('no doctor');
		},
	};
	const {controller, agent} = setUp([doctor]);
	controller.open(agent);
	type(controller, '/doctor');
	await eventually(() => expect(controller.chat.snapshot().blocks.at(-1)).toMatchObject({tone: 'bad'}));
	type(controller, '/zzz');
	expect(controller.screen.snapshot().editor.notice).toContain('/zzz');
});

test('a paste goes into the draft, whatever has the focus, and sends nothing', async () => {
	const {controller, agent, sent} = setUp();
	controller.open(agent);
	press(controller, 'tab');
	controller.paste('y\n');
	await wait(5);
	expect(sent).toEqual([]);
	expect(controller.screen.snapshot().focus).toBe('editor');
	expect(controller.evolution.snapshot().pending).toHaveLength(1);
});

test('a picture that is dragged in from the workspace is mentioned; of another it is said why not', async () => {
	const {controller, agent, sent} = setUp();
	controller.open(agent);
	controller.paste("'/work/my shot.png'");
	expect(controller.screen.snapshot().editor.draft.text).toBe('@"my shot.png" ');
	controller.paste('/home/other.png');
	expect(controller.screen.snapshot().editor.draft.text).toBe('@"my shot.png" /home/other.png');
	expect(controller.screen.snapshot().remark).toContain('outside the workspace');
	await wait(5);
	expect(sent).toEqual([]);
});

test('a line behind ! goes to the shell and not to the model', async () => {
	const {controller, agent, sent} = setUp();
	controller.open(agent);
	type(controller, '!ls -l');
	await eventually(() => expect(sent).toEqual(['bash: ls -l']));
	expect(controller.chat.snapshot().blocks.at(0)).toMatchObject({kind: 'user', text: '!ls -l'});
});

test('x on a tool pane stops that call and leaves the turn', async () => {
	const started = toolCall('7', '').filter(({type: kind}) => kind === 'tool.request' || kind === 'tool.start');
	const {controller, agent, stopped} = setUp();
	controller.open({
		...agent,
		async *send(_, signal) {
			yield* started;
			await wait(600_000, undefined, {signal, ref: false}).catch(() => {});
			yield event({type: 'turn.end', result});
		},
	});
	type(controller, 'go');
	await eventually(() => expect(controller.chat.snapshot().blocks.at(-1)).toMatchObject({kind: 'tool', state: 'running'}));
	press(controller, 'tab', 'x');
	expect(stopped).toEqual(['7']);
	expect(controller.chat.snapshot().phase).toBe('running');
});

test('the key map scrolls with the arrows, and any other key closes it', () => {
	const {controller, agent} = setUp();
	controller.open(agent);
	press(controller, '?');
	expect(controller.screen.snapshot().help).toBe(0);
	press(controller, 'down', 'down', 'down', 'down', 'up');
	expect(controller.screen.snapshot().help).toBe(2);
	press(controller, 'x');
	expect(controller.screen.snapshot()).toMatchObject({help: null});
	expect(controller.screen.snapshot().editor.draft.text).toBe('x');
});

test('somebody else may have a list chosen from; leaving it chooses nothing', async () => {
	const {controller} = setUp();
	const choices = ['red', 'blue'].map(value => ({value, label: value}));
	const first = controller.choose('Which?', choices);
	press(controller, 'down', 'enter');
	expect(await first).toBe('blue');
	const second = controller.choose('Which?', choices);
	press(controller, 'escape');
	expect(await second).toBeNull();
	const third = controller.choose('Which?', choices);
	press(controller, 'ctrl+c');
	expect(await third).toBeNull();
});

test('a theme is kept for later, and one that is none is not', async () => {
	const {controller, agent, outside} = setUp();
	controller.open(agent);
	type(controller, '/theme light');
	await eventually(() => expect(outside.keepTheme).toHaveBeenCalledExactlyOnceWith('light'));
	expect(controller.screen.snapshot().theme).toBe('light');
	type(controller, '/theme pink');
	await eventually(() => expect(controller.chat.snapshot().blocks.at(-1)).toMatchObject({text: expect.stringContaining('dark, light')}));
	expect(outside.keepTheme).toHaveBeenCalledOnce();
	type(controller, '/theme broken');
	const refused = {text: 'The theme broken is not used: it has no "tones".'};
	await eventually(() => expect(controller.chat.snapshot().blocks.at(-1)).toMatchObject(refused));
	expect(outside.keepTheme).toHaveBeenCalledOnce();
	expect(controller.screen.snapshot().theme).toBe('light');
});
