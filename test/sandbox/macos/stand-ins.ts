/** Programs in the place of sandbox-exec, for what can be proved elsewhere than on a Mac: all around the sandbox itself. */

import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Job} from '../../../sandbox/job.ts';
import {limitsFor} from '../../../sandbox/limits.ts';
import type {Mac} from '../../../sandbox/macos/plan.ts';
import {parsePolicy} from '../../../sandbox/parse-policy.ts';
import {makeFolder, makeSkill} from '../folders.ts';

/** A program that holds nothing: it starts what stands behind `--`. */
export function holdsNothing(): Mac {
	return standIn('while [ "$1" != -- ]; do shift; done\nshift\nexec /usr/bin/env -u PWD -u OLDPWD -u SHLVL -u _ "$@"');
}

/** A program with this text as its script, started by an ordinary user. */
export function standIn(script: string): Mac {
	const sandboxExec = join(makeFolder(), 'sandbox-exec');
	writeFileSync(sandboxExec, `#!/bin/bash\n${script}\n`);
	chmodSync(sandboxExec, 0o755);
	return {sandboxExec, uid: 1000};
}

export interface MacJobOptions {
	readonly policy?: unknown;
	readonly limits?: Partial<Job['limits']>;
	readonly workspace?: string;
	readonly args?: readonly string[];
	readonly environment?: Readonly<Record<string, string>>;
}

/** A job of Node's that runs this source. */
export function nodeJob(source: string, options: MacJobOptions = {}): Job {
	return {
		runtime: 'node',
		skill: makeSkill({'main.cjs': source}),
		script: 'main.cjs',
		typescript: false,
		args: options.args ?? [],
		policy: parsePolicy(options.policy),
		limits: limitsFor('node', options.limits ?? {}),
		workspace: options.workspace ?? '/',
		environment: options.environment ?? {},
	};
}
