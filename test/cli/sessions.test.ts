import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {startModelServer} from '../model-server/model-server.ts';
import {startPty} from './pty.ts';
import {createPlace, entryOf, type Place, runCli} from './run-cli.ts';

/** On plain lines; the screen has its own stories. */
function start(place: Place, args: readonly string[]) {
	return startPty(process.execPath, [entryOf('skilllite'), ...args], {cwd: place.project, env: {...place.env, CI: '1'}});
}

async function ask(place: Place, text: string, ...args: string[]) {
	const {stdout} = await runCli(place, ['chat', '--message', text, '--json', ...args]);
	return JSON.parse(stdout) as {text: string; session: string};
}

function transcripts(place: Place): readonly string[] {
	return readdirSync(join(place.home, '.skilllite/sessions')).filter(name => name.endsWith('.jsonl'));
}

test('lists sessions, shows one, and finds it by its first letters', async () => {
	const place = createPlace();
	expect(await runCli(place, ['sessions'])).toMatchObject({code: 0, stdout: '', stderr: 'There are no sessions yet.\n'});
	await ask(place, 'what is 15 * 27?', '--session', 'sums');
	const {stdout} = await runCli(place, ['sessions', 'list']);
	expect(stdout).toMatch(/^sums {5}\d{4}-\d\d-\d\d \d\d:\d\d {2}[\d.]+ KB +project +what is 15 \* 27\?$/m);
	expect(JSON.parse((await runCli(place, ['sessions', '--json'])).stdout)).toMatchObject({
		sessions: [{id: 'sums', project: place.project, isOpen: false}],
	});
	const shown = await runCli(place, ['sessions', 'show', 'su']);
	expect(shown.stdout).toMatch(/^you\nwhat is 15 \* 27\?\n\ncalculator \{.*\}: done\n {2}.*405[\s\S]*\n\nagent\n405\n$/);
	expect(JSON.parse((await runCli(place, ['sessions', 'show', 'sums', '--json'])).stdout).dialogue).toHaveLength(3);
	expect(await runCli(place, ['sessions', 'show', 'sumz'])).toMatchObject({code: 2, stderr: expect.stringContaining('Did you mean sums?')});
	expect(await runCli(place, ['sessions', 'show'])).toMatchObject({code: 2, stderr: expect.stringContaining('needs a session')});
});

test('exports to Markdown, a page that loads nothing, and JSON lines', async () => {
	const place = createPlace();
	await ask(place, 'reverse "<script>alert(1)</script> ``` \u001b[2J"', '--session', 'hostile');
	const md = await runCli(place, ['sessions', 'export', 'hostile']);
	expect(md.stdout).toMatch(/^# Session hostile\n/);
	expect(md.stdout).toContain('## You');
	const html = await runCli(place, ['sessions', 'export', 'hostile', '--format', 'html']);
	expect(html.stdout).toContain("default-src 'none'");
	expect(html.stdout).toContain('&lt;script&gt;');
	expect(html.stdout).not.toContain('<script>');
	expect(html.stdout.replaceAll('</html>', '')).not.toMatch(/(?:src|href)=/);
	const jsonl = await runCli(place, ['sessions', 'export', 'hostile', '--format', 'jsonl']);
	expect(
		jsonl.stdout
			.trimEnd()
			.split('\n')
			.map(line => JSON.parse(line).type),
	).toContain('user');
	for (const {stdout} of [md, html, jsonl]) {
		expect(stdout).not.toContain('\u001b');
	}
});

test('removes a session, and none that is open', async () => {
	const place = createPlace();
	const {session} = await ask(place, 'hello');
	using app = start(place, ['chat', '--session', 'held']);
	await app.sees('›');
	expect(await runCli(place, ['sessions', 'remove', 'held'])).toMatchObject({
		code: 2,
		stderr: expect.stringContaining('a process has it open'),
	});
	const other = await runCli(place, ['chat', '--message', 'hi', '--session', 'held']);
	expect(other).toMatchObject({code: 2, stderr: expect.stringMatching(/^Cannot open the session "held": the process \d+ has it open\.\n/)});
	expect(await runCli(place, ['sessions', 'remove', session])).toMatchObject({code: 0, stdout: `${session}: removed\n`});
	expect(transcripts(place)).toEqual(['held.jsonl']);
});

test('goes on with the last session of the folder, or the one that is named', async () => {
	const place = createPlace();
	const first = await ask(place, 'what is 6 * 7?');
	const second = await ask(place, 'hello');
	expect(await ask(place, 'divide that by 4', '--resume', first.session)).toMatchObject({session: first.session, text: '10.5'});
	expect((await ask(place, 'and again', '--resume', second.session.slice(0, -1))).session).toBe(second.session);
	expect((await ask(place, 'hello', '--resume')).session).toBe(second.session);
	expect(transcripts(place)).toHaveLength(2);
	// A screen that was opened and left holds nothing to go on with.
	const [header] = readFileSync(join(place.home, '.skilllite/sessions', `${second.session}.jsonl`), 'utf8').split('\n', 1);
	writeFileSync(join(place.home, '.skilllite/sessions/opened.jsonl'), `${header}\n`);
	expect((await ask(place, 'hello', '--resume')).session).toBe(second.session);
	expect(await runCli(createPlace(), ['chat', '--message', 'hi', '--resume'])).toMatchObject({
		code: 2,
		stderr: expect.stringContaining('no session of this folder'),
	});
	expect(await runCli(place, ['chat', '--message', 'hi', '--resume', 'x', '--session', 'y'])).toMatchObject({
		code: 2,
		stderr: expect.stringContaining('name two sessions'),
	});
});

test('lets a person choose a session, rewind, fork, begin anew and export', async () => {
	const place = createPlace();
	const {session} = await ask(place, 'what is 6 * 7?');
	using app = start(place, ['chat', '--resume']);
	await app.sees('Go on with which (1)?');
	app.type('1\r');
	await app.sees(`going on with ${session}, 1 message`);
	app.type('/rewind\r');
	await app.sees('/rewind 1  what is 6 * 7?');
	app.type('/rewind 1 files\r');
	await app.sees('Files that were changed before this session was resumed are as they are');
	await app.sees('› what is 6 * 7?');
	// The message came back as a draft, to be changed and sent again.
	app.type('\u0015what is 5 + 5?\r');
	await app.sees('\n10');
	app.type('/fork\r');
	await app.sees(`${session} stays as it is.`);
	app.type('/context\r');
	await app.sees('instructions');
	app.type('/export html\r');
	await app.sees('Written to');
	app.type('/clear\r');
	await app.sees('A new conversation.');
	app.type('/compact\r');
	await app.sees('nothing older to summarise');
	app.type('/model offline\r');
	await app.sees('Going on with offline planner.');
	app.type('/modle\r');
	await app.sees('did you mean /model?');
	app.type('/quit\r');
	expect(await app.exit()).toBe(0);
	expect(transcripts(place)).toHaveLength(3);
	expect(readdirSync(place.project).filter(name => name.endsWith('.html'))).toHaveLength(1);
});

test('says that the end of a transcript was cut off by a crash, and goes on', async () => {
	const place = createPlace();
	const {session} = await ask(place, 'what is 6 * 7?', '--session', 'torn');
	const path = join(place.home, '.skilllite/sessions', `${session}.jsonl`);
	writeFileSync(path, `${readFileSync(path, 'utf8')}{"v":1,"id":"x","type":"us`);
	const result = await runCli(place, ['chat', '--message', 'what is 2 + 3?', '--session', 'torn']);
	expect(result).toMatchObject({code: 0, stdout: '5\n', stderr: expect.stringContaining('cut by a crash')});
	expect(existsSync(path)).toBe(true);
});

test('switches to another model in the middle of a conversation, and says when it is not there', async () => {
	const server = await startModelServer({
		title: 'Two models',
		models: ['first', 'second'],
		steps: [{reply: {kind: 'answer', text: 'Said by the endpoint.'}, times: 'always'}],
	});
	onTestFinished(() => server.close());
	const place = createPlace();
	using app = start(place, ['chat', '--base-url', server.baseUrl, '--model', 'first']);
	await app.sees('custom:first');
	app.type('hello\r');
	await app.sees('Said by the endpoint.');
	app.type('/model\r');
	await app.sees('/model second');
	app.type('/model second\r');
	await app.sees('Going on with custom:second.');
	app.type('again\r');
	await app.sees('custom:second · 20 + 10 tokens');
	app.type('/model offline\r');
	await app.sees('Going on with offline planner.');
	app.type('what is 6 * 7?\r');
	await app.sees('\n42');
	app.type('/model nonsense:x:y\r');
	await app.sees('›');
	app.type('/quit\r');
	expect(await app.exit()).toBe(0);
	expect(server.chats().map(body => (body as {model: string}).model)).toEqual(['first', 'second']);
});
