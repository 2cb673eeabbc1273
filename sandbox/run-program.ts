/**
A program as text, without a skill: scanned, then run in a sandbox that has scratch space, no network, and what of the
workspace is named, read-only.

The text is not on any disk: a loader of ours reads it on its stdin. So the run has the same files each time, and a warm
sandbox can take it; and what runs is what was scanned.
*/

import {admit} from './admission/admit.ts';
import type {Inventory, InventoryFile} from './admission/inventory.ts';
import {rejudge} from './admission/rejudge.ts';
import type {AdmissionReport} from './admission/report.ts';
import {ensureSnapshot} from './admission/snapshot.ts';
import {treeHash} from './admission/tree-hash.ts';
import {appendAudit} from './audit.ts';
import {type Sha256, sha256} from './base/canonical-json.ts';
import {PolicyError, SkillLiteError} from './base/errors.ts';
import {requireWritableHome} from './base/home.ts';
import {belowCeilings, limitsBelow, readCeilings} from './ceiling.ts';
import type {RunOutcome} from './envelope.ts';
import type {Job} from './job.ts';
import {limitsFor} from './limits.ts';
import {noManifest} from './manifest/no-manifest.ts';
import {parsePolicy} from './parse-policy.ts';
import {type Limits, type Policy, policyDigest} from './policy.ts';
import {type RunHooks, runJob} from './run.ts';
import type {Runner} from './run-skill.ts';

export type ProgramLanguage = 'python' | 'javascript';

export interface ProgramRun {
	readonly language: ProgramLanguage;
	readonly code: string;
	/** Host folder that `read` is relative to. */
	readonly workspace: string;
	/** Files and folders that the program may read. */
	readonly read: readonly string[];
	readonly limits: Partial<Limits>;
	/** Who performs the job; a sandbox of its own when left out. */
	readonly runner?: Runner | undefined;
}

export interface ProgramHooks extends Pick<RunHooks, 'signal' | 'onOutput' | 'onUsage'> {
	/** Asked about what the scan found not clean; never about what is blocked. */
	readonly accept: (report: AdmissionReport) => Promise<boolean>;
	readonly onStart?: (limits: Limits) => void;
}

/**
Scan a program and run it; null when `accept` said no. A failing, killed or denied program is an outcome.

Throws a PolicyError for a program that the scan blocks and for files that may not be granted, a ConfigError or a SandboxError:
nothing has run then.
*/
export async function runProgram(run: ProgramRun, hooks: ProgramHooks): Promise<RunOutcome | null> {
	requireWritableHome();
	const {language, code} = run;
	const report = await scanProgram(language, code);
	if (report.verdict === 'blocked') {
		const [worst] = report.findings.filter(({severity}) => severity === 'critical');
		throw new PolicyError('blocked', `Cannot run the program: it is blocked: ${worst?.message ?? 'the scan found it dangerous.'}`);
	}

	if (report.verdict !== 'clean' && !(await hooks.accept(report))) {
		return null;
	}

	return perform(run, report, hooks);
}

async function perform(run: ProgramRun, report: AdmissionReport, {signal, onOutput, onUsage, onStart}: ProgramHooks): Promise<RunOutcome> {
	const {language, code, workspace, runner = runJob} = run;
	const ceilings = readCeilings();
	const policy = await belowCeilings(parsePolicy({filesystem: {read: run.read}}), ceilings);
	const limits = limitsBelow(limitsFor(runtimes[language], run.limits), ceilings);
	const job = jobOf(language, policy, limits, workspace);
	const facts = {program: language, treeHash: report.treeHash, policy: policyDigest(policy)};
	signal?.throwIfAborted();
	onStart?.(limits);
	try {
		const outcome = await runner(job, code, {
			signal,
			onOutput,
			onUsage,
			onBegin: () => appendAudit({type: 'run', phase: 'start', ...facts}),
		});
		const {stdout: _stdout, stderr: _stderr, ...recorded} = outcome;
		appendAudit({type: 'run', phase: 'end', ...facts, ...recorded});
		return outcome;
	} catch (error) {
		appendAudit({type: 'run', phase: 'refused', ...facts, error: error instanceof SkillLiteError ? error.code : 'internal'});
		throw signal?.aborted ? new SkillLiteError('interrupted', 'Interrupted before the program ran.', {cause: error}) : error;
	}
}

/** What is in no policy is not granted either, so it is no reason to ask: only what was found is. */
async function scanProgram(language: ProgramLanguage, code: string): Promise<AdmissionReport> {
	const report = await admit(inventoryOf([[programNames[language], code]]), {...noManifest, name: `${language} program`});
	return rejudge({...report, policy: {...report.policy, undeclared: []}}, report.findings);
}

const runtimes = {python: 'python', javascript: 'node'} as const;
const programNames = {python: 'program.py', javascript: 'program.mjs'} as const;
const loaderNames = {python: 'load.py', javascript: 'load.mjs'} as const;

function jobOf(language: ProgramLanguage, policy: Policy, limits: Limits, workspace: string): Job {
	return {
		runtime: runtimes[language],
		skill: ensureSnapshot(inventoryOf([[loaderNames[language], loaders[language]]])),
		script: loaderNames[language],
		typescript: false,
		args: [],
		policy,
		limits,
		workspace,
		environment: {},
	};
}

function inventoryOf(texts: readonly (readonly [path: string, text: string])[]): Inventory {
	const files = texts.map(([path, text]): InventoryFile => {
		const bytes = Buffer.from(text);
		return {path, kind: 'file', executable: false, size: bytes.length, bytes, sha256: sha256(bytes) satisfies Sha256};
	});
	const totalBytes = files.reduce((sum, {size}) => sum + size, 0);
	return {root: '/program', files, problems: [], treeHash: treeHash(files), partial: false, totalBytes};
}

/** They give the program an empty stdin, and errors that name its own lines. */
const loaders: Readonly<Record<ProgramLanguage, string>> = {
	python: `import io, linecache, sys
code = sys.stdin.buffer.read().decode('utf-8')
sys.stdin = io.StringIO()
linecache.cache['program.py'] = (len(code), None, code.splitlines(True), 'program.py')
try:
	exec(compile(code, 'program.py', 'exec'), {'__name__': '__main__', '__builtins__': __builtins__})
except Exception as error:
	import traceback
	traceback.print_exception(error.with_traceback(error.__traceback__.tb_next))
	sys.exit(1)
`,
	javascript: `import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
const url = 'data:text/javascript;base64,' + readFileSync(0).toString('base64');
globalThis.require = createRequire('/work/program.mjs');
try {
	await import(url);
} catch (error) {
	console.error(String(error?.stack ?? error).replaceAll(url, 'program.mjs'));
	process.exitCode = 1;
}
`,
};
