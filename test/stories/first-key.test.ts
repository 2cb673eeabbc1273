import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, statSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {createPlace, type Place} from '../cli/run-cli.ts';
import {type ModelServer, startModelServer} from '../model-server/model-server.ts';
import {type Story, type StoryOptions, tell} from './story.ts';

const rightKey = 'the-right-key';
const wrongKey = 'not-the-right-key-of-anybody';

async function refusing(): Promise<ModelServer> {
	const server = await startModelServer('key-refused');
	onTestFinished(() => server.close());
	return server;
}

/** Quickstart of a person who named an endpoint and has no key. */
function first(server: ModelServer, place: Place, options: StoryOptions = {}): Promise<Story> {
	return tell({place, args: ['quickstart', '--trust', '--base-url', server.baseUrl, '--model', 'custom:test-model'], ...options});
}

/** Files of a person that hold a text, without the one where keys are kept. */
function filesWith(text: string, {home, project}: Place): readonly string[] {
	try {
		return execFileSync('grep', ['-rlaF', '--', text, dirname(home), project], {encoding: 'utf8'})
			.split('\n')
			.filter(path => path !== '' && path !== keyStore(home));
	} catch {
		// It exits with 1 where nothing is found.
		return [];
	}
}

function keyStore(home: string): string {
	return join(home, '.skilllite', 'config.json');
}

function keysSeen({requests}: ModelServer): readonly unknown[] {
	return requests.map(({headers}) => headers.authorization);
}

test.each([
	[120, 40],
	[80, 24],
])('a key is typed unseen, refused, typed right, and kept for the next start at %i×%i', async (columns, rows) => {
	const server = await refusing();
	const place = createPlace();
	const host = new URL(server.baseUrl).host;
	{
		using chat = await first(server, place, {columns, rows});
		await chat.sees(`The key for ${host}`);
		chat.type(wrongKey);
		await chat.sees(/› •{24}_/);
		expect(chat.view().join('\n')).not.toMatch(/•{25}/);
		chat.type('\r');
		await chat.sees('refuses that key (status 401)');
		// Backspace takes back, Ctrl+U everything.
		chat.type('again\u0015abc\u007F');
		await chat.sees(/› ••_/);
		chat.type('\u0015sk-typo\r');
		await chat.sees(/› •{7}_[\s\S]*refuses that key/);
		// What comes after a refusal takes its place.
		chat.type(`\u001B[200~${rightKey}\n\u001B[201~`);
		await chat.sees(new RegExp(`› ${'•'.repeat(rightKey.length)}_`));
		chat.type('\r');
		await chat.sees(`The key for ${host} is kept`);
		await chat.says('hello there');
		await chat.sees('Welcome.');
		chat.type('\u0004');
		expect(await chat.exit()).toBe(0);
		expect(chat.modesSet()).toEqual([]);
		expect(chat.raw()).not.toContain(rightKey);
		expect(chat.raw()).not.toContain(wrongKey);
	}

	expect(keysSeen(server)).toContain(`Bearer ${wrongKey}`);
	expect(keysSeen(server).at(-1)).toBe(`Bearer ${rightKey}`);
	expect(JSON.parse(readFileSync(keyStore(place.home), 'utf8'))).toMatchObject({
		apiKey: rightKey,
		baseUrl: server.baseUrl,
		model: 'test-model',
	});
	expect(statSync(keyStore(place.home)).mode & 0o777).toBe(0o600);
	expect(filesWith(rightKey, place)).toEqual([]);
	expect(filesWith(wrongKey, place)).toEqual([]);
	// The control: the message that was sent is found where messages are kept.
	expect(filesWith('hello there', place)).not.toEqual([]);

	using again = await tell({place, args: ['quickstart', '--trust'], columns, rows});
	await again.ready();
	await again.sees('test-model, from the user config');
	await again.says('and once more');
	await again.sees('Welcome.');
	expect(again.raw()).not.toContain('The key for');
});

test('Esc goes on with the offline planner, and nothing was sent or kept', async () => {
	const server = await refusing();
	const place = createPlace();
	using chat = await first(server, place);
	await chat.sees('The key for');
	chat.type('half-a-key-of-mine');
	await chat.sees(/› •{18}_/);
	chat.type('\u001B');
	await chat.sees('No key was given for');
	await chat.says('what is 2 + 3?');
	await chat.sees(/\n *(?:agent +)?5\b/);
	expect(keysSeen(server)).toEqual([undefined]);
	expect(existsSync(keyStore(place.home))).toBe(false);
	expect(chat.raw()).not.toContain('half-a-key-of-mine');
});

test('a key is typed unseen in a window that is too small for the screen, which has nothing of it when it grows', async () => {
	const server = await refusing();
	using chat = await first(server, createPlace(), {columns: 36, rows: 8});
	await chat.sees('The key › _');
	await chat.sees(`for ${new URL(server.baseUrl).host}`);
	chat.type(`${wrongKey}\r`);
	await chat.sees('refuses that key');
	chat.type(rightKey);
	await chat.sees('The key › ••••••••_');
	chat.resize(80, 24);
	await chat.sees(new RegExp(`The key for .* › ${'•'.repeat(rightKey.length)}_`));
	chat.type('\r');
	await chat.sees('is kept');
	expect(chat.raw()).not.toContain(rightKey);
	expect(chat.raw()).not.toContain(wrongKey);
	expect(keysSeen(server)).toContain(`Bearer ${rightKey}`);
});

test('Ctrl+C leaves and puts the terminal back', async () => {
	const server = await refusing();
	using chat = await first(server, createPlace());
	await chat.sees('The key for');
	chat.type('half-a-key');
	await chat.sees(/› •{10}_/);
	chat.type('\u0003');
	expect(await chat.exit()).toBe(0);
	expect(chat.modesSet()).toEqual([]);
	expect(keysSeen(server)).toEqual([undefined]);
});

test('an endpoint that a project names is never offered a key', async () => {
	const server = await refusing();
	const place = createPlace({'.env': `SKILLLITE_API_BASE=${server.baseUrl}\nSKILLLITE_MODEL=test-model\n`});
	using chat = await tell({place, args: ['quickstart', '--trust']});
	await chat.ready();
	await chat.says('hello');
	await chat.sees(/key/);
	expect(chat.raw()).not.toContain('The key for');
});

test('a key typed for one endpoint never takes the place of the key of another', async () => {
	const server = await refusing();
	const other = {baseUrl: 'http://127.0.0.1:9/v1', apiKey: 'the-key-of-another', model: 'theirs'};
	const place = createPlace({'../home/.skilllite/config.json': JSON.stringify(other)});
	using chat = await first(server, place);
	await chat.sees('The key for');
	chat.type(`${rightKey}\r`);
	await chat.sees('holds for this conversation');
	await chat.says('hello there');
	await chat.sees('Welcome.');
	expect(JSON.parse(readFileSync(keyStore(place.home), 'utf8'))).toEqual(other);
	expect(filesWith(rightKey, place)).toEqual([]);
});

test('on plain lines nothing is echoed; a refused key is asked for again and Esc goes on', async () => {
	const server = await refusing();
	const place = createPlace();
	using chat = await first(server, place, {env: {TERM: 'dumb'}});
	await chat.sees('The key for');
	chat.type(`${wrongKey}\r`);
	await chat.sees(/refuses that key \(status 401\)[\s\S]*The key for/);
	chat.type('\u001B');
	await chat.sees('No key was given for');
	await chat.sees('›');
	chat.type('what is 2 + 3?\r');
	await chat.sees('\n5');
	expect(chat.raw()).not.toContain(wrongKey);
	expect(filesWith(wrongKey, place)).toEqual([]);
});

test('on plain lines the right key is kept', async () => {
	const server = await refusing();
	const place = createPlace();
	using chat = await first(server, place, {env: {TERM: 'dumb', INK_SCREEN_READER: 'true'}});
	await chat.sees('The key for');
	chat.type(`${rightKey}\r`);
	await chat.sees('is kept in your config');
	await chat.sees('You:');
	chat.type('hello there\r');
	await chat.sees('Welcome.');
	expect(chat.raw()).not.toContain(rightKey);
	expect(filesWith(rightKey, place)).toEqual([]);
});

test('one answer and a build server are never asked', async () => {
	const server = await refusing();
	const place = createPlace();
	using once = await first(server, place, {
		args: ['quickstart', '--trust', '--base-url', server.baseUrl, '--model', 'custom:test-model', '--message', 'hello'],
	});
	expect(await once.exit()).not.toBe(0);
	using built = await first(server, place, {env: {CI: 'true'}});
	await built.sees('›');
	expect(once.raw() + built.raw()).not.toContain('The key for');
});
