import {chmodSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {tell} from './story.ts';

const start = '\u001B[200~';
const end = '\u001B[201~';

test("the terminal's late answers never get into the draft", async () => {
	using chat = await tell();
	await chat.ready();
	chat.type('before');
	await chat.sees('› before');
	chat.type('\u001B]11;rgb:1e1e/1e1e/2e2e\u001B\\');
	chat.type('\u001BP>|XTerm(390)\u001B\\');
	chat.type('\u001B_Gi=1;OK\u001B\\');
	for (const piece of ['\u001B]11;rg', 'b:ffff/ffff', '/ffff\u0007']) {
		chat.type(piece);
		await wait(5);
	}

	chat.type('\u001B[<64;10;10M\u001B[I\u001B[?62;22c');
	chat.type(' after');
	await chat.sees('› before after');
	expect(chat.screen()).not.toMatch(/rgb|XTerm|ffff|Gi=1/);
});

test('a megabyte that is pasted stands there as one sign at once, and goes as it came', async () => {
	using chat = await tell({model: 'plain'});
	await chat.ready();
	const line = `${'0123456789'.repeat(6)} é 中\n`;
	chat.type(start + line.repeat(15_000) + end);
	await chat.sees(/\[paste 1: 15001 lines, .*B\]/);
	chat.type('x');
	await chat.sees(/B\]x/);
	chat.type('\u007F\u007F');
	await chat.sees(/^› Ask something/m);
});

test('a paste without an end is no end of typing', async () => {
	using chat = await tell();
	await chat.ready();
	chat.type(`${start}lost its end`);
	await chat.sees('› lost its end');
	chat.type(' and goes on');
	await chat.sees('› lost its end and goes on');
});

test('Ctrl+G opens the editor of the person on the draft, and comes back with what it wrote', async () => {
	using chat = await tell({
		env: {EDITOR: './editor.sh'},
		files: {'editor.sh': '#!/bin/sh\ncat "$1" > seen.txt\nprintf "from the editor" > "$1"\n'},
	});
	chmodSync(join(chat.place.project, 'editor.sh'), 0o755);
	await chat.ready();
	chat.type('my draft');
	await chat.sees('› my draft');
	chat.type('\u0007');
	await chat.sees('› from the editor');
	expect(readFileSync(join(chat.place.project, 'seen.txt'), 'utf8')).toBe('my draft');
	chat.type('!');
	await chat.sees('› from the editor!');
});

test('what was sent comes back in the next session, by key and by search, without its secrets', async () => {
	const secret = `ghp_${'s'.repeat(36)}`;
	using first = await tell({model: 'plain'});
	await first.ready();
	await first.says(`remember the blue whale ${secret}`);
	await first.sees('no tool was called.');
	first.type('\u0004');
	await first.exit();
	using second = await tell({model: 'plain', args: ['chat', '--trust', '--project', first.place.project], env: {...first.place.env}});
	await second.ready();
	second.type('\u0012');
	await second.sees('search:');
	second.type('whale');
	await second.sees('remember the blue whale');
	second.type('\r');
	await second.sees('› remember the blue whale [masked]');
	expect(second.raw()).not.toContain(secret);
});

test("the person's own keys hold, and a wrong one is said", async () => {
	using first = await tell({model: 'plain'});
	await first.ready();
	first.type('\u0003\u0003');
	await first.exit();
	writeFileSync(join(first.place.home, '.skilllite/config.json'), JSON.stringify({keys: {search: 'f5', 'question-once': 'enter'}}));
	using chat = await tell({model: 'plain', env: {...first.place.env}});
	await chat.ready();
	await chat.sees('answers a question, and those keys stay');
	chat.type('\u001B[15~');
	await chat.sees('search:');
});

test('F2 opens the panel where there is room for one only', async () => {
	using chat = await tell({columns: 90});
	await chat.ready();
	expect(chat.screen()).not.toContain('Evolution');
	chat.type('\u001BOQ');
	await chat.sees('Evolution');
});

test('at 41 columns a long draft wraps between its words', async () => {
	using chat = await tell({columns: 41, rows: 20});
	await chat.ready();
	chat.type('a draft that is longer than one row of it 中文 x');
	await chat.sees(/› a draft that is longer than one row *\n {2}of it 中文 x/);
});
