/** Starts payloads: in the sandbox through the runner, and bare on the host as the control that the attack is real. */

import {type ChildProcess, spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {chmodSync, existsSync, mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {createInterface} from 'node:readline';
import {text} from 'node:stream/consumers';
import {inject, onTestFinished} from 'vitest';
import type {RunOutcome} from '../../sandbox/envelope.ts';
import {limitsFor} from '../../sandbox/limits.ts';
import {emptyPolicy, type Limits} from '../../sandbox/policy.ts';
import {parsePolicy} from '../../sandbox/parse-policy.ts';
import type {Observation} from '../../sandbox/observe/attempts.ts';
import {asUser, give, type Identity} from './identity.ts';
import type {Network, NetworkRecord} from './network/simulated.ts';
import type {Payload} from './payload.ts';
import type {RunnerEvent, RunnerRequest} from './runner.ts';
import type {Tampering} from './tampered-run.ts';

/** In the environment of every runner; no payload may learn it. */
export const plantedSecret = `planted-${randomBytes(12).toString('hex')}`;

export interface RunOptions {
	/** Further files of the skill. */
	readonly files?: Readonly<Record<string, string>>;
	readonly limits?: Partial<Limits>;
	/** A `security_policy`, as in SKILL.md. */
	readonly policy?: unknown;
	readonly workspace?: string;
	readonly environment?: Readonly<Record<string, string>>;
	readonly stdin?: string;
	readonly tamper?: readonly Tampering[];
	/** Another world than the common one, for tests that damage it. */
	readonly world?: string;
	/** Words put before the runner's command line, for example a shell that sets limits. */
	readonly before?: readonly string[];
	/** Instead of the folder that would be made from the payload. */
	readonly skill?: string;
	/** Run a bash payload as a command of the agent's shell, which has the programs of the system. */
	readonly asCommand?: true;
	/** As an observed run; every run of `SKILLLITE_ATTACKS=observed` is one. */
	readonly observed?: boolean;
	/** Run it in a pool of warm slots, after these. */
	readonly pooledAfter?: readonly (readonly [Payload, RunOptions])[];
	/** The world behind the egress proxy; the real one when left out. */
	readonly network?: Network;
	/** Further variables of the runner, which is not the skill. */
	readonly runnerEnvironment?: Readonly<Record<string, string>>;
}

export type RunnerError = Extract<RunnerEvent, {readonly type: 'error'}>;
export type LastEvent = Exclude<RunnerEvent, {readonly type: 'output'}>;

export interface Running {
	readonly nonce: string;
	readonly runner: ChildProcess;
	/** Standard output so far. */
	stdout(): string;
	/** Resolves when the payload has printed this; rejects when the run ends first. */
	sees(text: string): Promise<void>;
	abort(): void;
	/** What the runner said last; undefined when it was killed. */
	readonly last: Promise<LastEvent | undefined>;
}

/** Start a payload in the sandbox. */
export function startSandboxed(identity: Identity, payload: Payload, options: RunOptions = {}): Running {
	const {nonce, line, env} = requestLine(identity, payload, options);
	const world = options.world ?? inject('world').folder;
	const command = [...(options.before ?? []), join(world, 'bin', 'node'), join(world, 'runner.mjs')];
	const runner = spawn(command[0] ?? '', command.slice(1), {
		...asUser(identity),
		cwd: '/',
		env,
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	onTestFinished(() => {
		runner.kill('SIGKILL');
	});
	const watched = watch(runner, last => skipDeclined(identity, last));
	runner.stdin?.on('error', () => {
		// The runner was killed by the test.
	});
	runner.stdin?.write(line);
	return {nonce, runner, ...watched, abort: () => runner.stdin?.write('abort\n')};
}

/** A run that landlock refuses because it could not hold it (nothing of it ran) is a row that does not apply; another refusal is not. */
function skipDeclined({backend, skip}: Identity, last: LastEvent | undefined): void {
	const [, reason] = (last?.type === 'error' && last.message.match(/^Cannot run this without namespaces \(.*?\): (.*)\.$/)) || [];
	if (backend === 'landlock' && reason !== undefined) {
		skip(`landlock refuses such a run: ${reason}`);
	}
}

/** What a runner is told and finds around it, for a test that starts one in its own way. */
export function requestLine(identity: Identity, payload: Payload, options: RunOptions = {}) {
	const nonce = `nonce-${randomBytes(8).toString('hex')}`;
	const line = `${JSON.stringify({...requestFor(payload, nonce, options), backend: identity.backend})}\n`;
	return {nonce, line, env: {...runnerEnvironment(identity), ...options.runnerEnvironment}};
}

function requestFor(payload: Payload, nonce: string, options: RunOptions): RunnerRequest {
	const policy = options.policy === undefined ? emptyPolicy : parsePolicy(options.policy);
	const job = {
		runtime: payload.runtime,
		skill: options.skill ?? placeSkill(payload, options.files),
		script: payload.script,
		typescript: false,
		args: [nonce],
		policy,
		limits: limitsFor(payload.runtime, {...policy.resources, ...options.limits}),
		workspace: options.workspace ?? '/',
		environment: options.environment ?? {},
	};
	return {
		job,
		stdin: options.stdin ?? '',
		...(options.asCommand ? {command: commandFor(payload, nonce, job)} : {}),
		observed: options.observed ?? process.env.SKILLLITE_ATTACKS === 'observed',
		...(options.tamper ? {tamper: options.tamper} : {}),
		...(options.network ? {network: options.network} : {}),
		...(options.pooledAfter ? {pooledAfter: options.pooledAfter.map(([earlier, its]) => requestFor(earlier, nonce, its))} : {}),
	};
}

/** The same grants for the agent's shell, which gets the text of the payload instead of a skill. */
function commandFor({source}: Payload, nonce: string, {policy, workspace, environment}: RunnerRequest['job']): RunnerRequest['command'] {
	const runtime = 'workspace';
	const args = ['--noprofile', '--norc', '-c', source, 'main.sh', nonce];
	return {runtime, args, policy, limits: limitsFor(runtime, policy.resources), workspace, environment};
}

/** The environment of a runner: nothing of the suite's but PATH, and the planted secret. */
function runnerEnvironment({home}: Identity): Record<string, string> {
	return {
		PATH: process.env.PATH ?? '/usr/bin:/bin',
		HOME: home,
		SKILLLITE_HOME: join(home, 'skilllite'),
		XDG_CACHE_HOME: join(home, 'cache'),
		PLANTED_SECRET: plantedSecret,
	};
}

/** The folder of a skill that anybody can read, as snapshots are for the sandbox. */
export function placeSkill({script, source}: Pick<Payload, 'script' | 'source'>, files: RunOptions['files'] = {}): string {
	const skill = mkdtempSync(join(inject('world').folder, 'skills', 'skill-'));
	chmodSync(skill, 0o755);
	for (const [path, content] of Object.entries({[script]: source, ...files})) {
		mkdirSync(dirname(join(skill, path)), {recursive: true, mode: 0o755});
		writeFileSync(join(skill, path), content, {mode: 0o644});
	}

	return skill;
}

/** A folder that belongs to this identity, with files in it. */
export function placeFolder(identity: Pick<Identity, 'uid' | 'gid'>, files: Readonly<Record<string, string>> = {}): string {
	const folder = mkdtempSync(join(inject('world').folder, 'folder-'));
	chmodSync(folder, 0o755);
	give(folder, identity);
	for (const [path, content] of Object.entries(files)) {
		for (const parent of parentsOf(path)) {
			if (!existsSync(join(folder, parent))) {
				mkdirSync(join(folder, parent));
				give(join(folder, parent), identity);
			}
		}

		writeFileSync(join(folder, path), content);
		give(join(folder, path), identity);
	}

	return folder;
}

function parentsOf(path: string): readonly string[] {
	const parent = dirname(path);
	return parent === '.' ? [] : [...parentsOf(parent), parent];
}

function watch(runner: ChildProcess, onLast: (last: LastEvent | undefined) => void) {
	let stdout = '';
	let ended = false;
	let skipped: unknown;
	const waiting = new Set<() => void>();
	const wake = () => {
		for (const check of waiting) {
			check();
		}
	};
	const last = (async () => {
		let final: LastEvent | undefined;
		if (runner.stdout) {
			for await (const line of createInterface({input: runner.stdout})) {
				// Written by our own runner.
				const event = JSON.parse(line) as RunnerEvent;
				if (event.type !== 'output') {
					final = event;
				} else if (event.stream === 'stdout') {
					stdout += event.text;
				}

				wake();
			}
		}

		ended = true;
		try {
			onLast(final);
		} catch (thrown) {
			skipped = thrown;
			throw thrown;
		} finally {
			wake();
		}

		return final;
	})();
	const sees = (wanted: string) =>
		new Promise<void>((resolve, reject) => {
			const check = () => {
				if (stdout.includes(wanted)) {
					waiting.delete(check);
					resolve();
				} else if (ended) {
					waiting.delete(check);
					reject(skipped ?? new Error(`The run ended without printing ${JSON.stringify(wanted)}; it printed ${JSON.stringify(stdout)}.`));
				}
			};
			waiting.add(check);
			check();
		});
	return {stdout: () => stdout, sees, last};
}

/** Run a payload in the sandbox to its end; it must have run, though not to its last line. */
export async function attackToDeath(identity: Identity, payload: Payload, options: RunOptions = {}): Promise<RunOutcome> {
	const {limits} = options;
	const {nonce, outcome} =
		limits?.wallSeconds === undefined
			? await outcomeOf(identity, payload, options)
			: await givenTime(
					limits.wallSeconds,
					wallSeconds => outcomeOf(identity, payload, {...options, limits: {...limits, wallSeconds}}),
					({nonce: wanted, outcome: {ended, stdout}}) => ended !== 'wall' || stdout.includes(`${wanted}\n`),
				);
	assertAlive(outcome.stdout, `${nonce}\n`, outcome);
	return outcome;
}

async function outcomeOf(identity: Identity, payload: Payload, options: RunOptions) {
	const run = startSandboxed(identity, payload, options);
	const last = await run.last;
	if (last?.type !== 'outcome') {
		throw new Error(`The sandbox did not run the payload: ${JSON.stringify(last)}`);
	}

	return {nonce: run.nonce, outcome: last.outcome};
}

/** A busy machine may not come as far within a short wall clock as a test needs: then it is tried again with more of it. */
export async function givenTime<T>(
	wallSeconds: number,
	run: (wallSeconds: number) => Promise<T>,
	gotThere: (result: T) => boolean,
): Promise<T> {
	const result = await run(wallSeconds);
	return wallSeconds > 8 || gotThere(result) ? result : givenTime(wallSeconds * 4, run, gotThere);
}

/** Run a payload under observation to its last line, and give what was seen of it. */
export async function observe(identity: Identity, payload: Payload, options: RunOptions = {}): Promise<Observation> {
	const run = startSandboxed(identity, payload, {...options, observed: true});
	const last = await run.last;
	if (last?.type !== 'outcome' || last.observation === undefined) {
		throw new Error(`The run was not observed: ${JSON.stringify(last)}`);
	}

	assertAlive(last.outcome.stdout, `${run.nonce} done\n`, last.outcome);
	return last.observation;
}

/** Run a payload in the sandbox; it must have lived to its last line, so that every attempt in it was made. */
export async function attack(identity: Identity, payload: Payload, options: RunOptions = {}): Promise<RunOutcome> {
	const outcome = await attackToDeath(identity, payload, options);
	const [nonce = ''] = outcome.stdout.split('\n');
	assertAlive(outcome.stdout, `${nonce} done\n`, outcome);
	return outcome;
}

/** As `attack`, with a granted network: what became of its requests comes along. */
export async function connectedAttack(
	identity: Identity,
	payload: Payload,
	options: RunOptions & {readonly network: Network},
): Promise<NetworkRecord & {readonly outcome: RunOutcome}> {
	const run = startSandboxed(identity, payload, options);
	const last = await run.last;
	if (last?.type !== 'outcome' || last.network === undefined) {
		throw new Error(`The sandbox did not run the payload: ${JSON.stringify(last)}`);
	}

	assertAlive(last.outcome.stdout, `${run.nonce} done\n`, last.outcome);
	return {...last.network, outcome: last.outcome};
}

function assertAlive(stdout: string, wanted: string, outcome: RunOutcome): void {
	if (!stdout.includes(wanted)) {
		throw new Error(`The payload did not live to print ${JSON.stringify(wanted)}: ${JSON.stringify(outcome)}`);
	}
}

/** Run a payload in the sandbox where that must fail before anything of it runs. */
export async function refusal(identity: Identity, payload: Payload, options: RunOptions = {}): Promise<RunnerError> {
	const last = await startSandboxed(identity, payload, options).last;
	if (last?.type !== 'error') {
		throw new Error(`The sandbox was not refused: ${JSON.stringify(last)}`);
	}

	return last;
}

/** Run a payload on the host itself, as the user who calls the sandbox; gives its standard output. */
export async function runBare(
	identity: Identity,
	payload: Payload,
	{before = [], skill = placeSkill(payload)}: Pick<RunOptions, 'before' | 'skill'> = {},
): Promise<string> {
	const script = join(skill, payload.script);
	const interpreters = {python: ['python3', '-s', '-S', '-E', '-B'], node: [inject('world').node], bash: ['bash', '--noprofile', '--norc']};
	const nonce = `nonce-${randomBytes(8).toString('hex')}`;
	const [command = '', ...args] = [...before, ...interpreters[payload.runtime], script, nonce];
	const child = spawn(command, args, {
		...asUser(identity),
		cwd: '/',
		env: {...runnerEnvironment(identity), PATH: '/usr/bin:/bin'},
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	onTestFinished(() => {
		child.kill('SIGKILL');
	});
	const stdout = await text(child.stdout);
	if (!stdout.includes(`${nonce} done\n`)) {
		throw new Error(`The control did not live to its end: ${JSON.stringify(stdout)}`);
	}

	return stdout;
}
