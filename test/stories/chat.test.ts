import {setTimeout as wait} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {asker, sleeper} from '../cli/skills.ts';
import {tell} from './story.ts';

test('streams an answer with its tool, and leaves a summary and a clean terminal', async () => {
	using chat = await tell({model: 'calculator'});
	await chat.ready();
	expect(chat.modesSet()).toContain('alternate screen');
	await chat.says('what is 15 * 27?');
	await chat.sees('The tool says');
	expect(chat.screen()).toMatch(/calculator .*✓/);
	expect(chat.screen()).toContain('405');
	chat.type('\u0004');
	expect(await chat.exit()).toBe(0);
	expect(chat.modesSet()).toEqual([]);
	expect(chat.screen()).toMatch(/Session \S+ · 1 turn/);
	expect(chat.screen()).toMatch(/skilllite chat --session \S+/);
	expect(chat.raw()).not.toContain('\u001B[2J');
	expect(chat.raw()).not.toContain('\u001B[3J');
});

test('asks in a pane above the draft, and runs on y once the keys are armed', async () => {
	using chat = await tell({files: asker});
	await chat.ready();
	await chat.says('use asker');
	await chat.armed();
	expect(chat.screen()).toContain('network api.example.com:443');
	await chat.answers('y');
	await chat.sees(/asker .*✓/);
	chat.type('\u0004');
	expect(await chat.exit()).toBe(0);
});

test('says no by default, and tells the agent why', async () => {
	using chat = await tell({files: asker});
	await chat.ready();
	await chat.says('use asker');
	await chat.armed();
	chat.type('\r');
	await wait(100);
	await chat.answers('r');
	await chat.sees('Why not?');
	chat.type('not this host');
	await chat.sees('not this host');
	chat.type('\r');
	await chat.sees(/asker .*✗/);
	expect(chat.screen()).not.toContain('[N] no (default)');
});

test('a y that was typed ahead, or pasted, or came with others never approves', async () => {
	using chat = await tell({files: asker});
	await chat.ready();
	await chat.says('use asker');
	// A chunk that holds more than the Enter is no Enter.
	await chat.sees(/you +use asker/);
	for (let times = 0; times < 20; times++) {
		await wait(10);
		chat.type('y');
	}

	await chat.sees('[N] no (default)');
	chat.type('y');
	await chat.sees(/› y{21}\b/);
	await chat.armed();
	chat.type('yyy');
	await chat.sees(/› y{24}\b/);
	await chat.armed();
	chat.type('\u001B[200~y\u001B[201~');
	await chat.sees(/› y{25}\b/);
	await chat.armed();
	expect(chat.screen()).toContain('[N] no (default)');
	expect(chat.screen()).not.toMatch(/asker .*✓/);
	// What was typed is not lost.
	expect(chat.screen()).toMatch(/› y+/);
	await chat.armed();
	await chat.answers('y');
	await chat.sees(/asker .*✓/);
});

test('Esc stops a turn, and a message that waited is sent after it', async () => {
	using chat = await tell({files: sleeper});
	await chat.ready();
	await chat.says('use sleeper');
	await chat.sees('running');
	await chat.sees('started');
	chat.type('what is 2 + 3?\r');
	await chat.sees('queued: what is 2 + 3?');
	chat.type('\u001B');
	await chat.sees('› what is 2 + 3?');
	chat.type('\u001B');
	await chat.sees('Stopped.');
	chat.type('\r');
	await chat.sees(/agent 5/);
});

test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('leaves nothing set after %s in the middle of an answer', async signal => {
	using chat = await tell({model: 'slow'});
	await chat.ready();
	await chat.says('hello');
	await chat.sees('This answer takes');
	chat.kill(signal);
	expect(await chat.exit()).toBe({SIGTERM: 143, SIGHUP: 129, SIGINT: 130}[signal]);
	expect(chat.modesSet()).toEqual([]);
});

test('keeps its shape through a storm of sizes', async () => {
	using chat = await tell({model: 'plain'});
	await chat.ready();
	await chat.says('hello');
	await chat.sees('no tool was called.');
	for (const [columns, rows] of [
		[20, 5],
		[200, 60],
		[79, 24],
		[41, 12],
		[110, 30],
		[39, 40],
		[120, 40],
		[80, 24],
	] as const) {
		chat.resize(columns, rows);
		await wait(60);
	}

	await chat.sees('? keys');
	await wait(300);
	const view = chat.view();
	expect(view[0]).toMatch(/^skilllite/);
	expect(view.at(-1)).toContain('? keys');
	expect(view.at(-2)).toMatch(/^›/);
	expect(view.filter(line => line.startsWith('skilllite'))).toHaveLength(1);
	expect(view.join('\n')).toContain('Hello from the model server.');
	chat.type('\u0003');
	await chat.sees('Ctrl+C again');
	chat.type('\u0003');
	expect(await chat.exit()).toBe(0);
	expect(chat.modesSet()).toEqual([]);
});
