/**
What a thousand runs leave behind: `npm run test:soak`. Too long for `npm test`.

1,000 runs at concurrency 8 and 1,000 kills; afterwards there must be as many descriptors, mounts, processes, control
groups and scratch folders as before. Exits 1 when there are not, or when a run failed.
*/

import {chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import type {RunOutcome} from '../../sandbox/envelope.ts';
import {limitsFor} from '../../sandbox/limits.ts';
import {emptyPolicy} from '../../sandbox/policy.ts';
import {runJob} from '../../sandbox/run.ts';

const rounds = Number(process.argv[2] ?? 1000);
const concurrency = 8;
const folder = mkdtempSync(join(tmpdir(), 'skilllite-soak-'));
chmodSync(folder, 0o755);
process.env.SKILLLITE_HOME = join(folder, 'home');
process.env.XDG_CACHE_HOME = join(folder, 'cache');

const scripts = {
	python: 'import sys, json\nprint(json.dumps({"got": len(sys.stdin.read())}))\n',
	bash: 'read -r line; echo "{\\"got\\": $(expr length "$line")}"; sleep 20 &\n',
	node: "process.stdin.on('data', chunk => console.log(JSON.stringify({got: chunk.length})));\n",
};
const names = {python: 'main.py', bash: 'main.sh', node: 'main.mjs'};

type Runtime = keyof typeof scripts;

const runtimes: readonly Runtime[] = ['python', 'python', 'bash', 'python', 'node'];

function jobOf(runtime: Runtime, source = scripts[runtime]) {
	const skill = mkdtempSync(join(folder, 'skill-'));
	// Root's sandbox runs as somebody else, who must reach them.
	chmodSync(skill, 0o755);
	writeFileSync(join(skill, names[runtime]), source);
	return {
		runtime,
		skill,
		script: names[runtime],
		typescript: false,
		args: [],
		policy: emptyPolicy,
		limits: limitsFor(runtime, {}),
		workspace: '/',
		environment: {},
	};
}

/** What is counted before and after; all of it belongs to this process, its user or the kernel's lists. */
function belongings(): Readonly<Record<string, number>> {
	const groups = ['/sys/fs/cgroup/memory', '/sys/fs/cgroup/pids', '/sys/fs/cgroup'].flatMap(groupsBelow);
	return {
		descriptors: readdirSync('/proc/self/fd').length,
		mounts: readFileSync('/proc/self/mountinfo', 'utf8').split('\n').length,
		processes: readdirSync('/proc').filter(isOfOurs).length,
		'control groups': groups.length,
		'scratch folders': namesIn(join(folder, 'cache/skilllite/scratch')).length,
	};
}

function isOfOurs(pid: string): boolean {
	try {
		return /^\d+$/.test(pid) && /supervise|bwrap|launch|\/skill\//.test(readFileSync(`/proc/${pid}/cmdline`, 'latin1'));
	} catch {
		// It has ended.
		return false;
	}
}

function groupsBelow(parent: string, depth = 3): readonly string[] {
	return namesIn(parent).flatMap(name =>
		name.startsWith(`skilllite-${process.pid}-`) ? [name] : depth > 0 ? groupsBelow(join(parent, name), depth - 1) : [],
	);
}

function namesIn(path: string): readonly string[] {
	try {
		return readdirSync(path, {withFileTypes: true})
			.filter(entry => entry.isDirectory())
			.map(entry => entry.name);
	} catch {
		return [];
	}
}

/** `count` actions, a few at a time. */
async function inParallel(count: number, action: (index: number) => Promise<void>): Promise<void> {
	let next = 0;
	await Promise.all(
		Array.from({length: concurrency}, async () => {
			while (next < count) {
				await action(next++);
			}
		}),
	);
}

const jobs = {python: jobOf('python'), bash: jobOf('bash'), node: jobOf('node')};
const endless = jobOf('python', "import time, sys\nprint('up', flush=True)\ntime.sleep(60)\n");
const faults: string[] = [];

await runJob(jobs.python, 'warm up');
// The timers and handles of the first run are Node's own.
await wait(200);
const before = belongings();

const begun = performance.now();
await inParallel(rounds, async index => {
	const runtime = runtimes[index % runtimes.length] ?? 'python';
	const outcome: RunOutcome = await runJob(jobs[runtime], `${'x'.repeat(index % 100)}\n`);
	if (outcome.ended !== 'exit' || outcome.exitCode !== 0 || !outcome.stdout.includes('"got"')) {
		faults.push(`run ${index} (${runtime}): ${outcome.ended} ${outcome.exitCode} ${outcome.stderr.slice(0, 200)}`);
	}
});
const runMs = performance.now() - begun;

const killMs: number[] = [];
await inParallel(rounds, async index => {
	const controller = new AbortController();
	let killedAt = 0;
	const outcome = await runJob(endless, '', {
		signal: controller.signal,
		onOutput() {
			killedAt = performance.now();
			controller.abort();
		},
	});
	killMs.push(performance.now() - killedAt);
	if (outcome.ended !== 'cancelled') {
		faults.push(`kill ${index}: ${outcome.ended}`);
	}
});

await wait(500);
const after = belongings();
rmSync(folder, {recursive: true, force: true});

const sorted = killMs.toSorted((a, b) => a - b);
const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1);
console.log(`${rounds} runs at concurrency ${concurrency}: ${faults.length} failures, ${(runMs / rounds).toFixed(1)} ms a run`);
console.log(`${rounds} kills: median ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms until the run was gone`);
for (const [name, count] of Object.entries(after)) {
	console.log(`${name.padEnd(16)} ${before[name]} before, ${count} after`);
	if (count > (before[name] ?? 0)) {
		faults.push(`${count - (before[name] ?? 0)} ${name} left behind`);
	}
}

console.log(faults.slice(0, 20).join('\n'));
process.exitCode = faults.length === 0 ? 0 : 1;
