/** Jobs for the tests of `runJob`, in this process: one home and one cache for a whole test file. */

import {join} from 'node:path';
import {beforeAll} from 'vitest';
import {limitsFor} from '../../../sandbox/limits.ts';
import type {Limits} from '../../../sandbox/policy.ts';
import {parsePolicy} from '../../../sandbox/parse-policy.ts';
import type {Job} from '../../../sandbox/job.ts';
import {makeFolder, makeSkill} from '../folders.ts';

export interface JobOptions {
	readonly limits?: Partial<Limits>;
	readonly policy?: unknown;
	readonly workspace?: string;
	readonly args?: readonly string[];
}

/** A probe of the sandbox takes a tenth of a second; once for a file is enough. */
export function useOneHome(): void {
	beforeAll(() => {
		const folder = makeFolder();
		process.env.SKILLLITE_HOME = join(folder, 'home');
		process.env.XDG_CACHE_HOME = join(folder, 'cache');
	});
}

const scripts = {python: 'main.py', node: 'main.mjs', bash: 'main.sh'} as const;

/** A job that runs this source. */
export function jobOf(runtime: Job['runtime'], source: string, options: JobOptions = {}): Job {
	const script = scripts[runtime];
	return {
		runtime,
		script,
		skill: makeSkill({[script]: source}),
		typescript: false,
		args: options.args ?? [],
		policy: parsePolicy(options.policy),
		limits: limitsFor(runtime, options.limits ?? {}),
		workspace: options.workspace ?? '/',
		environment: {},
	};
}
