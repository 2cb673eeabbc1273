import {expect, test} from 'vitest';
import {createPlace, runCli} from '../cli/run-cli.ts';
import {tell} from './story.ts';

const endless = ['arena', '--world', 'W1,W4', '--arms', 'frozen,full', '--seeds', '2000', '--tasks', '300'];

test.each([
	[120, 40, '\u001B'],
	[80, 24, '\u0003'],
])('shows the arena while it runs at %i×%i, and what was done when a key stops it', async (columns, rows, key) => {
	using story = await tell({args: endless, columns, rows});
	await story.sees(/frozen .*[1-9]\d*\/2000/);
	expect(story.modesSet()).toContain('alternate screen');
	expect(story.view()).toHaveLength(rows);
	expect(story.view()[0]).toContain('2000 seeds from 1001');
	story.type(key);
	expect(await story.exit()).toBe(130);
	expect(story.modesSet()).toEqual([]);
	expect(story.screen()).toMatch(/WORLD +ARM[\s\S]*W1 +frozen[\s\S]*partial: stopped after [1-9]\d* of 8000 runs/);
	expect(story.screen()).not.toMatch(/^met:|Esc or Ctrl/m);
});

test('gives the terminal back when it is done, and when it is ended from outside', async () => {
	using done = await tell({args: ['arena', '--arms', 'frozen', '--seeds', '2', '--tasks', '100']});
	expect(await done.exit()).toBe(0);
	expect(done.modesSet()).toEqual([]);
	expect(done.screen()).toMatch(/W1 +frozen/);
	using ended = await tell({args: endless});
	await ended.sees('Esc or Ctrl+C stops');
	ended.kill('SIGTERM');
	expect(await ended.exit()).toBe(143);
	expect(ended.modesSet()).toEqual([]);
});

test.each([
	['--plain', ['--plain'], {}],
	['CI', [], {CI: 'true'}],
	['a terminal that cannot', [], {TERM: 'dumb'}],
	['a screen reader', [], {INK_SCREEN_READER: 'true'}],
])('stays with plain lines for %s', async (_, flags, env) => {
	using story = await tell({args: ['arena', '--arms', 'frozen', '--seeds', '3', '--tasks', '100', ...flags], env});
	expect(await story.exit()).toBe(0);
	expect(story.raw()).not.toContain('\u001B[?1049h');
	expect(story.screen()).toMatch(/W1 +frozen/);
});

test('writes no escapes into a pipe', async () => {
	const {code, stdout, stderr} = await runCli(createPlace(), ['arena', '--arms', 'frozen', '--seeds', '2', '--tasks', '100']);
	expect(code).toBe(0);
	expect(stdout + stderr).not.toContain('\u001B');
});
