/** One run of one skill through the whole chain: inventory, verdict, pin, consent, snapshot, sandbox, audit. */

import {basename} from 'node:path';
import {type AdmittedSkill, admitSkill} from './admission/admit-skill.ts';
import {obtainConsent} from './admission/consent.ts';
import type {ConsentPort} from './admission/consent-port.ts';
import {fileMarks} from './admission/file-marks.ts';
import {type Inventory, readInventory} from './admission/inventory.ts';
import {comparePin, type Pin, pinOf} from './admission/lock.ts';
import type {AdmissionReport} from './admission/report.ts';
import {ensureSnapshot} from './admission/snapshot.ts';
import {appendAudit} from './audit.ts';
import {toDisplay} from './base/display.ts';
import {IntegrityError, PolicyError, SkillError, SkillLiteError, UsageError} from './base/errors.ts';
import {requireWritableHome} from './base/home.ts';
import {belowCeilings, type Ceiling, limitsBelow, readCeilings} from './ceiling.ts';
import type {CountedDecision} from './egress/run-egress.ts';
import type {RunEnvelope, RunOutcome, UsageSample} from './envelope.ts';
import {grantedVariables} from './granted-variables.ts';
import {limitsFor} from './limits.ts';
import type {Script} from './manifest/manifest.ts';
import {scriptAt} from './manifest/scripts.ts';
import {type Limits, type Policy, policyDigest, sorted} from './policy.ts';
import {policyGrowth, widenPolicy} from './policy-growth.ts';
import {summarisePolicy} from './policy-summary.ts';
import type {Observation} from './observe/attempts.ts';
import type {EnvironmentHooks} from './environments/environment.ts';
import {mayDeclare} from './environments/may-declare.ts';
import type {Dependencies, Job} from './job.ts';
import {type RunHooks, runJob} from './run.ts';

/** The worst verdict that is accepted without asking, with the policy the skill asks for. Never `blocked`. */
export type Approval = 'none' | 'clean' | 'confirm';

export interface SkillRun {
	/** Host path of the skill folder. */
	readonly skillDir: string;
	/** Of that folder, when the caller has read it already. */
	readonly inventory?: Inventory | undefined;
	/** Relative to the skill folder; the entry script when left out. */
	readonly script?: string | undefined;
	readonly args?: readonly string[];
	readonly stdin: string | Uint8Array;
	/** Host folder that grants of files are relative to. */
	readonly workspace: string;
	readonly level: 1 | 2 | 3;
	readonly approve: Approval;
	/** What this one command adds with its `--allow-*` flags. */
	readonly allow: Policy;
	/** Limits named by flags or environment. */
	readonly limits: Partial<Limits>;
	readonly consent: ConsentPort;
	/** Whether it may only read the workspace, whatever it asks for. */
	readonly readOnly?: boolean;
	/** Whether a stored consent to write or reach out does not count this time; one given by `skilllite approve` for once does. */
	readonly askAgain?: boolean;
	/** Path of the lock file that pins this skill, when it is an installed one. */
	readonly lockPath?: string | undefined;
	/** Whether every file, program and address that it tries goes into the audit log; such a run has a sandbox of its own. */
	readonly observe?: boolean;
	/** Who performs the job at levels 2 and 3, for hosts that keep warm slots; a sandbox of its own when left out. */
	readonly runner?: Runner | undefined;
}

/** Performs one job, as `runJob` does. */
export type Runner = (job: Job, stdin: string | Uint8Array, hooks?: RunHooks) => Promise<RunOutcome>;

export interface SkillRunHooks {
	readonly signal?: AbortSignal;
	/** After admission, before consent. */
	readonly onAdmission?: (report: AdmissionReport) => void;
	/** What a ceiling of this machine withholds, as phrases such as "network api.example.org:443"; not called when nothing is. */
	readonly onWithheld?: (phrases: readonly string[], ceilings: readonly string[]) => void;
	/** Right before the process starts; `summary` is the granted policy in one line. */
	readonly onStart?: (summary: string, limits: Limits) => void;
	/** Before packages that the skill declares are fetched and installed; not called for what is there. */
	readonly onInstall?: EnvironmentHooks['onInstall'];
	/** For tests: where packages come from. */
	readonly packages?: EnvironmentHooks['packages'];
	readonly onOutput?: (stream: 'stdout' | 'stderr', text: string) => void;
	readonly onUsage?: (sample: UsageSample) => void;
	/** After an observed run; the audit log has it by then. */
	readonly onObserved?: (observation: Observation) => void;
}

/**
Run a skill and give its envelope. Failures of the skill itself are values (`ended`, `exitCode`).

Throws SkillError (missing, broken), PolicyError (`blocked`, `consent-needed`, `consent-refused`), IntegrityError
(pinned and changed), ConfigError (a ceiling that cannot be read), SandboxError (no sandbox, set-up failed): nothing has
run in any of these cases.
*/
export async function runSkill(run: SkillRun, hooks: SkillRunHooks = {}): Promise<RunEnvelope> {
	requireWritableHome();
	const signal = hooks.signal ?? new AbortController().signal;
	const inventory = run.inventory ?? readInventory(run.skillDir);
	const admitted = await admitSkill(inventory);
	hooks.onAdmission?.(admitted.report);
	const script = chooseScript(run, admitted, inventory);
	const ceilings = readCeilings();
	const requested = requestedBy(run, admitted.report);
	const granted = ceilings.length === 0 ? requested : await belowCeilings(requested, ceilings);
	const facts = {skill: admitted.report.name, script: script.path, treeHash: inventory.treeHash, policy: policyDigest(granted)};
	try {
		assertPinned(run, admitted.report.name, inventory);
		assertUnderCeilings(run, ceilings);
		assertObservable(run);
		reportWithheld(policyGrowth(granted, requested), ceilings, hooks);
		const how = await consentTo(run, admitted, granted, inventory, signal);
		const limits = limitsBelow(limitsFor(script.runtime, {...granted.resources, ...run.limits}), ceilings);
		const dependencies = await dependenciesOf(run, admitted, inventory, hooks);
		signal.throwIfAborted();
		hooks.onStart?.(summarisePolicy(granted, limits), limits);
		let network: readonly CountedDecision[] = [];
		const onDecisions = (decisions: readonly CountedDecision[]) => {
			network = decisions;
		};
		// Before anything of the skill runs: a run that is killed with its machine has left a line all the same.
		const onBegin = () => appendAudit({type: 'run', phase: 'start', ...facts, level: run.level, consent: how});
		const onObserved = run.observe ? (await import('./observe/record.ts')).recordTo(facts, hooks.onObserved) : undefined;
		const outcome = await perform(run, {script, granted, limits, inventory, dependencies}, {...hooks, onBegin, onDecisions, onObserved});
		const {stdout: _stdout, stderr: _stderr, ...recorded} = outcome;
		appendAudit({type: 'run', phase: 'end', ...facts, level: run.level, ...recorded, network});
		return envelopeOf(run, admitted.report, script, granted, outcome);
	} catch (error) {
		appendAudit({
			type: 'run',
			phase: 'refused',
			...facts,
			level: run.level,
			error: error instanceof SkillLiteError ? error.code : 'internal',
		});
		throw signal.aborted ? new SkillLiteError('interrupted', 'Interrupted before the skill ran.', {cause: error}) : error;
	}
}

function chooseScript(run: SkillRun, {scripts, report}: AdmittedSkill, inventory: Inventory): Script {
	const script = run.script === undefined ? scripts.entry : scriptAt(inventory, run.script);
	if (script === null) {
		const name = toDisplay(report.name, {maxLength: 64});
		throw run.script === undefined
			? new SkillError('skill-invalid', `Cannot run skill "${name}": it has no entry script.`, {
					hint: scripts.all.length > 0 ? `Name one with --script: ${toDisplay(scripts.all.map(({path}) => path).join(', '))}` : undefined,
				})
			: new SkillError('skill-not-found', `Cannot run skill "${name}": it has no script ${toDisplay(run.script)}.`);
	}

	return script;
}

// Without a sandbox nothing can be bounded.
function assertUnderCeilings({level}: SkillRun, [ceiling]: readonly Ceiling[]): void {
	if (level === 1 && ceiling !== undefined) {
		throw new PolicyError('policy', `Cannot run without a sandbox: ${ceiling.path} bounds what runs are granted.`, {
			hint: 'Use --level 3 (the default).',
		});
	}
}

function assertObservable({level, observe}: SkillRun): void {
	if (level === 1 && observe) {
		throw new UsageError('Cannot observe a run without a sandbox: what it does passes nothing of ours.', {
			hint: 'Use --level 3 (the default).',
		});
	}
}

function reportWithheld(phrases: readonly string[], ceilings: readonly Ceiling[], {onWithheld}: SkillRunHooks): void {
	if (phrases.length > 0) {
		onWithheld?.(
			phrases,
			ceilings.map(({path}) => path),
		);
	}
}

function pinFor({lockPath}: SkillRun, name: string, inventory: Inventory): Pin | undefined {
	return lockPath === undefined ? undefined : (pinOf(lockPath, basename(inventory.root)) ?? pinOf(lockPath, name));
}

/** An installed skill must be what its lock says; a skill without a pin is judged by its content alone. */
function assertPinned(run: SkillRun, name: string, inventory: Inventory): void {
	const pin = pinFor(run, name, inventory);
	if (pin === undefined || pin.treeHash === inventory.treeHash) {
		return;
	}

	const {added, changed, removed} = comparePin(pin, inventory);
	const files = toDisplay([...changed, ...added, ...removed].join(', '), {maxLength: 300});
	throw new IntegrityError(`Cannot run skill "${toDisplay(name)}": it is not what was locked (${files}).`, {
		hint: `See the changes with "skilllite verify ${toDisplay(name)}"; if you made them, run "skilllite init" to lock the folder anew after a scan.`,
	});
}

function requestedBy({allow, readOnly}: SkillRun, {policy}: AdmissionReport): Policy {
	const requested = widenPolicy(policy.asked, allow);
	const {read, write} = requested.filesystem;
	return readOnly ? {...requested, filesystem: {read: sorted([...read, ...write]), write: []}} : requested;
}

async function consentTo(
	run: SkillRun,
	{report, bundled}: AdmittedSkill,
	requested: Policy,
	inventory: Inventory,
	signal: AbortSignal,
): Promise<string> {
	if (bundled) {
		return 'bundled';
	}

	const {approve, level, consent: port, askAgain = false} = run;
	const {how} = await obtainConsent({report, requested, approve, level, port, signal, askAgain, files: fileMarks(inventory), inventory});
	return how;
}

/** What a skill depends on, from the cache or installed now that there is consent: as its lock names it, where it has one. */
async function dependenciesOf(
	run: SkillRun,
	{report, bundled}: AdmittedSkill,
	inventory: Inventory,
	hooks: SkillRunHooks,
): Promise<Dependencies | undefined> {
	if (bundled || !mayDeclare(inventory)) {
		return undefined;
	}

	const {ensureEnvironments} = await import('./environments/environment.ts');
	const {folders} = await ensureEnvironments(inventory, pinFor(run, report.name, inventory)?.dependencies ?? [], hooks);
	return Object.keys(folders).length === 0 ? undefined : folders;
}

interface Granted {
	readonly script: Script;
	readonly granted: Policy;
	readonly limits: Limits;
	readonly inventory: Inventory;
	readonly dependencies: Dependencies | undefined;
}

async function perform(run: SkillRun, {script, granted, limits, inventory, dependencies}: Granted, hooks: RunHooks): Promise<RunOutcome> {
	const job = {
		runtime: script.runtime,
		skill: ensureSnapshot(inventory),
		script: script.path,
		typescript: script.typescript,
		args: run.args ?? [],
		policy: granted,
		limits,
		workspace: run.workspace,
		environment: grantedVariables(granted),
		...(dependencies === undefined ? {} : {dependencies}),
	} satisfies Job;
	if (run.level !== 1) {
		return (run.observe ? runJob : (run.runner ?? runJob))(job, run.stdin, hooks);
	}

	const {runUnsandboxed} = await import('./run-unsandboxed.ts');
	return runUnsandboxed(job, run.stdin, hooks);
}

function envelopeOf(run: SkillRun, report: AdmissionReport, script: Script, granted: Policy, outcome: RunOutcome): RunEnvelope {
	return {
		ok: outcome.ended === 'exit' && outcome.exitCode === 0,
		skill: report.name,
		script: script.path,
		level: run.level,
		...outcome,
		result: parseResult(outcome.stdout),
		policy: {digest: policyDigest(granted)},
		admission: {verdict: report.verdict, digest: report.digest},
	};
}

function parseResult(stdout: string): unknown {
	try {
		return JSON.parse(stdout);
	} catch {
		// Text output is not an error.
		return null;
	}
}
