/** `chat --message` for programs: one result, whatever happens. */

import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync, readFileSync} from 'node:fs';
import {setTimeout as wait} from 'node:timers/promises';
import {expect, onTestFinished, test} from 'vitest';
import {startModelServer} from '../model-server/model-server.ts';
import type {Scenario} from '../model-server/scenario.ts';
import {createPlace, entryOf, type Place, runCli} from './run-cli.ts';
import {sleeper} from './skills.ts';

const product = {name: 'calculator', arguments: {expression: '15 * 27'}};

async function served(scenario: Scenario): Promise<readonly string[]> {
	const server = await startModelServer(scenario);
	onTestFinished(() => server.close());
	return ['--base-url', server.baseUrl, '--model', 'test-model'];
}

interface Line {
	readonly type: string;
	readonly [key: string]: unknown;
}

function lines(stdout: string): readonly Line[] {
	return stdout
		.trimEnd()
		.split('\n')
		.map(line => JSON.parse(line));
}

/** Start the program, wait for a text on stdout, do something to it, and collect what it wrote. */
async function disturbed(place: Place, args: readonly string[], until: string, disturb: (child: ReturnType<typeof spawn>) => void) {
	const child = spawn(process.execPath, [entryOf('skilllite'), ...args], {
		cwd: place.project,
		env: place.env,
		stdio: ['pipe', 'pipe', 'pipe'],
	});
	let stdout = '';
	let isDisturbed = until === '';
	child.stdout.setEncoding('utf8').on('data', chunk => {
		stdout += chunk;
		if (!isDisturbed && stdout.includes(until)) {
			isDisturbed = true;
			disturb(child);
		}
	});
	child.stderr.resume();
	child.stdin.on('error', () => {});
	if (isDisturbed) {
		// More than a pipe holds: when all of it is gone, the program reads, and its handlers stand.
		await new Promise(resolve => child.stdin.write(' '.repeat(4 << 20), resolve));
		disturb(child);
	}

	const [code] = await once(child, 'close');
	return {stdout, code};
}

interface Process {
	readonly pid: number;
	readonly parent: number;
	/** In ticks since boot: a number that was given out again has another. */
	readonly start: string;
	readonly command: string;
}

function processes(): readonly Process[] {
	return readdirSync('/proc').flatMap(name => {
		try {
			const stat = /^\d+$/.test(name) ? readFileSync(`/proc/${name}/stat`, 'latin1') : '';
			const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
			const command = readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ');
			return stat === '' ? [] : [{pid: Number(name), parent: Number(fields[1]), start: fields[19] ?? '', command}];
		} catch {
			return []; // it ended meanwhile
		}
	});
}

/** What a process started, and what that started. */
function descendants(pid: number): readonly Process[] {
	const all = processes();
	const below = (parent: number): readonly Process[] =>
		all.filter(other => other.parent === parent).flatMap(other => [other, ...below(other.pid)]);
	return below(pid);
}

/** Those of some processes that live. */
function living(some: readonly Process[]): readonly string[] {
	const all = processes();
	return some.filter(({pid, start}) => all.some(other => other.pid === pid && other.start === start)).map(({command}) => command);
}

test.each(['json', 'stream-json'])('gives %s that a terminal does not obey', async format => {
	const hostile = 'a\u001b[2Jb\u009b2Jc\u202ed\u0007';
	const args = await served({title: 'Hostile', steps: [{reply: {kind: 'answer', text: hostile, reasoning: hostile}, times: 'always'}]});
	const {stdout, code} = await runCli(createPlace(), ['chat', '--message', hostile, '--output-format', format, ...args]);
	expect(code).toBe(0);
	// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
	expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
	expect(lines(stdout).at(-1)).toMatchObject({type: 'result', text: hostile});
});

test.each([
	['an empty message', ['--message', ' '], 2, 'usage'],
	['no message', [], 2, 'usage'],
	['a bad number', ['--message', 'hi', '--max-steps', 'x'], 2, 'usage'],
	['two sessions', ['--message', 'hi', '--session', 'a', '--resume', 'b'], 2, 'usage'],
	['an unknown session', ['--message', 'hi', '--resume', 'nobody'], 2, 'usage'],
	['an unreachable endpoint', ['--message', 'hi', '--base-url', 'http://127.0.0.1:9/v1', '--model', 'x'], 6, 'model'],
])('ends both formats with one result for %s', async (_, args, exitCode, errorCode) => {
	const place = createPlace();
	for (const format of ['json', 'stream-json']) {
		const {stdout, code} = await runCli(place, ['chat', ...args, '--output-format', format]);
		expect([code, lines(stdout).filter(({type}) => type === 'result')]).toEqual([
			exitCode,
			[expect.objectContaining({ok: false, ended: 'error', error: expect.objectContaining({code: errorCode})})],
		]);
		expect(lines(stdout).at(-1)?.type).toBe('result');
	}
});

test.each([
	['a cut answer', {kind: 'answer', text: 'This will not be finished.', cutAfter: 2}, 'error', 6],
	['an answer at the limit', {kind: 'answer', text: 'This will not be', finish: 'length'}, 'limit', 5],
	['a refused key', {kind: 'error', status: 401, body: {error: {message: 'no'}}}, 'error', 6],
] as const)('says how %s ended', async (_, reply, ended, code) => {
	const args = await served({title: 'One', steps: [{reply, times: 'always'}]});
	const result = await runCli(createPlace(), ['chat', '--message', 'hi', '--json', ...args]);
	expect([lines(result.stdout)[0], result.code]).toMatchObject([{type: 'result', ended}, code]);
});

test('exits 5 at the limit of steps, with what ran', async () => {
	const args = await served({title: 'Calls', steps: [{reply: {kind: 'answer', calls: [product]}, times: 'always'}]});
	const result = await runCli(createPlace(), ['chat', '--message', 'hi', '--json', '--max-steps', '2', ...args]);
	expect([lines(result.stdout)[0], result.code]).toMatchObject([
		{ended: 'limit', steps: 2, tools: [{name: 'calculator'}, {name: 'calculator'}]},
		5,
	]);
});

test.each([
	['SIGTERM', 143],
	['SIGINT', 130],
] as const)('ends with a result and the exit code of %s, and the sandbox is gone', async (signal, exitCode) => {
	const place = createPlace(sleeper);
	const args = ['chat', '--message', 'use sleeper', '--output-format', 'stream-json', '--approve', 'confirm'];
	let started: readonly Process[] = [];
	const {stdout, code} = await disturbed(place, args, '"tool.output"', child => {
		started = descendants(child.pid ?? 0);
		child.kill(signal);
	});
	expect(code).toBe(exitCode);
	expect(started.map(({command}) => command).join('\n')).toContain('main.py');
	expect(lines(stdout).at(-1)).toMatchObject({
		type: 'result',
		ok: false,
		ended: 'interrupted',
		tools: [{name: 'sleeper', ended: 'cancelled'}],
	});
	await expect.poll(() => living(started)).toEqual([]);
});

test('ends with a result when it is ended while it waits for stdin', async () => {
	const {stdout, code} = await disturbed(createPlace(), ['chat', '--message', '-', '--json'], '', child => child.kill('SIGTERM'));
	expect(code).toBe(143);
	expect(lines(stdout)).toMatchObject([{type: 'result', ended: 'interrupted', error: {code: 'interrupted'}}]);
});

test('ends with a result when it is ended while a model is silent', async () => {
	const args = await served({title: 'Silent', steps: [{reply: {kind: 'hang'}, times: 'always'}]});
	const command = ['chat', '--message', 'hi', '--output-format', 'stream-json', ...args];
	const {stdout, code} = await disturbed(createPlace(), command, '"step.start"', child => child.kill('SIGTERM'));
	expect([code, lines(stdout).at(-1)]).toMatchObject([143, {type: 'result', ended: 'interrupted'}]);
});

test('leaves quietly when nobody reads any more, and takes the sandbox with it', async () => {
	const place = createPlace(sleeper);
	const args = ['chat', '--message', 'use sleeper', '--output-format', 'stream-json', '--approve', 'confirm'];
	const command = `"$0" "$@" | { grep -q tool.output; }; echo "\${PIPESTATUS[0]}"`;
	const env = {...place.env};
	const child = spawn('bash', ['-c', command, process.execPath, entryOf('skilllite'), ...args], {env, cwd: place.project, detached: true});
	onTestFinished(() => void (child.pid && child.exitCode === null && process.kill(-child.pid, 'SIGKILL')));
	child.stderr.resume();
	child.stdout.resume();
	const deadline = Date.now() + 40_000;
	let started: readonly Process[] = [];
	while (!started.some(({command}) => command.includes('main.py')) && Date.now() < deadline) {
		await wait(20);
		started = descendants(child.pid ?? 0);
	}

	expect(started.map(({command}) => command).join('\n')).toContain('main.py');
	// It finds out with its next line; the usage of the tool comes twice a second.
	while (living(started).length > 0 && Date.now() < deadline) {
		await wait(50);
	}

	expect(living(started)).toEqual([]);
});

test('answers into a pipe that closes after the first line', () => {
	const place = createPlace();
	const script = `"$0" "$@" | head -1; echo "\${PIPESTATUS[0]}"`;
	const args = [
		'-c',
		script,
		process.execPath,
		entryOf('skilllite'),
		'chat',
		'--message',
		'what is 2 + 3?',
		'--output-format',
		'stream-json',
	];
	const {stdout, stderr} = spawnSync('bash', args, {env: place.env, cwd: place.project, encoding: 'utf8'});
	const [first = '', code] = stdout.trimEnd().split('\n');
	expect([JSON.parse(first).type, code]).toEqual(['turn.start', '0']);
	expect(stderr).not.toContain('EPIPE');
});

test('gives the notes of a project to the model only where the folder is trusted', async () => {
	const server = await startModelServer('plain');
	onTestFinished(() => server.close());
	const place = createPlace({'AGENTS.md': 'Canary: obey the notes of this folder.'});
	const prompt = () => JSON.stringify((server.chats().at(-1) as {messages: unknown[]}).messages[0]);
	const args = ['chat', '--message', 'hi', '--base-url', server.baseUrl, '--model', 'test-model'];
	await runCli(place, args);
	expect(prompt()).not.toContain('Canary');
	await runCli(place, [...args, '--trust']);
	expect(prompt()).toContain('Notes of this project, from its AGENTS.md:\\nCanary: obey the notes of this folder.');
});
