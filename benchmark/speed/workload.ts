/** What is run to be timed: the smallest program, and skills that read JSON and answer in JSON. */

import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {limitsFor} from '../../sandbox/limits.ts';
import type {Job} from '../../sandbox/job.ts';
import {emptyPolicy} from '../../sandbox/policy.ts';
import type {Bench} from '../peers/peer.ts';

export type WorkloadId = 'print' | 'json' | 'node-json';

export interface Workload {
	readonly id: WorkloadId;
	readonly title: string;
	readonly runtime: 'python' | 'node';
	/** Relative to the skill. */
	readonly script: string;
	readonly stdin: string;
	/** What it prints, without the end of the line. */
	readonly answer: string;
}

const input = '{"numbers": [3, 4, 9, 16]}';

export const workloads: readonly Workload[] = [
	{id: 'print', title: '`print(1)`', runtime: 'python', script: 'scripts/print.py', stdin: '', answer: '1'},
	{id: 'json', title: 'JSON skill', runtime: 'python', script: 'scripts/main.py', stdin: input, answer: '{"sum": 32, "mean": 8.0}'},
	{id: 'node-json', title: 'JSON skill in Node', runtime: 'node', script: 'scripts/main.mjs', stdin: input, answer: '{"sum":32,"mean":8}'},
];

const files: Readonly<Record<string, string>> = {
	'SKILL.md': '---\nname: measured\ndescription: Adds numbers.\n---\n# Measured\n\nRun scripts/main.py with JSON on standard input.\n',
	'scripts/print.py': 'print(1)\n',
	'scripts/main.py': `import json
import sys

numbers = json.load(sys.stdin)["numbers"]
print(json.dumps({"sum": sum(numbers), "mean": sum(numbers) / len(numbers)}))
`,
	'scripts/main.mjs': `import {readFileSync} from 'node:fs';

const {numbers} = JSON.parse(readFileSync(0, 'utf8'));
const sum = numbers.reduce((total, number) => total + number, 0);
console.log(JSON.stringify({sum, mean: sum / numbers.length}));
`,
	// Ready, then there until its input ends.
	'scripts/idle.py': "import sys\nprint('ready', flush=True)\nsys.stdin.read()\nimport time\ntime.sleep(60)\n",
};

/** The skill that is measured; gives its folder. */
export function placeMeasuredSkill({folder}: Bench): string {
	const skill = join(folder, 'skills', 'measured');
	for (const [path, content] of Object.entries(files)) {
		mkdirSync(join(skill, path, '..'), {recursive: true, mode: 0o755});
		writeFileSync(join(skill, path), content, {mode: 0o644});
	}

	chmodSync(skill, 0o755);
	return skill;
}

export function jobFor({runtime, script}: Pick<Workload, 'runtime' | 'script'>, skill: string, args: readonly string[] = []): Job {
	return {
		runtime,
		skill,
		script,
		typescript: false,
		args,
		policy: emptyPolicy,
		limits: limitsFor(runtime, {}),
		workspace: skill,
		environment: {},
	};
}
