import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {startModelServer} from '../model-server/model-server.ts';
import {startPty} from './pty.ts';
import {createPlace, entryOf, type Place, runCli} from './run-cli.ts';

function file(place: Place): string {
	return join(place.home, '.skilllite/config.json');
}

test('sets, shows and takes away a setting, and keeps what it does not know', async () => {
	const place = createPlace();
	expect((await runCli(place, ['config', 'path'])).stdout).toBe(`${file(place)}\n`);
	expect(await runCli(place, ['config', 'set', 'maxSteps', '7'])).toMatchObject({code: 0, stdout: ''});
	writeFileSync(file(place), JSON.stringify({...JSON.parse(readFileSync(file(place), 'utf8')), ofTheFuture: true}));
	await runCli(place, ['config', 'set', 'model', 'deepseek:deepseek-chat']);
	expect((await runCli(place, ['config', 'get', 'maxSteps'])).stdout).toBe('7\n');
	expect((await runCli(place, ['config'])).stdout).toContain('model = deepseek:deepseek-chat\n');
	await runCli(place, ['config', 'set', 'maxSteps', '']);
	expect(JSON.parse(readFileSync(file(place), 'utf8'))).toEqual({model: 'deepseek:deepseek-chat', ofTheFuture: true});
});

test('keeps a key for nobody else to read, and prints it nowhere', async () => {
	const place = createPlace();
	const key = 'plain-words-that-are-a-key';
	expect(await runCli(place, ['config', 'set', 'apiKey', key])).toMatchObject({code: 2, stderr: expect.not.stringContaining(key)});
	const {code, stderr, stdout} = await runCli(place, ['config', 'set', 'apiKey', '-'], {stdin: `${key}\n`});
	expect([code, stderr.includes(key) || stdout.includes(key)]).toEqual([0, false]);
	expect(statSync(file(place)).mode & 0o777).toBe(0o600);
	expect(JSON.parse(readFileSync(file(place), 'utf8'))).toEqual({apiKey: key});
	for (const args of [['config'], ['config', 'get', 'apiKey'], ['config', '--json']]) {
		const shown = await runCli(place, args);
		expect(shown.stdout).toContain('[set]');
		expect(shown.stdout + shown.stderr).not.toContain(key);
	}
});

test('does not show a key while it is typed at a terminal', async () => {
	const place = createPlace();
	const key = 'plain-words-that-are-a-key';
	using app = startPty(process.execPath, [entryOf('skilllite'), 'config', 'set', 'apiKey'], {env: place.env, cwd: place.project});
	await app.sees('The key, which is not shown');
	app.type(`${key}x\u007F\r`);
	await app.sees('apiKey is set');
	expect([await app.exit(), app.raw().includes('plain'), app.modesSet()]).toEqual([0, false, []]);
	expect(JSON.parse(readFileSync(file(place), 'utf8'))).toEqual({apiKey: key});
});

test('sets no key when Ctrl+C ends the typing', async () => {
	const place = createPlace();
	using app = startPty(process.execPath, [entryOf('skilllite'), 'config', 'set', 'apiKey'], {env: place.env, cwd: place.project});
	await app.sees('The key, which is not shown');
	app.type('half-a-key\u0003');
	expect([await app.exit(), app.raw().includes('half'), existsSync(file(place))]).toEqual([130, false, false]);
});

test('sends the key to its endpoint, and never writes it into a transcript', async () => {
	const key = 'plain-words-that-are-a-key';
	const server = await startModelServer({
		title: 'Repeats',
		apiKey: key,
		steps: [{reply: {kind: 'answer', text: `Your key is ${key}.`}, times: 'always'}],
	});
	const place = createPlace();
	await runCli(place, ['config', 'set', 'baseUrl', server.baseUrl]);
	await runCli(place, ['config', 'set', 'model', 'test-model']);
	await runCli(place, ['config', 'set', 'apiKey', '-'], {stdin: key});
	const {code} = await runCli(place, ['chat', '--message', 'hi', '--session', 'told']);
	await server.close();
	expect(code).toBe(0);
	const transcript = readFileSync(join(place.home, '.skilllite/sessions/told.jsonl'), 'utf8');
	expect(transcript).toContain('Your key is [masked].');
	expect(transcript).not.toContain(key);
});

test.each([
	[['set', 'maxSteps', 'many'], 'maxSteps'],
	[['set', 'prices', '{"m": {"input": -1, "output": 2}}'], 'prices'],
	[['set', 'maxStep', '3'], 'Did you mean maxSteps?'],
	[['set', 'maxSteps'], 'needs a value'],
	[['get', 'nothing'], 'There is no setting'],
	[['frobnicate'], 'get, set, list or path'],
])('changes nothing for %j, and says why', async (args, sentence) => {
	const place = createPlace();
	await runCli(place, ['config', 'set', 'maxTokens', '100']);
	const before = readFileSync(file(place), 'utf8');
	expect(await runCli(place, ['config', ...args])).toMatchObject({code: 2, stdout: '', stderr: expect.stringContaining(sentence)});
	expect(readFileSync(file(place), 'utf8')).toBe(before);
});

test('counts what an answer cost by the price that the user set, and says so when nobody knows it', async () => {
	const usage = {inputTokens: 1_000_000, outputTokens: 100_000};
	const server = await startModelServer({title: 'Costly', steps: [{reply: {kind: 'answer', text: 'ok', usage}, times: 'always'}]});
	const place = createPlace();
	const ask = () => runCli(place, ['chat', '--message', 'hi', '--base-url', server.baseUrl, '--model', 'test-model']);
	expect((await ask()).stderr).toContain('1000000 + 100000 tokens · cost unknown');
	await runCli(place, ['config', 'set', 'prices', '{"test-model": {"input": 2, "output": 10}}']);
	expect((await ask()).stderr).toContain('$3.0000');
	await server.close();
});
