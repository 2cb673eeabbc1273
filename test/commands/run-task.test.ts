/** R3: a recorded task run again by the real agent over HTTP, with real files in the real sandbox; and what a hostile one comes to. */

import {execFileSync} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {sha256} from '../../sandbox/index.ts';
import {type TaskPlace, taskRunner} from '../../source/commands/task-runner.ts';
import {trustFolder} from '../../source/core/trust.ts';
import type {Artefact} from '../../source/evolution/artefact.ts';
import type {RecordedTask} from '../../source/evolution/replays/recorded-task.ts';
import {createOpenAiModel} from '../../source/model/openai-model.ts';
import {atOnce} from '../agent/talk.ts';
import {temporaryHome} from '../agent/temporary-home.ts';
import {ruleOf} from '../evolution/artefacts.ts';
import {never} from '../evolution/gates/world.ts';
import {type ModelServer, startModelServer} from '../model-server/model-server.ts';
import type {Reply, ScriptedCall} from '../model-server/scenario.ts';

const home = temporaryHome();
// Copies of other tests are none of these.
process.env.TMPDIR = join(home, 'tmp');
mkdirSync(process.env.TMPDIR);
const rule = ordered('search_files', 'read_file');
const check = {name: 'sum', command: 'test "$(cat answer.txt)" = 6 && test -f check.txt'};
const settings: TaskPlace['settings'] = {checks: {sum: check.command}, timeoutSeconds: undefined, memoryBytes: undefined, permissions: []};
const files = {'numbers.txt': '1 2 3\n', 'answer.txt': '6\n', 'check.txt': 'as it was\n'};

function ordered(first: string, then: string) {
	return ruleOf({template: 'order', first, then});
}

function task(over: Partial<RecordedTask> = {}): RecordedTask {
	return {
		...{v: 1, id: 'task-1', ts: '2026-11-20T10:00:00.000Z', session: 's', model: 'custom:test-model', text: 'Sum the numbers.', check},
		reads: [{path: 'numbers.txt', digest: sha256(Buffer.from(files['numbers.txt']))}],
		before: [{path: 'answer.txt', text: 'nothing yet\n'}],
		tokens: 2000,
		...over,
	};
}

function makeProject(more: Readonly<Record<string, string>> = {}): string {
	const folder = mkdtempSync(join(home, 'project-'));
	for (const [path, text] of Object.entries({...files, ...more})) {
		mkdirSync(dirname(join(folder, path)), {recursive: true});
		writeFileSync(join(folder, path), text);
	}

	trustFolder(folder);
	return folder;
}

interface Said {
	readonly messages: readonly {readonly role: string; readonly content: string}[];
}

/** Makes these calls one after the other, the last again and again where it is a function; then it answers. */
function making(calls: (isTold: boolean) => readonly ScriptedCall[], more: Partial<Extract<Reply, {kind: 'answer'}>> = {}) {
	return (body: unknown): Reply => {
		const {messages} = body as Said;
		const isTold = messages[0]?.content.includes('Use search_files before read_file') ?? false;
		const call = calls(isTold)[messages.filter(({role}) => role === 'tool').length];
		return call ? {kind: 'answer', calls: [call], ...more} : {kind: 'answer', text: 'Done.', ...more};
	};
}

const write = (content: string, path = 'answer.txt'): ScriptedCall => ({name: 'write_file', arguments: {path, content}});
const bash = (command: string): ScriptedCall => ({name: 'bash', arguments: {command}});
/** Right when the rule is in the prompt. */
const obedient = making(isTold => [write(isTold ? '6\n' : '5\n')]);
const right = making(() => [write('6\n')]);

async function serve(reply: (body: unknown) => Reply): Promise<ModelServer> {
	const server = await startModelServer({title: 'tasks', steps: [{times: 'always', reply}]});
	onTestFinished(() => server.close());
	return server;
}

async function runnerFor(folder: string, reply: (body: unknown) => Reply, more: Partial<TaskPlace> = {}) {
	const server = await serve(reply);
	const endpoint = {provider: 'custom', baseUrl: server.baseUrl, apiKey: 'k', model: 'test-model', source: 'a test'} as const;
	const runner = taskRunner(createOpenAiModel({endpoint, timing: atOnce}), {project: {folder, isHome: false}, settings, ...more});
	const run = (recorded = task(), artefacts: readonly Artefact[] = [], signal = never) => runner.run(recorded, artefacts, signal);
	return {server, runner, run};
}

function textsOf(folder: string): Readonly<Record<string, string>> {
	return Object.fromEntries(
		readdirSync(folder, {recursive: true, encoding: 'utf8'})
			.sort()
			.map(name => [name, readText(join(folder, name))]),
	);
}

function readText(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return ''; // a folder
	}
}

const copies = () => readdirSync(tmpdir()).filter(name => name.startsWith('skilllite-task-'));

test('the set with the rule solves what the other does not, in copies that go, and the workspace is left alone', async () => {
	const folder = makeProject();
	const before = textsOf(folder);
	const {run, server} = await runnerFor(folder, obedient);
	expect(await run(task(), [])).toMatchObject({solved: false, missed: false});
	expect(await run(task(), [rule])).toMatchObject({solved: true, missed: false});
	expect(textsOf(folder)).toEqual(before);
	expect(copies()).toEqual([]);
	// A turn each, of two steps, with the block of one arm alone; nothing of it is remembered.
	expect(server.chats().map(body => JSON.stringify(body).includes('before read_file'))).toEqual([false, false, true, true]);
	expect(existsSync(join(home, 'home', 'sessions'))).toBe(false);
	expect(existsSync(join(home, 'home', 'projects'))).toBe(false);
});

test('what the task changed is as it was before, what it made is gone, and folders come along', async () => {
	const folder = makeProject({'src/deep/a.txt': 'deep\n', 'made.txt': 'by the task\n'});
	const command = 'cat answer.txt src/deep/a.txt; ls made.txt; printf "6\\n" > answer.txt; echo done';
	const {run, server} = await runnerFor(
		folder,
		making(() => [bash(command)]),
	);
	const recorded = task({before: [...task().before, {path: 'made.txt', text: null}]});
	expect(await run(recorded)).toMatchObject({solved: true, missed: false});
	const seen = JSON.stringify(server.chats().at(-1));
	expect(seen).toContain('nothing yet\\n');
	expect(seen).toContain('deep');
	expect(seen).not.toContain('by the task');
});

test('33: a turn that tries to write outside, or to reach the network gets nowhere, and its work in the copy counts', async () => {
	const folder = makeProject();
	const outside = mkdtempSync(join(tmpdir(), 'canary-'));
	onTestFinished(() => rmSync(outside, {recursive: true, force: true}));
	const canary = join(outside, 'canary');
	let knocks = 0;
	const listener = createServer(socket => {
		knocks += 1;
		socket.destroy();
	}).listen(0, '127.0.0.1');
	await once(listener, 'listening');
	onTestFinished(() => void listener.close());
	const address = listener.address();
	const port = typeof address === 'object' && address !== null ? address.port : 0;
	const attack = `echo hit > ${canary}; echo hit > ../canary; echo hit > ${folder}/check.txt; (echo hit > /dev/tcp/127.0.0.1/${port}); true`;
	const ways: readonly (readonly ScriptedCall[])[] = [
		[bash(`${attack}; echo the-attack-ended`), write('hit\n', canary), write('hit\n', '../../canary')],
		[
			{name: 'python', arguments: {code: `print("the-attack-ended"); open(${JSON.stringify(canary)}, "w").write("hit")`}},
			{name: 'fetch_url', arguments: {url: `http://127.0.0.1:${port}/`}},
		],
	];
	for (const way of ways) {
		const {run, server} = await runnerFor(
			folder,
			making(() => [...way, write('6\n')]),
		);
		expect(await run(task(), [rule])).toMatchObject({solved: true, missed: false});
		// It ran to its end, all of it.
		expect(server.chats()).toHaveLength(way.length + 2);
		expect(JSON.stringify(server.chats().at(-1))).toContain('the-attack-ended');
	}

	expect(existsSync(canary)).toBe(false);
	expect(existsSync(join(tmpdir(), 'canary'))).toBe(false);
	expect(textsOf(folder)).toEqual(files);
	expect(knocks).toBe(0);
	// The attack is one: on the host it does all of it.
	execFileSync('bash', ['-c', attack], {cwd: mkdtempSync(join(outside, 'work-'))});
	expect([readText(canary), readText(join(folder, 'check.txt'))]).toEqual(['hit\n', 'hit\n']);
	await expect.poll(() => knocks).toBe(1);
});

test('neither links nor files of secrets come into the copy, however they are asked for', async () => {
	const secret = 'planted-4f7c1d';
	const folder = makeProject({'.env': `A=${secret}\n`, '.ssh/id_rsa': secret});
	const outside = mkdtempSync(join(home, 'outside-'));
	writeFileSync(join(outside, 'secret.txt'), secret);
	symlinkSync(join(outside, 'secret.txt'), join(folder, 'link.txt'));
	symlinkSync(outside, join(folder, 'linked'));
	const look = `cat link.txt linked/secret.txt .env .ssh/id_rsa ${outside}/secret.txt; ls -A; printf "6\\n" > answer.txt; echo looked`;
	const {run, server} = await runnerFor(
		folder,
		making(() => [bash(look), {name: 'read_file', arguments: {path: 'link.txt'}}]),
	);
	expect(await run()).toMatchObject({solved: true, missed: false});
	const seen = JSON.stringify(server.chats().at(-1));
	expect(seen).toContain('looked');
	expect(seen).toContain('numbers.txt');
	expect(seen).not.toContain(secret);
	expect(readText(join(folder, 'link.txt'))).toBe(secret);
});

test('what a rule of the person keeps from the agent is not in the copy, and what one denies is denied there', async () => {
	const planted = 'planted-9b2e60';
	const folder = makeProject({'private/a.txt': planted, 'asked/b.txt': planted});
	const calls = making(() => [
		bash('rm check.txt'),
		bash('grep -r planted .'),
		{name: 'read_file', arguments: {path: 'private/a.txt'}},
		write('6\n'),
	]);
	const bare = await runnerFor(folder, calls);
	await bare.run();
	// Without a rule it is read.
	expect(JSON.stringify(bare.server.chats().at(-1))).toContain(planted);
	const permissions = [
		{tool: 'read_file', match: 'private/**', do: 'deny'},
		{tool: 'read_file', match: join(folder, 'asked/*'), do: 'deny'},
		{tool: 'read_file', match: 'asked/**', do: 'ask'},
		{tool: 'bash', match: 'rm *', do: 'deny'},
	] as const;
	const ruled = await runnerFor(folder, calls, {settings: {...settings, permissions}});
	expect(await ruled.run()).toMatchObject({solved: true, missed: false});
	const seen = JSON.stringify(ruled.server.chats().at(-1));
	expect(seen).not.toContain(planted);
	expect(seen).toContain('bash was not run');
	// What the task changed may not be read any more either.
	const [changed] = [{...task(), before: [...task().before, {path: 'private/a.txt', text: planted}]}];
	expect(await ruled.run(changed)).toMatchObject({missed: true, tokens: 0});
	expect(await bare.run({...changed, id: 'task-2'})).toMatchObject({missed: false});
});

test('a file that is not what it was, a check that says yes beforehand, and a workspace that is too large decide nothing and cost nothing', async () => {
	const doubts: readonly (readonly [Readonly<Record<string, string>>, RecordedTask])[] = [
		[{'numbers.txt': '1 2 4\n'}, task()],
		[{}, task({reads: [{path: 'gone.txt', digest: sha256(Buffer.from(''))}]})],
		[{}, task({before: []})],
		[{}, task({before: [{path: '../outside.txt', text: 'x'}]})],
		[{}, task({before: [{path: '/tmp/outside.txt', text: 'x'}]})],
		[{'large.bin': 'x'.repeat(20 * 1024 * 1024)}, task()],
		[Object.fromEntries(Array.from({length: 2000}, (_, index) => [`many/${index}`, ''])), task()],
	];
	for (const [more, recorded] of doubts) {
		const {run, server} = await runnerFor(makeProject(more), right);
		expect(await run(recorded)).toEqual({solved: false, tokens: 0, missed: true});
		expect(server.requests).toEqual([]);
	}

	const {run} = await runnerFor(makeProject({'large.bin': 'x'.repeat(1024 * 1024)}), right);
	expect(await run()).toMatchObject({solved: true});
});

test('only in a folder that is trusted, and with the check that the user has now', async () => {
	const folder = makeProject();
	const {runner} = await runnerFor(folder, right);
	expect(runner.canRun(task())).toBe(true);
	expect(runner.canRun(task({check: {...check, command: 'true'}}))).toBe(false);
	expect(runner.canRun(task({check: {...check, name: 'other'}}))).toBe(false);
	expect(runner.canRun(task({check: {...check, name: 'constructor'}}))).toBe(false);
	const stranger = mkdtempSync(join(home, 'stranger-'));
	expect((await runnerFor(stranger, right)).runner.canRun(task())).toBe(false);
});

test('a pass by way of files that the recorded turn left alone is none; a failure stays one', async () => {
	const folder = makeProject();
	const cheat = await runnerFor(
		folder,
		making(() => [write('no\n', 'check.txt'), write('6\n')]),
	);
	expect(await cheat.run()).toMatchObject({solved: false, missed: true});
	const wrong = await runnerFor(
		folder,
		making(() => [write('no\n', 'check.txt')]),
	);
	expect(await wrong.run()).toMatchObject({solved: false, missed: false});
	// New files are no doubt.
	const honest = await runnerFor(
		folder,
		making(() => [write('mine\n', 'new/notes.txt'), write('6\n')]),
	);
	expect(await honest.run()).toMatchObject({solved: true, missed: false});
});

test('35: a model that fails, that says nothing, that takes more than 10,000 tokens, and one that counts nothing', async () => {
	const broken = await runnerFor(makeProject(), () => ({kind: 'error', status: 400, body: {error: {message: 'no'}}}));
	expect(await broken.run()).toMatchObject({solved: false, missed: true});
	const silent = await runnerFor(makeProject(), () => ({kind: 'hang'}), {longestMs: 1500});
	expect(await silent.run()).toMatchObject({solved: false, missed: true});
	expect(silent.server.chats()).toHaveLength(1);
	const dear = await runnerFor(
		makeProject(),
		making(() => [write('6\n'), bash('true'), bash('true')], {usage: {inputTokens: 6000, outputTokens: 10}}),
	);
	expect(await dear.run()).toMatchObject({solved: false, missed: true, tokens: 12_020});
	expect(dear.server.chats()).toHaveLength(2);
	const uncounted = await runnerFor(
		makeProject(),
		making(() => [write('6\n')], {usage: null}),
	);
	expect((await uncounted.run()).tokens).toBeGreaterThan(1000);
});

test('an interruption ends it at once, and nothing is left of it', async () => {
	const stop = new AbortController();
	const {run} = await runnerFor(makeProject(), () => {
		stop.abort(new Error('stopped'));
		return {kind: 'hang'};
	});
	await expect(run(task(), [], stop.signal)).rejects.toThrow('stopped');
	expect(copies()).toEqual([]);
});

test('both arms begin alike: work in the folder between them makes a doubt', async () => {
	const folder = makeProject();
	const {run} = await runnerFor(folder, right);
	expect(await run()).toMatchObject({solved: true});
	writeFileSync(join(folder, 'other.txt'), 'somebody is at work');
	expect(await run()).toMatchObject({solved: false, missed: true});
});
