import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {startEndlessSource} from './endless-source.ts';
import {type PtyProgram, startPty} from './pty.ts';
import {createPlace, entryOf, type Place, runCli} from './run-cli.ts';
import {asker, echo, pythonSkill, sleeper} from './skills.ts';

/** Longer than the 800 ms that a consent question waits after a key. */
const armedMs = 900;
const keys = '[N] no (default)';

/** On plain lines, as for any terminal that can hold no screen. */
function start(place: Place, args: readonly string[]): PtyProgram {
	return startPty(process.execPath, [entryOf('skilllite'), ...args], {cwd: place.project, env: {...place.env, TERM: 'dumb'}});
}

test('chats line by line, keeps the session, and leaves on Ctrl+D', async () => {
	const place = createPlace();
	using app = start(place, ['chat']);
	await app.sees('offline planner: runs skills, does not converse');
	app.type('what is 15 * 27?\r');
	await app.sees('405');
	await app.sees('bwrap level 3');
	app.type('/help\r');
	await app.sees('Ctrl+D');
	app.type('/nonsense\r');
	await app.sees('There is no command /nonsense');
	app.type('what is 2 + 3?\r');
	await app.sees(/\n› what is 2 \+ 3\?\n5\n.*planner\n›$/);
	app.type('\u0004');
	expect(await app.exit()).toBe(0);
});

test('clears a draft with the first Ctrl+C and leaves with two on an empty line', async () => {
	using app = start(createPlace(), ['chat']);
	await app.sees('›');
	app.type('half a thought\u0003');
	await app.sees('half a thought\n');
	app.type('\u0003');
	await app.sees('Ctrl+C again to leave');
	app.type('\u0003');
	expect(await app.exit()).toBe(0);
});

test('stops the turn on Ctrl+C and goes on with the conversation', async () => {
	using app = start(createPlace(sleeper), ['chat']);
	await app.sees('Trust');
	await app.press('n');
	await app.sees('›');
	app.type('use sleeper\r');
	await app.sees('running sleeper');
	app.type('\u0003');
	await app.sees('Stopped.');
	app.type('what is 2 + 3?\r');
	await app.sees('\n5');
	app.type('/quit\r');
	expect(await app.exit()).toBe(0);
});

test.each([
	['a terminal that can only write on', {TERM: 'dumb'}],
	['a build server', {CI: '1'}],
])('a source that never ends is said to be fetched on %s, and Ctrl+C stops it without a trace', async (_, env) => {
	const {url, letGo} = await startEndlessSource();
	const place = createPlace();
	using app = startPty(process.execPath, [entryOf('skilllite'), 'chat'], {cwd: place.project, env: {...place.env, ...env}});
	await app.sees('›');
	app.type(`/add ${url}\r`);
	await app.sees(`fetching ${url} (Ctrl+C stops it)`);
	app.type('\u0003');
	await app.sees('Stopped.');
	await letGo;
	expect(readdirSync(join(place.env.XDG_CACHE_HOME ?? '', 'skilllite/quarantine'))).toEqual([]);
	app.type('what is 2 + 3?\r');
	await app.sees('\n5');
	app.type('/quit\r');
	expect(await app.exit()).toBe(0);
});

test('asks once whether a folder that brings skills is trusted, and remembers a yes', async () => {
	const place = createPlace(asker);
	using app = start(place, ['chat']);
	await app.sees('This folder brings skills in .skills.');
	await app.press('y');
	await app.sees('Trusted.');
	app.type('/quit\r');
	expect(await app.exit()).toBe(0);
	expect(JSON.parse(readFileSync(join(place.home, '.skilllite/trusted.json'), 'utf8')).folders).toEqual([place.project]);
	using again = start(place, ['chat']);
	await again.sees('›');
	expect(again.screen()).not.toContain('Trust');
});

test('asks for consent before a run, and remembers an always for this content', async () => {
	const place = createPlace(asker);
	using app = start(place, ['run', 'asker']);
	await app.sees(keys);
	expect(app.screen()).toContain('network api.example.com:443');
	await app.press('a');
	await app.sees('ran');
	expect(await app.exit()).toBe(0);
	expect(await runCli(place, ['run', 'asker'])).toMatchObject({code: 0, stdout: 'ran\n'});
});

test('exits 3 when the person says no, and 130 on Ctrl+C, and runs nothing', async () => {
	const place = createPlace(asker);
	using app = start(place, ['run', 'asker']);
	await app.sees(keys);
	await app.press('n');
	expect(await app.exit()).toBe(3);
	expect(app.screen()).toContain('consent was refused');
	using interrupted = start(place, ['run', 'asker']);
	await interrupted.sees(keys);
	interrupted.type('\u0003');
	expect(await interrupted.exit()).toBe(130);
	expect(app.screen() + interrupted.screen()).not.toMatch(/^ran$/m);
});

test('lets a person approve from another terminal, once', async () => {
	const place = createPlace(asker);
	const [, id = ''] = /approve ([0-9a-f]{32})/.exec((await runCli(place, ['run', 'asker'])).stderr) ?? [];
	using app = start(place, ['approve', id]);
	await app.sees(keys);
	await app.press('y');
	expect(await app.exit()).toBe(0);
	expect(await runCli(place, ['run', 'asker'])).toMatchObject({code: 0, stdout: 'ran\n'});
	expect((await runCli(place, ['run', 'asker'])).code).toBe(3);
	using again = start(place, ['approve', id]);
	expect(await again.exit()).toBe(2);
});

test('runs without a sandbox only after the word was typed', async () => {
	const place = createPlace(pythonSkill('plain', 'import os\nprint("pid", os.getpid() > 0)\n'));
	using wrong = start(place, ['run', 'plain', '--level', '1']);
	await wrong.sees('Type unprotected to go on:');
	wrong.type('yes\r');
	expect(await wrong.exit()).toBe(3);
	using right = start(place, ['run', 'plain', '--level', '1']);
	await right.sees('Type unprotected to go on:');
	right.type('unprotected\r');
	await right.sees('pid True');
	expect(await right.exit()).toBe(0);
	expect(right.screen()).toContain('level 1: no sandbox');
});

test('shows what a skill prints without obeying it', async () => {
	const place = createPlace(pythonSkill('painter', 'print("a\\x1b[2Jb\\x1b]0;owned\\x07c")\n'));
	using app = start(place, ['run', 'painter']);
	await app.sees('abc');
	await app.exit();
	expect(app.raw()).not.toContain('\u001B[2J');
	expect(app.raw()).not.toContain('owned');
});

test('opens the conversation when it is started bare at a terminal', async () => {
	using app = start(createPlace(), []);
	await app.sees('skills  11 ready: calculator');
	await app.sees('›');
	app.type('\u0004');
	expect(await app.exit()).toBe(0);
});

test.each([
	['remove', ['remove', 'echo'], 'Remove echo and its files?'],
	['sessions remove', ['sessions', 'remove', 'mine'], 'Remove the session mine'],
	['clean-env', ['clean-env'], 'They are made again when needed.'],
	['evolution reset', ['evolution', 'reset'], 'Take out everything'],
])('%s asks a screen reader with numbers, and no letter answers', async (_, args, question) => {
	const place = createPlace(echo);
	const env = {...place.env, TERM: 'dumb', INK_SCREEN_READER: 'true'};
	await runCli(place, ['chat', '--message', 'what is 2 + 3?', '--session', 'mine']);
	using no = startPty(process.execPath, [entryOf('skilllite'), ...args], {cwd: place.project, env});
	await no.sees(question);
	await no.sees(/1 yes\n2 no\nType a number; Enter is no/);
	await wait(armedMs);
	no.type('y');
	await wait(armedMs);
	await no.press('2');
	expect(await no.exit()).toBe(3);
	using yes = startPty(process.execPath, [entryOf('skilllite'), ...args], {cwd: place.project, env});
	await yes.sees('1 yes');
	await yes.press('1');
	expect(await yes.exit()).toBe(0);
});
