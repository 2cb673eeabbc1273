/**
One command in the sandbox, without a skill: the user's own words (`skilllite-sandbox exec`, `bash`) and the agent's.

There is nothing to admit: whoever calls has a person's word for the command. What it may do is the policy, cut to the
ceilings of this machine; what it did is in the audit log.
*/

import {appendAudit} from './audit.ts';
import {toDisplay} from './base/display.ts';
import {SkillLiteError} from './base/errors.ts';
import {requireWritableHome} from './base/home.ts';
import {belowCeilings, limitsBelow, readCeilings} from './ceiling.ts';
import type {CountedDecision} from './egress/run-egress.ts';
import type {RunOutcome} from './envelope.ts';
import {grantedVariables} from './granted-variables.ts';
import type {ShellJob} from './job.ts';
import {limitsFor} from './limits.ts';
import {type Limits, type Policy, policyDigest} from './policy.ts';
import {policyGrowth} from './policy-growth.ts';
import {type RunHooks, runJob} from './run.ts';
import type {RunInput} from './run-input.ts';

/** A text for bash, a program with its arguments, or a shell that takes one line after the other from its stdin. */
export type Command =
	| {readonly kind: 'shell'; readonly text: string}
	| {readonly kind: 'program'; readonly words: readonly string[]}
	| {readonly kind: 'session'};

export interface CommandRun {
	readonly command: Command;
	/** What the audit log calls it, where its own words may hold secrets. */
	readonly shown?: string;
	readonly stdin: RunInput;
	/** Host folder that grants of files are relative to. */
	readonly workspace: string;
	readonly policy: Policy;
	/** Values of variables that a person wrote down for this command, beside what the policy passes on. */
	readonly environment?: Readonly<Record<string, string>>;
	/** Limits named by flags or environment. */
	readonly limits: Partial<Limits>;
	/** Whether every file, program and address that it tries goes into the audit log. */
	readonly observe?: boolean;
	/** Host folder that becomes /work and stays with what the command leaves in it. */
	readonly scratch?: string;
}

export interface CommandHooks extends Omit<RunHooks, 'onBegin' | 'onDecisions'> {
	/** What a ceiling of this machine withholds; not called when nothing is. */
	readonly onWithheld?: (phrases: readonly string[], ceilings: readonly string[]) => void;
	/** The limits that hold, before it starts. */
	readonly onLimits?: (limits: Limits) => void;
}

/**
Run a command and give its outcome; a failing, killed or denied command is an outcome, not an error.

Throws a ConfigError (no writable home, a ceiling that cannot be read) or a SandboxError: nothing has run then.
*/
export async function runCommand(run: CommandRun, hooks: CommandHooks = {}): Promise<RunOutcome> {
	requireWritableHome();
	const ceilings = readCeilings();
	const policy = await belowCeilings(run.policy, ceilings);
	const withheld = policyGrowth(policy, run.policy);
	if (withheld.length > 0) {
		hooks.onWithheld?.(
			withheld,
			ceilings.map(({path}) => path),
		);
	}

	const {runtime, args} = startOf(run.command);
	const limits = limitsBelow(limitsFor(runtime, {...policy.resources, ...run.limits}), ceilings);
	hooks.onLimits?.(limits);
	const {workspace, scratch} = run;
	const environment = {...grantedVariables(policy), ...run.environment};
	const job = {runtime, args, policy, limits, workspace, environment, ...(scratch === undefined ? {} : {scratch})} satisfies ShellJob;
	const facts = {command: shownCommand(run), policy: policyDigest(policy)};
	const onObserved = run.observe ? (await import('./observe/record.ts')).recordTo(facts, hooks.onObserved) : undefined;
	let network: readonly CountedDecision[] = [];
	try {
		const outcome = await runJob(job, run.stdin, {
			...hooks,
			onBegin: () => appendAudit({type: 'run', phase: 'start', ...facts}),
			onDecisions: decisions => {
				network = decisions;
			},
			onObserved,
		});
		const {stdout: _stdout, stderr: _stderr, ...recorded} = outcome;
		appendAudit({type: 'run', phase: 'end', ...facts, ...recorded, network});
		return outcome;
	} catch (error) {
		appendAudit({type: 'run', phase: 'refused', ...facts, error: error instanceof SkillLiteError ? error.code : 'internal'});
		throw hooks.signal?.aborted ? new SkillLiteError('interrupted', 'Interrupted before the command ran.', {cause: error}) : error;
	}
}

const readingGit = new Set(['status', 'log', 'diff', 'show', 'blame', 'grep', 'archive', 'rev-parse', 'ls-files', 'cat-file', 'describe']);

const bareBash = ['--noprofile', '--norc'];

/** Bash itself would complain that it has no terminal; it has none, so that nothing can be typed into ours. */
const session = `while printf '%s' "sandbox \${PWD/#\\/workspace/.}$ " >&2; IFS= read -r line; do eval "$line"; done`;

// Reading a repository takes one process, and what cannot start a second one cannot be made to by the repository.
function startOf(command: Command): Pick<ShellJob, 'runtime' | 'args'> {
	switch (command.kind) {
		case 'shell':
			return {runtime: 'workspace', args: [...bareBash, '-c', command.text]};
		case 'session':
			return {runtime: 'workspace', args: [...bareBash, '-c', session]};
		case 'program': {
			const [program, subcommand = '', ...rest] = command.words;
			return program === 'git' && readingGit.has(subcommand)
				? {runtime: 'git', args: [subcommand, ...rest]}
				: {runtime: 'workspace', args: [...bareBash, '-c', 'exec "$@"', 'exec', ...command.words]};
		}
	}
}

function shownCommand({command, shown}: CommandRun): string {
	const text = shown ?? (command.kind === 'session' ? 'bash' : command.kind === 'shell' ? command.text : command.words.join(' '));
	return toDisplay(text, {reveal: true, maxLength: 500});
}
