import {writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {createPlace, runCli} from './run-cli.ts';
import {png} from '../agent/images/pictures.ts';
import {startModelServer} from '../model-server/model-server.ts';
import {imagesIn} from '../model-server/request-body.ts';
import {asker, pythonSkill} from './skills.ts';

test('answers a message on stdout, and says on stderr what it used', async () => {
	const {stdout, stderr, code} = await runCli(createPlace(), ['chat', '--message', 'what is 15 * 27?']);
	expect([stdout, code]).toEqual(['405\n', 0]);
	expect(stderr).toMatch(/^calculator · \d+ ms · \d+ MB · bwrap level 3 · offline planner$/m);
});

test('reads the message from stdin with -', async () => {
	const {stdout, code} = await runCli(createPlace(), ['chat', '--message', '-', '--quiet'], {stdin: 'what is 2 + 3?\n'});
	expect([stdout, code]).toEqual(['5\n', 0]);
});

test('says in four lines what quickstart found and how it learns, then answers', async () => {
	const place = createPlace();
	const {stdout, stderr, code} = await runCli(place, ['quickstart', '--message', 'what is 2 + 3?']);
	expect([stdout, code]).toEqual(['5\n', 0]);
	expect(stderr).toMatch(/^model {3}offline planner: runs skills, does not converse/m);
	expect(stderr).toMatch(/^skills {2}11 ready: calculator, /m);
	expect(stderr).toMatch(/^sandbox (?:bwrap|landlock), level 3, holds \(tried (?:just now|since this machine started)\)/m);
	// The first start of this home made the self-test, the next one relies on it.
	expect(stderr).toContain('(tried just now)');
	expect((await runCli(place, ['quickstart', '--message', 'what is 2 + 3?'])).stderr).toContain('(tried since boot)');
	expect(stderr).toMatch(/^learns {2}suggests from turns, changes nothing unasked/m);
});

test('gives one document as json, and lines that end in a result as stream-json', async () => {
	const place = createPlace();
	const json = await runCli(place, ['chat', '--message', 'what is 2 + 3?', '--json']);
	expect(JSON.parse(json.stdout)).toMatchObject({type: 'result', v: 1, ok: true, text: '5', tools: [{name: 'calculator', ended: 'exit'}]});
	const stream = await runCli(place, ['chat', '--message', 'what is 2 + 3?', '--output-format', 'stream-json', '--session', 'notes']);
	const lines = stream.stdout
		.trimEnd()
		.split('\n')
		.map(line => JSON.parse(line));
	expect(
		lines
			.slice(0, -1)
			.every(({v, seq, ts, session, turn}, index) => v === 1 && seq === index + 1 && ts && session === 'notes' && turn === 1),
	).toBe(true);
	expect(lines.map(({type}) => type)).toEqual(expect.arrayContaining(['turn.start', 'tool.start', 'tool.end']));
	expect(lines.filter(({type}) => type === 'result')).toEqual([lines.at(-1)]);
	expect(lines.at(-1)).toMatchObject({ok: true, text: '5', session: 'notes', ended: 'answer'});
});

test.each(['json', 'stream-json'])('ends %s with a result also when the turn cannot begin', async format => {
	const args = ['chat', '--message', 'hi', '--output-format', format, '--model', 'deepseek:'];
	const {stdout, code} = await runCli(createPlace(), [...args, '--max-steps', '0']);
	expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
		type: 'result',
		ok: false,
		ended: 'error',
		error: {code: 'usage'},
	});
	expect(code).toBe(2);
});

test('shows a picture to a model, says which, and sends nothing where one cannot be shown', async () => {
	const server = await startModelServer('images');
	const place = createPlace();
	const bytes = png(64, 48);
	writeFileSync(join(place.project, 'shot.png'), bytes);
	writeFileSync(join(place.project, 'text.png'), 'no picture');
	const ask = (message: string) => runCli(place, ['chat', '--base-url', server.baseUrl, '--model', 'test-model', '--message', message]);
	const shown = await ask('see @shot.png');
	expect(shown).toMatchObject({code: 0, stdout: 'I see: image/png.\n'});
	expect(shown.stderr).toContain(`[image shot.png 64×48 ${bytes.length} bytes]`);
	expect(imagesIn(server.chats()[0])).toEqual([`data:image/png;base64,${bytes.toString('base64')}`]);
	const refused = await ask('see @shot.png and @text.png');
	expect(refused).toMatchObject({code: 2, stdout: ''});
	expect(refused.stderr).toContain('Cannot show "text.png" to the model: it is not a PNG, JPEG, GIF or WebP image.');
	expect(server.chats()).toHaveLength(1);
	await server.close();
});

test('exits 6 when the model endpoint cannot be reached', async () => {
	const server = createServer().listen(0, '127.0.0.1');
	await new Promise(resolve => server.once('listening', resolve));
	const address = server.address();
	const port = typeof address === 'object' && address ? address.port : 0;
	await new Promise(resolve => server.close(resolve));
	const args = ['chat', '--message', 'hi', '--model', 'some-model', '--base-url', `http://127.0.0.1:${port}/v1`];
	const result = await runCli(createPlace(), args);
	expect(result).toMatchObject({code: 6, stdout: ''});
	expect(result.stderr).toContain(`Cannot reach the model endpoint 127.0.0.1:${port}`);
	expect(result.stderr).toContain('SKILLLITE_OFFLINE=1 works without a model.');
});

test('exits 3 when a tool stayed unrun because nobody could consent', async () => {
	const place = createPlace(asker);
	const result = await runCli(place, ['chat', '--message', 'use asker', '--json']);
	expect(result.code).toBe(3);
	expect(JSON.parse(result.stdout)).toMatchObject({ok: false, ended: 'refused', refused: ['asker'], error: {code: 'consent-needed'}});
	const plain = await runCli(place, ['chat', '--message', 'use asker']);
	expect(plain.code).toBe(3);
	expect(plain.stdout + plain.stderr).toMatch(/skilllite approve [0-9a-f]{32}/);
	expect(await runCli(place, ['chat', '--message', 'use asker', '--approve', 'confirm'])).toMatchObject({code: 0, stdout: 'ran\n'});
});

test('exits 1 when the offline planner ran a skill that failed', async () => {
	const place = createPlace(pythonSkill('breaker', 'import sys\nsys.exit("broken")\n'));
	expect((await runCli(place, ['chat', '--message', 'use breaker'])).code).toBe(1);
});

test('reads no .env of a folder that is not trusted, and of a trusted one nothing but the model', async () => {
	const place = createPlace({'.env': 'SKILLLITE_SANDBOX_LEVEL=1\nSKILLLITE_OFFLINE=1\n'});
	const untrusted = await runCli(place, ['chat', '--message', 'what is 2 + 3?', '--output-format', 'stream-json']);
	expect(untrusted.stderr).toContain('.env');
	expect(untrusted.stderr).toContain('not trusted');
	const trusted = await runCli(place, ['chat', '--message', 'what is 2 + 3?', '--trust']);
	expect(trusted.stderr).toMatch(/\.env:1: SKILLLITE_SANDBOX_LEVEL is ignored/);
	expect(trusted.stderr).toContain('bwrap level 3');
	expect(trusted).toMatchObject({code: 0, stdout: '5\n'});
});

test.each([
	[['chat'], 'not a terminal'],
	[['chat', '--message', ' '], 'The message is empty.'],
	[['chat', '--message', 'hi', '--max-steps', '0'], '--max-steps'],
	[['chat', '--message', 'hi', '--allow', 'everything'], '--allow'],
	[['chat', '--message', 'hi', '--session', '../x'], 'session'],
	[['chat', '--message', 'hi', '--plan', '--no-plan'], 'exclude each other'],
])('says what is wrong with %j and exits 2', async (args, sentence) => {
	expect(await runCli(createPlace(), args)).toMatchObject({code: 2, stdout: '', stderr: expect.stringContaining(sentence)});
});
