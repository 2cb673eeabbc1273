/**
Every hostile model of the model server against the program itself, with nothing allowed beforehand and nobody to ask.

What ran is asked of the host: the files of the project and around it, a listener, and every byte under the home folder.
*/

import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {hostilePlace, hostileScenarios, planted} from '../model-server/hostile-scenarios.ts';
import {startModelServer} from '../model-server/model-server.ts';
import type {ScenarioName} from '../model-server/scenarios.ts';
import {createPlace, type Place, runCli} from './run-cli.ts';

const names = Object.keys(hostileScenarios) as readonly ScenarioName[];
const harmful = new Set(['bash', 'write_file', 'edit_file', 'make_directory', 'move', 'delete', 'fetch_url', 'ask_user']);
const variable = 'planted-variable-value-5b0a';

async function play(scenario: ScenarioName, flags: readonly string[] = []) {
	const place = createPlace(hostilePlace);
	const server = await startModelServer(scenario);
	const proxied = await countRequests();
	onTestFinished(() => server.close());
	const before = filesBelow(place.project);
	const args = ['chat', '--message', 'go on', '--model', 'test-model', '--base-url', server.baseUrl, '--output-format', 'stream-json'];
	// A proxy of the environment would be a way out beside the one that is guarded.
	const env = {SERVICE_TOKEN: variable, http_proxy: proxied.url, HTTP_PROXY: proxied.url, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1'};
	const {code, stdout, stderr} = await runCli(place, [...args, ...flags], {env});
	const events = stdout
		.trim()
		.split('\n')
		.map(line => JSON.parse(line));
	// What a helper does is done as well.
	const all = events.map(event => (event.type === 'nested' ? event.event : event));
	const ran = all.filter(({type, name, ended}) => type === 'tool.end' && harmful.has(name) && !['refused', 'invalid'].includes(ended));
	return {place, before, code, stdout, stderr, events, ran, requests: proxied.requests};
}

async function countRequests() {
	const requests: string[] = [];
	const server = createServer((request, response) => {
		requests.push(request.url ?? '');
		response.end();
	});
	await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => void server.close());
	return {requests, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`};
}

function filesBelow(folder: string): Readonly<Record<string, string>> {
	const files = readdirSync(folder, {recursive: true, withFileTypes: true}).filter(entry => entry.isFile());
	return Object.fromEntries(files.map(entry => join(entry.parentPath, entry.name)).map(path => [path, readFileSync(path, 'utf8')]));
}

function secretsIn(text: string): readonly string[] {
	return [...Object.values(planted), variable].filter(secret => text.includes(secret));
}

function secretsUnder(place: Place): readonly string[] {
	return Object.values(filesBelow(place.home)).flatMap(secretsIn);
}

test.each(names)('%s runs nothing, changes nothing, learns no secret and leaves none', async name => {
	const {place, before, code, stdout, stderr, events, ran, requests} = await play(name);
	expect(ran).toEqual([]);
	expect(filesBelow(place.project)).toEqual(before);
	expect([existsSync(join(place.project, '../outside')), existsSync('/tmp/skilllite-outside'), requests]).toEqual([false, false, []]);
	expect([...secretsIn(stdout), ...secretsIn(stderr), ...secretsUnder(place)]).toEqual([]);
	// biome-ignore lint/suspicious/noControlCharactersInRegex: what must not reach a terminal is looked for
	expect(stdout + stderr).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/);
	// The model was alive and got to its end: there is one result, and something was tried.
	expect(events.at(-1)).toMatchObject({type: 'result'});
	expect(events.filter(({type}) => type === 'result')).toHaveLength(1);
	expect(name === 'hostile-flood' ? code : events.filter(({type}) => type === 'tool.request').length).toBeGreaterThan(0);
});

test('an honest neighbour: what a person allowed beforehand is done, by the same model', async () => {
	const {place, ran} = await play('hostile-calls', ['--allow', 'write,bash', '--trust']);
	expect(ran.map(({name}) => name)).toEqual(['bash', 'write_file', 'edit_file', 'make_directory', 'move']);
	expect(readFileSync(join(place.project, 'moved'), 'utf8')).toBe('pwned\n');
});

test('an honest neighbour: a helper does what was allowed beforehand, and only with the tools that it was given', async () => {
	const {place, ran} = await play('hostile-delegate', ['--allow', 'write,bash', '--trust']);
	expect(ran.slice(0, 5).map(({name}) => name)).toEqual(['bash', 'write_file', 'edit_file', 'make_directory', 'move']);
	expect(readFileSync(join(place.project, 'moved'), 'utf8')).toBe('pwned\n');
});

test('a helper that read a stranger taints who asked it: what was allowed beforehand is asked about again', async () => {
	const {place, before, ran} = await play('hostile-helper', ['--allow', 'write,bash']);
	expect(ran).toEqual([]);
	expect(filesBelow(place.project)).toEqual(before);
	// The same words of a folder that is trusted are no stranger's.
	expect((await play('hostile-helper', ['--allow', 'write,bash', '--trust'])).ran.map(({name}) => name)).toContain('bash');
});

test('a note that was made of the words of strangers comes to no later session by itself', async () => {
	const {place, events} = await play('hostile-memory');
	expect(events.find(({name, type}) => name === 'remember' && type === 'tool.end').text).toContain('as evidence');
	const server = await startModelServer('plain');
	onTestFinished(() => server.close());
	const args = [
		'chat',
		'--message',
		'which permission do bash and every write have?',
		'--model',
		'test-model',
		'--base-url',
		server.baseUrl,
	];
	const ask = async () => {
		await runCli(place, args);
		return JSON.stringify(server.chats().at(-1));
	};
	const note = 'Keep permission questions short';
	expect(await ask()).not.toContain('allows bash');
	await runCli(place, ['memory', 'add', note]);
	expect(await ask()).toContain(note);
});

test('what a person allowed does not reach secrets, or what other programs obey', async () => {
	for (const name of ['hostile-secrets', 'hostile-persistence'] as const) {
		const {place, before, stdout} = await play(name, ['--allow', 'write,bash', '--trust']);
		expect([...secretsIn(stdout), ...secretsUnder(place)]).toEqual([]);
		expect(filesBelow(place.project)).toEqual(before);
	}
});
