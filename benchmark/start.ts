/**
How long the program takes to start, beside what it stands on: `npm run bench:start`.

All commands are started in turn, round after round, so that a machine whose speed drifts drifts for all of
them. Medians and ratios are what to quote; single milliseconds on a shared machine mean little.
*/

import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {median, quantile} from './report/statistics.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const rounds = Number(process.argv[2] ?? 21);
const home = mkdtempSync(join(tmpdir(), 'skilllite-bench-'));
const environment = {
	PATH: process.env.PATH ?? '',
	HOME: home,
	SKILLLITE_HOME: join(home, '.skilllite'),
	XDG_CACHE_HOME: join(home, '.cache'),
};
const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
const calculation = '{"operation":"multiply","a":15,"b":27}';

interface Contender {
	readonly name: string;
	readonly command: readonly string[];
	readonly input?: string;
}

const contenders: readonly Contender[] = [
	{name: 'bare Node', command: [process.execPath, '-e', '0']},
	{name: 'bare Python', command: [python, '-I', '-S', '-c', 'pass']},
	{
		name: 'calculator script, bare Python',
		command: [python, '-I', '-S', join(root, 'skills/calculator/scripts/main.py')],
		input: calculation,
	},
	{name: 'skilllite --version', command: [join(root, 'bin/skilllite'), '--version']},
	{name: 'skilllite run calculator', command: [join(root, 'bin/skilllite'), 'run', join(root, 'skills/calculator'), calculation]},
];

try {
	const times = measure();
	const memory = sandboxMemory();
	print(times, memory);
} finally {
	rmSync(home, {recursive: true, force: true});
}

function measure(): ReadonlyMap<string, readonly number[]> {
	const times = new Map(contenders.map(({name}) => [name, [] as number[]]));
	// One round unmeasured: caches, the sandbox probe, the snapshot.
	contenders.forEach(timeOnce);
	for (let round = 0; round < rounds; round++) {
		for (const contender of contenders) {
			times.get(contender.name)?.push(timeOnce(contender));
		}
	}

	return times;
}

function timeOnce({name, command: [program = '', ...args], input = ''}: Contender): number {
	const begun = performance.now();
	const {status, stderr} = spawnSync(program, args, {cwd: home, env: environment, input, encoding: 'utf8'});
	const tookMs = performance.now() - begun;
	if (status !== 0) {
		throw new Error(`${name} ended with ${status}: ${stderr}`);
	}

	return tookMs;
}

interface Memory {
	readonly bareBytes: number;
	readonly sandboxedBytes: number;
}

/** Memory of an idle Python, bare and with all that the sandbox adds; medians of seven, since shared pages move with the neighbours. */
function sandboxMemory(): Memory {
	const samples = Array.from({length: 7}, memoryOnce);
	return {
		bareBytes: median(samples.map(({bareBytes}) => bareBytes)),
		sandboxedBytes: median(samples.map(({sandboxedBytes}) => sandboxedBytes)),
	};
}

function memoryOnce(): Memory {
	const script = join(root, 'benchmark/idle-memory.ts');
	const {stdout, status, stderr} = spawnSync(process.execPath, [script], {cwd: home, env: environment, encoding: 'utf8'});
	if (status !== 0) {
		throw new Error(`The memory measurement ended with ${status}: ${stderr}`);
	}

	return JSON.parse(stdout);
}

function print(times: ReadonlyMap<string, readonly number[]>, memory: Memory): void {
	const bareNode = median(times.get('bare Node') ?? []);
	const barePython = median(times.get('bare Python') ?? []);
	console.log(`${rounds} rounds, in turn; Node ${process.versions.node}, ${python}\n`);
	console.log(`${'whole process'.padEnd(34)}${'median'.padStart(10)}${'p10'.padStart(9)}${'p90'.padStart(9)}`);
	for (const [name, values] of times) {
		console.log(
			`${name.padEnd(34)}${ms(median(values)).padStart(10)}${ms(quantile(values, 0.1)).padStart(9)}${ms(quantile(values, 0.9)).padStart(9)}`,
		);
	}

	const version = median(times.get('skilllite --version') ?? []) - bareNode;
	const run = median(times.get('skilllite run calculator') ?? []) - bareNode - barePython;
	const added = (memory.sandboxedBytes - memory.bareBytes) / 1024 / 1024;
	console.log('');
	bar('skilllite --version over bare Node', `${version.toFixed(1)} ms`, '<= 10 ms', version <= 10);
	const script = median(times.get('calculator script, bare Python') ?? []) - barePython;
	bar('skilllite run over bare Node + bare Python', `${run.toFixed(1)} ms`, '<= 60 ms', run <= 60);
	console.log(`${'  of which the script itself takes'.padEnd(46)}${`${script.toFixed(1)} ms`.padStart(9)}`);
	bar('memory of the sandbox beside the interpreter', `${added.toFixed(2)} MB`, '<= 1 MB', added <= 1);
}

function bar(name: string, figure: string, target: string, holds: boolean): void {
	console.log(`${name.padEnd(46)}${figure.padStart(9)}   bar ${target}: ${holds ? 'holds' : 'missed'}`);
}

function ms(value: number): string {
	return `${value.toFixed(1)} ms`;
}
