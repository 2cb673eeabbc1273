import {expect, test, vi} from 'vitest';
import {readTerminalFacts} from '../../../source/ui/terminal/facts.ts';
import {copySequence, notifySequence, readBackground, titleSequence} from '../../../source/ui/terminal/sequences.ts';
import {createTerminal} from '../../../source/ui/terminal/terminal.ts';

const hostile = 'done\u0007\u001B]52;c;ZXZpbA==\u001B\\\u009C\u001B[2J\u202Eevil';

function open(env: NodeJS.ProcessEnv = {TERM: 'xterm-256color'}, clipboard: 'raw' | 'off' = 'raw') {
	const sent: string[] = [];
	const wheel: number[] = [];
	const terminal = createTerminal({write: text => sent.push(text), env, clipboard, onWheel: by => wheel.push(by)});
	return {terminal, sent, wheel};
}

test('knows where the keyboard is and what stands between', () => {
	expect(readTerminalFacts({TERM: 'xterm-256color'})).toMatchObject({
		multiplexer: null,
		isRemote: false,
		notification: 'bell',
		answers: true,
	});
	expect(readTerminalFacts({TERM: 'tmux-256color', TMUX: '/tmp/x', TERM_PROGRAM: 'tmux'})).toMatchObject({
		multiplexer: 'tmux',
		notification: 'bell',
	});
	expect(readTerminalFacts({TERM: 'screen.xterm-256color', STY: '1.x'})).toMatchObject({multiplexer: 'screen'});
	expect(readTerminalFacts({TERM: 'xterm', SSH_CONNECTION: '1 2 3 4'})).toMatchObject({isRemote: true});
	expect(readTerminalFacts({TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app'}).notification).toBe('osc9');
	expect(readTerminalFacts({TERM: 'xterm-kitty'}).notification).toBe('osc99');
	expect(readTerminalFacts({TERM: 'xterm-256color', VTE_VERSION: '7200'}).notification).toBe('osc777');
	for (const TERM of ['dumb', 'linux', '', 'vt220']) {
		expect(readTerminalFacts({TERM})).toMatchObject({hasTitle: false, answers: false});
	}
});

test('a copy arrives as it was, raw, through tmux and through screen', () => {
	const text = 'héllo 中 👩‍👩‍👧\n'.repeat(200);
	const osc = copySequence(text, 'raw').sequence;
	const decoded = (sequence: string) => Buffer.from(sequence.slice('\u001B]52;c;'.length, -1), 'base64').toString();
	expect(decoded(osc)).toBe(text);
	const tmux = copySequence(text, 'tmux').sequence;
	expect(tmux.startsWith('\u001BPtmux;\u001B\u001B]52;')).toBe(true);
	expect(decoded(tmux.slice('\u001BPtmux;'.length, -2).replaceAll('\u001B\u001B', '\u001B'))).toBe(text);
	const pieces = copySequence(text, 'screen').sequence.split('\u001B\\').slice(0, -1);
	expect(Math.max(...pieces.map(piece => piece.length))).toBeLessThan(768);
	expect(decoded(pieces.map(piece => piece.slice(2)).join(''))).toBe(text);
});

test('cuts a long copy between characters and says how much is missing', () => {
	const {sequence, missingBytes} = copySequence('中'.repeat(30_000), 'raw');
	const kept = Buffer.from(sequence.slice('\u001B]52;c;'.length, -1), 'base64').toString();
	expect(kept).toBe('中'.repeat(kept.length));
	expect(missingBytes).toBe(90_000 - kept.length * 3);
});

test('nothing in a notification or a title can end its sequence', () => {
	for (const kind of ['osc9', 'osc777', 'osc99'] as const) {
		const body = notifySequence(kind, hostile, `${hostile};x`);
		const ends = kind === 'osc99' ? 2 : 1;
		// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is counted
		expect(body.match(/\u0007|\u001B\\|\u009C/g)).toHaveLength(ends);
		expect(body).not.toContain('ZXZpbA==');
	}

	// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
	expect(titleSequence(hostile)).toMatch(/^\u001B\]2;[^\u0000-\u001F\u007F-\u009F\u202E]*\u0007$/);
	expect(notifySequence('bell', hostile, hostile)).toBe('\u0007');
});

test('tells dark from light in the answers that terminals give', () => {
	expect(readBackground('11;rgb:1e1e/1e1e/2e2e')).toBe('dark');
	expect(readBackground('11;rgb:ff/ff/ff')).toBe('light');
	expect(readBackground('11;rgba:fdfd/f6f6/e3e3/ffff')).toBe('light');
	expect(readBackground('11;rgb:0/0/f')).toBe('dark');
	expect(readBackground('10;rgb:ffff/ffff/ffff')).toBeNull();
	expect(readBackground('11;?')).toBeNull();
});

test('asks for the background and waits no longer than it says', async () => {
	const {terminal, sent} = open();
	const found = terminal.detectBackground();
	expect(sent).toEqual(['\u001B]11;?\u0007']);
	terminal.listeners.onReply?.('osc', '11;rgb:ffff/ffff/ffff');
	expect(await found).toBe('light');
	expect(await terminal.detectBackground(1)).toBeNull();
	// A late answer is for nobody.
	terminal.listeners.onReply?.('osc', '11;rgb:0/0/0');
	expect(await open({TERM: 'dumb'}).terminal.detectBackground()).toBeNull();
});

test('notifies only who looks elsewhere', () => {
	const {terminal, sent} = open();
	terminal.watchFocus();
	terminal.listeners.onFocus?.(true);
	terminal.notify('skilllite', 'done');
	expect(sent).toEqual(['\u001B[?1004h']);
	terminal.listeners.onFocus?.(false);
	terminal.notify('skilllite', 'done');
	expect(sent.at(-1)).toBe('\u0007');
});

test('where nobody tells of the focus, only who has pressed no key for a while is notified', () => {
	const sent: string[] = [];
	let time = 0;
	const terminal = createTerminal({write: text => sent.push(text), env: {TERM: 'xterm'}, now: () => time});
	time = 19_000;
	terminal.listeners.onKeys?.();
	time = 30_000;
	terminal.notify('skilllite', 'done');
	expect(sent).toEqual([]);
	time = 39_000;
	terminal.notify('skilllite', 'done');
	expect(sent).toEqual(['\u0007']);
});

test('reads the wheel and no other button', () => {
	const {terminal, wheel} = open();
	for (const button of [64, 65, 0, 2, 68, 66]) {
		terminal.listeners.onMouse?.({kind: 'mouse', button, x: 1, y: 1, isDown: true});
	}

	terminal.listeners.onMouse?.({kind: 'mouse', button: 64, x: 1, y: 1, isDown: false});
	expect(wheel).toEqual([1, -1, 1]);
});

test('takes back every mode that was set, and only those', () => {
	expect(open().terminal.modesOff()).toBe('');
	const {terminal, sent} = open();
	terminal.setMouse(true);
	terminal.watchFocus();
	terminal.setTitle('skilllite');
	const off = terminal.modesOff();
	const set = [...sent.join('').matchAll(/\[\?(\d+)h/g)].map(match => match[1]);
	expect(set).toEqual(['1000', '1006', '1004']);
	for (const mode of set) {
		expect(off).toContain(`\u001B[?${mode}l`);
	}

	expect(off).toContain('\u001B[23;2t');
	expect(terminal.modesOff()).toBe('');
	terminal.notify('skilllite', 'after the end');
	expect(sent.join('')).not.toContain('after');
	expect(terminal.modesOn()).toContain('\u001B[?1004h');
});

test('a copy is wrapped inside of GNU screen alone, if nothing else was said', () => {
	const copied = (env: NodeJS.ProcessEnv, clipboard?: 'raw') => {
		const write = vi.fn();
		createTerminal({write, env: {TERM: 'screen-256color', ...env}, ...(clipboard && {clipboard})}).copy('x');
		return write.mock.lastCall?.[0];
	};
	const raw = '\u001B]52;c;eA==\u0007';
	expect(copied({STY: '1.pts-0'})).toBe(`\u001BP${raw}\u001B\\`);
	expect(copied({STY: '1.pts-0'}, 'raw')).toBe(raw);
	// The name of the terminal says nothing: tmux calls itself screen, too.
	expect(copied({})).toBe(raw);
	expect(copied({STY: '1.pts-0', TMUX: '/tmp/x'})).toBe(raw);
});

test('copies nothing where copying is off', () => {
	const {terminal, sent} = open({TERM: 'xterm'}, 'off');
	expect(terminal.copy('secret')).toContain('off');
	expect(sent).toEqual([]);
	const write = vi.fn();
	createTerminal({write, env: {TERM: 'xterm'}}).copy('x');
	expect(write).toHaveBeenCalledOnce();
});
