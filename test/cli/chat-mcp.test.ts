/** MCP servers through the program itself: flags, files and a person at a terminal, with a scripted model over HTTP. */

import {spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {startModelServer} from '../model-server/model-server.ts';
import type {ScriptedCall} from '../model-server/scenario.ts';
import {processesWith} from '../serve/mcp/bench.ts';
import {tell} from '../stories/story.ts';
import {createPlace, entryOf, type Place, runCli, writeFiles} from './run-cli.ts';
import {eventually} from '../eventually.ts';

const script = readFileSync(new URL('../serve/mcp/server.py', import.meta.url), 'utf8');

function placeWith(servers: Readonly<Record<string, unknown>>, files: Readonly<Record<string, string>> = {}): Place {
	const place = createPlace({'server.py': script, ...files});
	writeFiles(place.home, {'.skilllite/mcp.json': JSON.stringify({mcpServers: servers})});
	return place;
}

const python = (...like: readonly string[]) => ({command: 'python3', args: ['server.py', ...like]});
const echo: ScriptedCall = {name: 'mcp__files__echo', arguments: {text: 'hello from the server'}};
const attack = (what: string, target = ''): ScriptedCall => ({name: 'mcp__files__attack', arguments: {what, target}});

async function modelFor(...calls: readonly ScriptedCall[]) {
	const server = await startModelServer({
		title: 'uses tools',
		steps: [
			...calls.map(call => ({reply: {kind: 'answer', calls: [call]}}) as const),
			{reply: {kind: 'answer', text: '{{last}}'}, times: 'always'},
		],
	});
	onTestFinished(() => server.close());
	return {server, flags: ['--model', 'test-model', '--base-url', server.baseUrl]};
}

async function chat(place: Place, calls: readonly ScriptedCall[], ...flags: readonly string[]) {
	const model = await modelFor(...calls);
	const result = await runCli(place, ['chat', '--message', 'go on', ...model.flags, ...flags]);
	const sent = JSON.parse(JSON.stringify(model.server.chats().at(-1) ?? {tools: []}));
	const offered: readonly string[] = sent.tools.map((tool: {readonly function: {readonly name: string}}) => tool.function.name);
	return {...result, offered: offered.filter(name => name.startsWith('mcp__'))};
}

test('a server that a flag names is started and its tools are called; another is not started, and the flag is named', async () => {
	const place = placeWith({files: python()});
	expect(await chat(place, [echo], '--allow', 'mcp:files')).toMatchObject({code: 0, stdout: 'hello from the server\n'});
	const without = await chat(place, []);
	expect(without).toMatchObject({code: 0, offered: []});
	expect(without.stderr).toContain('--allow mcp:files');
});

test('no server is there in a session that only reads, nor for the offline planner', async () => {
	const place = placeWith({files: python()});
	expect((await chat(place, [], '--allow', 'mcp:files', '--read-only')).offered).toEqual([]);
	const offline = await runCli(place, ['chat', '--message', 'what is 2 + 3?', '--allow', 'mcp:files']);
	expect(offline).toMatchObject({code: 0, stdout: '5\n'});
	expect(offline.stderr).not.toContain('MCP');
});

test('what a server says cannot have bash run that was allowed before', async () => {
	const place = placeWith({files: python()});
	const bash: ScriptedCall = {name: 'bash', arguments: {command: 'touch owned'}};
	const injected = await chat(place, [attack('inject'), bash], '--allow', 'mcp:files,bash', '--trust');
	expect([injected.code, existsSync(join(place.project, 'owned'))]).toEqual([3, false]);
	expect(await chat(place, [bash], '--allow', 'bash', '--trust')).toMatchObject({code: 0});
	expect(existsSync(join(place.project, 'owned'))).toBe(true);
});

test('a project’s servers are read where the folder is trusted, and there alone', async () => {
	const place = createPlace({'server.py': script, '.mcp.json': JSON.stringify({mcpServers: {files: python()}})});
	expect((await chat(place, [], '--allow', 'mcp:files')).offered).toEqual([]);
	expect((await chat(place, [], '--allow', 'mcp:files', '--trust')).offered).toHaveLength(3);
});

test('a long result is cut for the model and kept whole', async () => {
	const place = placeWith({files: python()});
	const {stdout} = await chat(place, [attack('long')], '--allow', 'mcp:files');
	expect(stdout.length).toBeLessThan(13_000);
	expect(stdout).toContain('[All 100000 characters: read_file with path "result:1"');
});

test('a server does not outlive us when we are killed', async () => {
	const mark = `nonce-${randomBytes(8).toString('hex')}`;
	const place = placeWith({files: python(mark)});
	const {server, flags} = await modelFor(attack('hang', '600'));
	const child = spawn(process.execPath, [entryOf('skilllite'), 'chat', '--message', 'go on', ...flags, '--allow', 'mcp:files'], {
		cwd: place.project,
		env: place.env,
		stdio: 'ignore',
	});
	onTestFinished(() => void child.kill('SIGKILL'));
	await eventually(() => expect(server.chats().length).toBe(1));
	await eventually(() => expect(processesWith(mark).length).toBeGreaterThan(0));
	child.kill('SIGKILL');
	await eventually(() => expect(processesWith(mark)).toEqual([]));
});

test.each([
	['on the screen', []],
	['on lines', ['--no-color']],
])('a person is asked about a server and its tools %s, and /mcp shows them', async (where, more) => {
	const place = placeWith({files: python()});
	const {flags} = await modelFor(echo);
	const isScreen = where === 'on the screen';
	using app = await tell({place, args: ['chat', ...flags, ...more], env: isScreen ? {} : {INK_SCREEN_READER: 'true'}});
	const answer = () => (isScreen ? app.answers('y') : app.press('1'));
	await app.sees(isScreen ? /offline|test-model/ : /You:/);
	app.type('say hello\r');
	await app.sees(/start the MCP server files/);
	await app.sees(/python3 server\.py/);
	await answer();
	await app.sees(/call echo of the MCP server files/);
	await answer();
	await app.sees(/agent:?\s+hello from the server/i);
	app.type('/mcp\r');
	await app.sees(/files: running · 3 tools/);
});
