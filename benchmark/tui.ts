/**
The bars of the terminal, in a real pseudo-terminal with a real screen: `npm run bench:tui`.

The first frame is that of the built `skilllite chat`. The rest drives the real screen with an agent that only talks
(benchmark/tui/busy-screen.ts), so that it is the drawing that is measured and not a model.
*/

import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {build, stop} from 'esbuild';
// @ts-expect-error The build is plain JavaScript, run before there is anything to check it with.
import {banner, plugins} from '../bin/bundle-plugins.js';
import {median, quantile} from './report/statistics.ts';
import {watch, type WatchedTerminal} from './tui/watched-terminal.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const rounds = Number(process.argv[2] ?? 11);
const home = mkdtempSync(join(tmpdir(), 'skilllite-bench-tui-'));
const env = {
	PATH: process.env.PATH ?? '',
	HOME: home,
	LANG: 'C.UTF-8',
	TERM: 'xterm-256color',
	COLORTERM: 'truecolor',
	// Ink takes a CI that is set at all for one.
	CI: 'false',
	SKILLLITE_HOME: join(home, '.skilllite'),
	SKILLLITE_LOCAL_PORTS: '',
	XDG_CACHE_HOME: join(home, '.cache'),
	NODE_NO_WARNINGS: '1',
};
const project = join(home, 'project');
const busyScreen = join(home, 'program', 'busy-screen.mjs');
const ready = '? keys';

mkdirSync(project);
try {
	await buildBusyScreen();
	console.log(`Node ${process.versions.node}, 120×40, ${rounds} rounds for starts\n`);
	await measureStart();
	await measureIdle();
	await measureStreaming();
	await measureSlowLine();
	await measureLongSession();
} finally {
	rmSync(home, {recursive: true, force: true});
}

/** The screen as the program ships it: bundled, React in production. */
async function buildBusyScreen(): Promise<void> {
	await build({
		absWorkingDir: root,
		entryPoints: ['benchmark/tui/busy-screen.ts'],
		outfile: busyScreen,
		bundle: true,
		format: 'esm',
		platform: 'node',
		target: 'node22.18',
		minify: true,
		define: {'process.env.NODE_ENV': '"production"'},
		banner: {js: banner},
		plugins,
		logLevel: 'warning',
	});
	await stop();
	// Where the themes are looked for.
	cpSync(join(root, 'themes'), join(home, 'program', 'themes'), {recursive: true});
	writeFileSync(join(home, 'program', 'package.json'), readFileSync(join(root, 'package.json')));
}

async function measureStart(): Promise<void> {
	const bare: number[] = [];
	const warm: number[] = [];
	const cold: number[] = [];
	// Unmeasured: the sandbox probe, the table of skills, the compile cache.
	await firstFrame(env);
	for (let round = 0; round < rounds; round++) {
		bare.push(await timeOf([process.execPath, '-e', 'console.log("there")'], env, 'there'));
		warm.push(await firstFrame(env));
		cold.push(await firstFrame({...env, NODE_COMPILE_CACHE: join(home, `cold-${round}`)}));
	}

	const over = (times: readonly number[]) => median(times) - median(bare);
	bar('first frame of chat over bare Node, warm', ms(over(warm)), '≤ 160 ms', over(warm) <= 160);
	bar('first frame of chat over bare Node, cold', ms(over(cold)), '≤ 190 ms', over(cold) <= 190);
}

function firstFrame(environment: NodeJS.ProcessEnv): Promise<number> {
	return timeOf([process.execPath, join(root, 'bin/skilllite.js'), 'chat', '--trust'], environment, ready);
}

async function timeOf(command: readonly string[], environment: NodeJS.ProcessEnv, text: string): Promise<number> {
	const app = watch(command, environment, project);
	try {
		return await app.sees(text);
	} finally {
		await app.end();
	}
}

async function withScreen<T>(extra: NodeJS.ProcessEnv, work: (app: WatchedTerminal) => Promise<T>): Promise<T> {
	const app = watch([process.execPath, busyScreen], {...env, ...extra}, project);
	try {
		await app.sees(ready);
		return await work(app);
	} finally {
		await app.end();
	}
}

async function measureIdle(): Promise<void> {
	await withScreen({}, async app => {
		await wait(1500);
		const measuring = app.measure();
		await wait(5000);
		const {frames, bytes, cpuSeconds} = measuring.stop();
		bar('frames in 5 s of idleness', `${frames} (${bytes} bytes)`, '0', bytes === 0);
		bar('processor in 5 s of idleness', percent(cpuSeconds / 5), '0 %', cpuSeconds <= 0.01);
	});
}

async function measureStreaming(): Promise<void> {
	await withScreen({BENCH_MESSAGES: '2000'}, async app => {
		await wait(500);
		app.type('go\r');
		await app.sees('› ');
		const measuring = app.measure();
		await app.sees('END');
		const cost = measuring.stop();
		const clears = ['\u001B[2J', '\u001B[3J'].reduce((sum, clear) => sum + app.raw().split(clear).length - 1, 0);
		const perFrame = cost.bytes / Math.max(1, cost.frames);
		bar(
			'streaming 1,000 tokens at 100/s: processor',
			percent(cost.cpuSeconds / cost.seconds),
			'≤ 25 %',
			cost.cpuSeconds / cost.seconds <= 0.25,
		);
		bar('  bytes a frame', `${perFrame.toFixed(0)} × ${cost.frames}`, '≤ 2500', perFrame <= 2500);
		bar('  full clears', `${clears}`, '0', clears === 0);
	});
	await withScreen({BENCH_MESSAGES: '2000', BENCH_TOKENS: '1500'}, async app => {
		await wait(500);
		app.type('go\r');
		await wait(1000);
		const echoes: number[] = [];
		for (let index = 0; index < 60; index++) {
			const begun = performance.now();
			const typed = String.fromCharCode(97 + (index % 26));
			app.type(typed);
			await app.sees(`› ${'abcdefghijklmnopqrstuvwxyz'.repeat(3).slice(0, index + 1)}`);
			echoes.push(performance.now() - begun);
			await wait(120);
		}

		bar('  key to echo, p95', ms(quantile(echoes, 0.95)), '≤ 100 ms', quantile(echoes, 0.95) <= 100);
	});
}

async function measureSlowLine(): Promise<void> {
	await withScreen({SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22', BENCH_TOKENS: '500'}, async app => {
		await wait(500);
		app.type('go\r');
		const measuring = app.measure();
		await app.sees('END');
		const {frames, seconds} = measuring.stop();
		bar('over SSH: frames a second', (frames / seconds).toFixed(1), '≤ 15', frames / seconds <= 15.5);
	});
}

async function measureLongSession(): Promise<void> {
	const starts: number[] = [];
	let peak = 0;
	const environment = {...env, BENCH_MESSAGES: '10000', NODE_COMPILE_CACHE: join(home, 'compiled')};
	// The first round, unmeasured, fills the compile cache.
	for (let round = -1; round < Math.min(rounds, 5); round++) {
		const app = watch([process.execPath, busyScreen], environment, project);
		try {
			const took = await app.sees('Message 9999');
			if (round >= 0) {
				starts.push(took);
			}

			await wait(300);
			peak = Math.max(peak, app.peakBytes());
		} finally {
			await app.end();
		}
	}

	bar('10,000 messages: to their first frame', ms(median(starts)), '≤ 300 ms', median(starts) <= 300);
	bar('  memory at its peak', `${(peak / 1_048_576).toFixed(0)} MB`, '≤ 160 MB', peak <= 160 * 1_048_576);
}

function bar(name: string, figure: string, target: string, holds: boolean): void {
	console.log(`${name.padEnd(46)}${figure.padStart(16)}   bar ${target}: ${holds ? 'holds' : 'missed'}`);
}

function ms(value: number): string {
	return `${value.toFixed(0)} ms`;
}

function percent(share: number): string {
	return `${(share * 100).toFixed(1)} %`;
}
