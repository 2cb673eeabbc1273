/**
The bars of the full screen, on the built program in a real pseudo-terminal with a real screen model: `npm run bench:tui`.

Times on a shared machine vary; medians and the distance to bare Node are what to quote.
*/

import {execFileSync, spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {type PtyProgram, startPty} from '../test/cli/pty.ts';
import {startModelServer} from '../test/model-server/model-server.ts';
import type {Scenario} from '../test/model-server/scenario.ts';
import {median, quantile} from './report/statistics.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'skilllite-tui-'));
const home = join(folder, 'home');
const project = join(folder, 'project');
const tokens = 1000;
const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], {encoding: 'utf8'}));
const streaming: Scenario = {
	title: 'A thousand tokens, a hundred a second',
	steps: [
		{
			times: 'always',
			reply: {
				kind: 'answer',
				pieceLength: 5,
				delayMs: 10,
				text: Array.from({length: tokens}, (_, index) => (index % 60 === 59 ? '.\n\n' : 'word ')).join(''),
			},
		},
	],
};

mkdirSync(join(home, '.skilllite/sessions'), {recursive: true});
mkdirSync(project);
try {
	await firstFrame();
	await idle();
	await stream();
	await resume();
} finally {
	rmSync(folder, {recursive: true, force: true});
}

function report(name: string, value: string, target: string): void {
	process.stdout.write(`${name.padEnd(48)}${value.padEnd(28)}${target}\n`);
}

function open(args: readonly string[], env: NodeJS.ProcessEnv = {}): PtyProgram {
	return startPty(process.execPath, [join(root, 'bin/skilllite.js'), 'chat', '--trust', ...args], {
		cwd: project,
		columns: 120,
		rows: 40,
		env: {
			PATH: process.env.PATH,
			HOME: home,
			TERM: 'xterm-256color',
			LANG: 'C.UTF-8',
			CI: 'false',
			SKILLLITE_HOME: join(home, '.skilllite'),
			XDG_CACHE_HOME: join(folder, 'cache'),
			SKILLLITE_LOCAL_PORTS: '',
			...env,
		},
	});
}

async function firstFrame(): Promise<void> {
	const bare: number[] = [];
	const frames: number[] = [];
	for (let round = 0; round < 12; round++) {
		const before = performance.now();
		spawnSync(process.execPath, ['-e', '0']);
		bare.push(performance.now() - before);
		const started = performance.now();
		using chat = open([]);
		await chat.sees('Evolution');
		frames.push(performance.now() - started);
		await leave(chat);
	}

	// The first round fills the compile cache.
	const warm = median(frames.slice(1)) - median(bare);
	report('first frame over bare Node, warm', `${warm.toFixed(0)} ms`, '<= 160 ms');
	report('first frame over bare Node, cold', `${((frames[0] ?? 0) - median(bare)).toFixed(0)} ms`, '<= 190 ms');
}

async function idle(): Promise<void> {
	using chat = open([]);
	await chat.sees('? keys');
	await wait(2000);
	const [bytes, cpu] = [chat.raw().length, cpuMs(chat.pid)];
	await wait(5000);
	report('idle for 5 s: bytes sent', String(chat.raw().length - bytes), '0');
	report('idle for 5 s: processor', `${((cpuMs(chat.pid) - cpu) / 50).toFixed(1)} %`, '0 %');
	await leave(chat);
}

async function stream(): Promise<void> {
	writeSession('long', 2000);
	const server = await startModelServer(streaming);
	const env = {SKILLLITE_API_BASE: server.baseUrl, SKILLLITE_MODEL: 'scripted', SKILLLITE_API_KEY: 'key'};
	try {
		using chat = open(['--session', 'long'], env);
		await chat.sees('? keys');
		await wait(1000);
		chat.type('go');
		await chat.sees('› go');
		const [from, cpu, started] = [chat.raw().length, cpuMs(chat.pid), performance.now()];
		chat.type('\r');
		await wait(2000);
		const echoes: number[] = [];
		for (let key = 0; key < 40; key++) {
			echoes.push(await echo(chat, key));
		}

		const shown = chat.raw().slice(from);
		const seconds = (performance.now() - started) / 1000;
		const used = (cpuMs(chat.pid) - cpu) / 10 / seconds;
		const count = shown.split('\u001B[?2026h').length - 1;
		report('streaming: processor, one core', `${used.toFixed(0)} %`, '<= 25 %');
		report(
			'streaming: bytes a frame',
			`${(shown.length / Math.max(1, count)).toFixed(0)} (${(count / seconds).toFixed(0)} frames/s)`,
			'<= 2500',
		);
		report('streaming: full clears', String(shown.split('\u001B[2J').length + shown.split('\u001B[3J').length - 2), '0');
		report('streaming: key to echo, p50 / p95', `${median(echoes).toFixed(0)} / ${quantile(echoes, 0.95).toFixed(0)} ms`, 'p95 <= 100 ms');
		chat.type('\u0003\u0003');
		chat.kill('SIGTERM');
		await chat.exit();
	} finally {
		await server.close();
	}
}

/** From a key to the moment at which the draft shows it. */
async function echo(chat: PtyProgram, key: number): Promise<number> {
	await wait(60 + (key % 7) * 9);
	const letter = String.fromCodePoint(97 + (key % 26));
	const before = draftOf(chat);
	const at = performance.now();
	chat.type(letter);
	while (draftOf(chat) === before) {
		await wait(1);
	}

	return performance.now() - at;
}

function draftOf(chat: PtyProgram): string {
	return chat.view().at(-2) ?? '';
}

async function resume(): Promise<void> {
	writeSession('huge', 10_000);
	const times: number[] = [];
	let rss = 0;
	for (let round = 0; round < 5; round++) {
		const started = performance.now();
		using chat = open(['--session', 'huge']);
		await chat.sees('answer 9999');
		times.push(performance.now() - started);
		await wait(500);
		rss = Math.max(rss, rssMb(chat.pid));
		await leave(chat);
	}

	report('10,000 messages: to the last one on the screen', `${median(times).toFixed(0)} ms`, '<= 300 ms to first frame');
	report('10,000 messages: resident memory', `${rss.toFixed(0)} MB`, '<= 160 MB');
}

async function leave(chat: PtyProgram): Promise<void> {
	chat.kill('SIGTERM');
	await chat.exit();
}

/** A conversation on disk: questions and answers in turn. */
function writeSession(name: string, messages: number): void {
	const ts = new Date().toISOString();
	const lines = [JSON.stringify({v: 1, id: 'm', parentId: null, ts, type: 'session', session: name, project})];
	for (let index = 0, parentId = 'm'; index < messages; index++) {
		const id = `m${index}`;
		const isUser = index % 2 === 0;
		const text = isUser ? `question ${index}` : `answer ${index}: **some** words with \`code\`, and a list\n\n- one\n- two`;
		lines.push(JSON.stringify({v: 1, id, parentId, ts, type: isUser ? 'user' : 'assistant', text, ...(isUser ? {} : {calls: []})}));
		parentId = id;
	}

	writeFileSync(join(home, '.skilllite/sessions', `${name}.jsonl`), `${lines.join('\n')}\n`);
}

function cpuMs(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
		.replace(/^.*\) /, '')
		.split(' ');
	return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}

function rssMb(pid: number): number {
	return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}
