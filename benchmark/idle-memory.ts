/**
Memory of an idle Python, bare and in the sandbox with everything the sandbox adds (supervisor, bwrap), as proportional
set size of all processes; one JSON line. Started by start.ts.
*/

import {type ChildProcess, spawn} from 'node:child_process';
import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {limitsFor} from '../sandbox/limits.ts';
import {emptyPolicy} from '../sandbox/policy.ts';
import {runJob} from '../sandbox/run.ts';
import {descendantsOf, proportionalBytes} from './memory.ts';

const idle = "import sys\nprint('ready', flush=True)\nsys.stdin.read()\nimport time\ntime.sleep(30)\n";
const python = '/usr/bin/python3';
const folder = mkdtempSync(join(tmpdir(), 'skilllite-idle-'));
mkdirSync(join(folder, 'scripts'), {mode: 0o755});
writeFileSync(join(folder, 'scripts/main.py'), idle, {mode: 0o644});
// mkdtemp makes 0700; the sandbox's user must reach it.
chmodSync(folder, 0o755);

try {
	console.log(JSON.stringify({bareBytes: await bare(), sandboxedBytes: await sandboxed()}));
} finally {
	rmSync(folder, {recursive: true, force: true});
}

async function bare(): Promise<number> {
	const child = spawn(python, ['-s', '-S', '-E', '-B', join(folder, 'scripts/main.py')], {stdio: ['ignore', 'pipe', 'inherit'], env: {}});
	await firstOutput(child);
	const bytes = proportionalBytes([child.pid ?? 0]);
	child.kill('SIGKILL');
	return bytes;
}

function firstOutput(child: ChildProcess): Promise<void> {
	return new Promise(resolve => {
		child.stdout?.once('data', () => resolve());
	});
}

async function sandboxed(): Promise<number> {
	const stop = new AbortController();
	let bytes = 0;
	const job = {
		runtime: 'python',
		skill: folder,
		script: 'scripts/main.py',
		typescript: false,
		args: [],
		policy: emptyPolicy,
		limits: limitsFor('python', {}),
		workspace: folder,
		environment: {},
	} as const;
	const onOutput = () => {
		bytes = proportionalBytes(descendantsOf(process.pid));
		stop.abort();
	};
	await runJob(job, '', {signal: stop.signal, onOutput});
	return bytes;
}
