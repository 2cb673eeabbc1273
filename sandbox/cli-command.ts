/** `skilllite-sandbox exec` and `bash`: a command of the user's own in the sandbox. */

import {readFileSync} from 'node:fs';
import {toDisplayJson} from './base/display.ts';
import {PolicyError, SkillLiteError, UsageError} from './base/errors.ts';
import type {RunOutcome} from './envelope.ts';
import {parsePolicy} from './parse-policy.ts';
import type {Policy} from './policy.ts';
import {widenPolicy} from './policy-growth.ts';
import {type Command, runCommand} from './run-command.ts';
import {deniedLine, exitCodeOfRun, observedLine, sentenceOfRun, withheldLine} from './run-outcome.ts';
import type {RunRequest} from './run-request.ts';

export interface CommandLine {
	readonly command: Command;
	/** A file with a `security_policy` in YAML or JSON; undefined grants reading the current folder. */
	readonly policyPath: string | undefined;
	readonly request: RunRequest;
	readonly json: boolean;
	readonly observe: boolean;
	readonly signal: AbortSignal;
	readonly show: (stream: 'stdout' | 'stderr', text: string) => void;
}

/** A session lasts until its person leaves; nobody is kept waiting by it. */
const sessionLimits = {wallSeconds: 8 * 3600, cpuSeconds: 3600};

/** Run it and give the exit code: the command's own, or that of the limit or denial that ended it. */
export async function execute({command, policyPath, request, json, observe, signal, show}: CommandLine): Promise<number> {
	const base = policyPath === undefined ? parsePolicy({filesystem: {read: ['.']}}) : await readPolicy(policyPath);
	const outcome = await runCommand(
		{
			command,
			stdin: process.stdin,
			workspace: process.cwd(),
			policy: widenPolicy(base, request.allow),
			limits: {...(command.kind === 'session' ? sessionLimits : {}), ...request.limits},
			observe,
		},
		{
			signal,
			onWithheld: (phrases, ceilings) => void process.stderr.write(`${withheldLine(phrases, ceilings)}\n`),
			onObserved: observation => void process.stderr.write(`${observedLine(observation)}\n`),
			...(json ? {} : {onOutput: show}),
		},
	);
	// Otherwise a terminal, or a pipe that nobody closes, would keep us waiting for input that nothing reads.
	process.stdin.destroy();
	report(outcome, json);
	return exitCodeOf(outcome);
}

/** Throws a UsageError for a file that cannot be read, a PolicyError for one that is not a policy. */
async function readPolicy(path: string): Promise<Policy> {
	let text: string;
	try {
		text = readFileSync(path, 'utf8');
	} catch (cause) {
		throw new UsageError(`Cannot read the policy ${path}.`, {hint: 'Name a file with --policy.', cause});
	}

	const {parseYaml} = await import('./manifest/yaml.ts');
	try {
		const value = parseYaml(text);
		return parsePolicy(typeof value === 'object' && value !== null && 'security_policy' in value ? value.security_policy : value);
	} catch (cause) {
		const why =
			cause instanceof SkillLiteError ? cause.message.replace('Cannot use the security policy: ', '') : 'it is neither YAML nor JSON.';
		throw new PolicyError('policy', `Cannot use ${path}: ${why}`, {cause});
	}
}

function report(outcome: RunOutcome, json: boolean): void {
	if (json) {
		process.stdout.write(`${toDisplayJson(JSON.stringify(outcome))}\n`);
	}

	const isOwnEnd = outcome.ended === 'exit';
	const sentence = isOwnEnd ? '' : sentenceOfRun({...outcome, ok: false, skill: 'command'}).replace(/^Skill "command"/, 'The command');
	const lines = [deniedLine(outcome.denied), outcome.hint ?? '', sentence].filter(line => line !== '');
	process.stderr.write(lines.map(line => `${line}\n`).join(''));
}

function exitCodeOf(outcome: RunOutcome): number {
	return outcome.ended === 'exit' ? (outcome.exitCode ?? 1) : exitCodeOfRun({...outcome, ok: false});
}
