import {setTimeout as wait} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {type PtyProgram, startPty} from '../cli/pty.ts';
import {runProgram} from '../cli/run-program.ts';

const program = new URL('../fixtures/commands/ask-consent.ts', import.meta.url).pathname;
const question = '[N] no (default)';
/** Longer than the 300 ms after drawing and the 800 ms after a key. */
const armedMs = 900;

function ask(busyMs = 0): PtyProgram {
	return startPty(process.execPath, [program, String(busyMs)], {cwd: '/', env: {PATH: process.env.PATH, TERM: 'xterm', LANG: 'C.UTF-8'}});
}

async function answerOf(app: PtyProgram): Promise<string> {
	await app.exit();
	return /ANSWER (\{.*?\}) raw=false/.exec(app.screen())?.[1] ?? `none:\n${app.screen()}`;
}

test.concurrent.each([
	['y', {kind: 'once'}],
	['s', {kind: 'session'}],
	['a', {kind: 'always'}],
	['n', {kind: 'deny', reason: null}],
	['\r', {kind: 'deny', reason: null}],
])('takes the key %j, pressed alone once it counts', async (key, expected) => {
	using app = ask();
	await app.sees(question);
	await app.press(key);
	expect(JSON.parse(await answerOf(app))).toEqual(expected);
});

test.concurrent('shows verdict, findings by severity, what changed and what is asked, with nothing that a terminal obeys', async () => {
	using app = ask();
	await app.sees(question);
	const screen = app.screen();
	expect(screen).toContain('Skill weather<U+001B>]0;owned<U+0007>: confirm, 2 findings');
	expect(screen.indexOf('HIGH SL-NET-004')).toBeLessThan(screen.indexOf('LOW SL-LOW-001'));
	expect(screen).toContain('scripts/main.py:42  requests.post("https://x.example")<U+001B>[2J<U+202E>gnp.exe');
	expect(screen).toContain('asks for: network api.open-meteo.com:443 · 256 MB · 30 s');
	expect(screen).toContain('changed files: scripts/main.py');
	expect(app.raw()).not.toContain('\u001B[2J');
	expect(app.raw()).not.toContain('\u001B]0;');
	await app.press('d');
	await app.sees('Declare the host. (CWE-200)');
	await app.sees('-print(1)');
	await app.sees('+print(2)<U+001B>[2J');
	expect(app.raw()).not.toContain('\u001B[2J');
	await app.press('n');
	expect(await answerOf(app)).toContain('deny');
});

test.concurrent.each([
	['1', {kind: 'once'}],
	['2', {kind: 'session'}],
	['6', {kind: 'deny', reason: null}],
	['\r', {kind: 'deny', reason: null}],
])('takes the number %j where a screen reader reads, and no letter', async (key, expected) => {
	using app = startPty(process.execPath, [program, '0', 'numbered'], {
		cwd: '/',
		env: {PATH: process.env.PATH, TERM: 'xterm', LANG: 'C.UTF-8'},
	});
	await app.sees('Enter is no (default)');
	expect(app.screen()).toContain('2 yes, for this session');
	expect(app.raw()).not.toContain('\u001B[K');
	await wait(armedMs);
	app.type('y');
	await wait(armedMs);
	await app.press(key);
	expect(JSON.parse(await answerOf(app))).toEqual(expected);
});

test.concurrent('asks for the reason of a no and passes it on', async () => {
	using app = ask();
	await app.sees(question);
	await app.press('r');
	await app.sees('Reason, for the model:');
	app.type('use the cached file\r');
	expect(JSON.parse(await answerOf(app))).toEqual({kind: 'deny', reason: 'use the cached file'});
});

test.concurrent('drops a y typed before the question appears', async () => {
	using app = ask();
	app.type('y');
	await app.sees(question);
	await wait(armedMs);
	expect(app.screen()).not.toContain('ANSWER');
	await app.press('n');
	expect(await answerOf(app)).toContain('deny');
});

test.concurrent('drops a y that waited in the terminal while the program was busy', async () => {
	using app = ask(2000);
	await app.sees(question);
	app.type('y');
	await app.sees('BUSY NO MORE');
	await wait(armedMs);
	expect(app.screen()).not.toContain('ANSWER');
	await app.press('n');
	expect(await answerOf(app)).toContain('deny');
});

test.concurrent('drops a y within 800 ms of another key, and a chunk of several', async () => {
	using app = ask();
	await app.sees(question);
	await wait(armedMs);
	app.type('x');
	await wait(20);
	app.type('y');
	await wait(armedMs);
	app.type('yy');
	await wait(armedMs);
	app.type('yes\r');
	await wait(armedMs);
	expect(app.screen()).not.toContain('ANSWER');
	await app.press('y');
	expect(await answerOf(app)).toContain('once');
});

test.concurrent('denies and interrupts on Ctrl+C, at any time', async () => {
	using app = ask();
	await app.sees(question);
	app.type('\u0003');
	expect(JSON.parse(await answerOf(app))).toEqual({kind: 'deny', reason: null});
	expect(app.screen()).toContain('INTERRUPTED');
});

test('says that nobody is there without a terminal, and draws nothing', async () => {
	const {stdout, stderr} = await runProgram(process.execPath, [program], {stdin: 'y\n'});
	expect(stdout).toContain('ANSWER {"kind":"nobody"}');
	expect(stderr).not.toContain('Run it?');
});
