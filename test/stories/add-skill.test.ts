import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {startEndlessSource} from '../cli/endless-source.ts';
import {pythonSkill} from '../cli/skills.ts';
import {tell} from './story.ts';

const frontMatter = 'security_policy:\n  network:\n    allow: ["api.example.com:443"]\n';
const offered = ['reaching', 'greeter'].flatMap(name =>
	Object.entries(pythonSkill(name, `print("${name} ran")\n`, name === 'reaching' ? frontMatter : '')),
);
const files = Object.fromEntries(offered.map(([path, text]) => [path.replace('.skills', 'src'), text]));

test.each([
	[120, 40],
	[80, 24],
])('a skill is chosen, asked about in the review pane, and in the menu at once at %i×%i', async (columns, rows) => {
	using chat = await tell({files, columns, rows});
	const isInstalled = (name: string) => existsSync(join(chat.place.project, '.skills', name));
	await chat.ready();
	chat.type('/add ./src\r');
	await chat.sees('Add which skill?');
	chat.type('reaching');
	await chat.sees('1 of 2');
	chat.type('\r');
	await chat.armed();
	expect(chat.view().join('\n')).toMatch(/Install reaching[\s\S]*network api\.example\.com:443[\s\S]*Install it\?/);
	expect(isInstalled('reaching')).toBe(false);
	await chat.answers('n');
	await chat.sees('Did not install the skill "reaching"');
	expect(isInstalled('reaching')).toBe(false);

	chat.type('/add ./src@greeter\r');
	await chat.sees('greeter: installed');
	expect(isInstalled('greeter')).toBe(true);
	chat.type('/gree');
	await chat.sees(/\/greeter +\[TEXT\]|\/greeter.*A skill of the tests/);
	chat.type('\u0015');
	await chat.sees('Ask something.');
	await chat.says('use greeter');
	await chat.sees('greeter ran');

	chat.type('/scan src/reaching\r');
	await chat.sees(/reaching {2}clean[\s\S]*api\.example\.com:443/);
	chat.type('\u0004');
	expect(await chat.exit()).toBe(0);
	expect(chat.modesSet()).toEqual([]);
});

test.each([
	['Esc', '\u001B'],
	['Ctrl+C', '\u0003'],
])('a source that never ends says that it is fetched, and %s stops it without a trace', async (_, key) => {
	const {url, letGo} = await startEndlessSource();
	using chat = await tell({columns: 80, rows: 24});
	await chat.ready();
	chat.type(`/add ${url}\r`);
	await chat.sees(`fetching ${url}`);
	await chat.sees('Esc stop');
	chat.type(key);
	await chat.sees('Stopped /add.');
	await letGo;
	expect(chat.screen()).not.toContain(`fetching ${url}`);
	expect(readdirSync(join(chat.place.env.XDG_CACHE_HOME ?? '', 'skilllite/quarantine'))).toEqual([]);
	expect(existsSync(join(chat.place.project, '.skills'))).toBe(false);
	await chat.says('what is 2 + 3?');
	await chat.sees(/\n *(?:agent +)?5\b[\s\S]*\? keys/);
	chat.type('/quit\r');
	expect(await chat.exit()).toBe(0);
});

test('who leaves during a fetch leaves nothing behind', async () => {
	const {url, letGo} = await startEndlessSource();
	using chat = await tell({columns: 80, rows: 24});
	await chat.ready();
	chat.type(`/add ${url}\r`);
	await chat.sees('Esc stop');
	chat.type('/quit\r');
	expect(await chat.exit()).toBe(0);
	await letGo;
	expect(readdirSync(join(chat.place.env.XDG_CACHE_HOME ?? '', 'skilllite/quarantine'))).toEqual([]);
	expect(chat.modesSet()).toEqual([]);
});
