/** What of the sandbox works on this machine: each layer by itself, then a real strict run. */

import {execFileSync} from 'node:child_process';
import {release} from 'node:os';
import {toSkillLiteError} from './base/errors.ts';
import type {Check} from './check.ts';
import type {RunOutcome} from './envelope.ts';
import {limitsFor} from './limits.ts';
import type {Capabilities} from './linux/capabilities.ts';
import {findBubblewrap} from './linux/find-bubblewrap.ts';
import {type HostFacts, readHostFacts} from './linux/host-facts.ts';
import {installCommand} from './linux/install-command.ts';
import {interpreterFor} from './linux/interpreters.ts';
import {bubblewrapCheck, layerChecks, layersWithoutRun} from './linux/layer-checks.ts';
import {nativePrograms} from './linux/native.ts';
import {guarantees, missingGuarantees, probeJob, sandboxCapabilities} from './linux/probe.ts';
import {findProgram} from './linux/toolbox.ts';
import type {Runtime} from './manifest/manifest.ts';
import {emptyPolicy} from './policy.ts';
import {runWith} from './run.ts';

/** Check everything that a run needs. Never throws: what fails is a check that says so. */
export async function diagnose(): Promise<readonly Check[]> {
	return [
		nodeCheck(),
		...(process.platform === 'darwin' ? await (await import('./macos/doctor.ts')).macChecks() : await linuxChecks()),
		programCheck('git', 'git-summary and skills from repositories'),
	];
}

async function linuxChecks(): Promise<readonly Check[]> {
	const facts = readHostFacts();
	const {check, run} = await strictRun();
	return [
		bubblewrap(run, facts),
		attempt('launcher', () => {
			nativePrograms();
			return 'built for this machine, hashes match';
		}),
		check,
		...(run === undefined ? layersWithoutRun(facts) : layerChecks(run.outcome.layers, run.capabilities, facts)),
		interpreterCheck('python', 'python3', 'Python skills'),
		interpreterCheck('bash', 'bash', 'shell skills'),
	];
}

function nodeCheck(): Check {
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	const recent = major > 22 || (major === 22 && minor >= 18);
	return {
		name: 'node',
		state: recent ? 'pass' : 'fail',
		detail: `${process.versions.node} on ${process.platform} ${process.arch}, kernel ${release()}`,
		remedy: recent ? null : 'Install Node 22.18 or later.',
	};
}

/** Where another backend holds, bwrap is missed but not needed. */
function bubblewrap(run: StrictRun | undefined, facts: HostFacts): Check {
	try {
		const path = findBubblewrap();
		const version = execFileSync(path, ['--version'], {encoding: 'utf8', env: {}}).trim();
		return bubblewrapCheck(version, path, run?.capabilities, facts);
	} catch (thrown) {
		const {message, hint} = toSkillLiteError(thrown);
		return {
			name: 'bubblewrap',
			state: run === undefined ? 'fail' : 'warn',
			detail: message.replace(/^Cannot run anything: /, ''),
			remedy: hint ?? null,
		};
	}
}

interface StrictRun {
	readonly capabilities: Capabilities;
	readonly outcome: RunOutcome;
}

async function strictRun(): Promise<{readonly check: Check; readonly run?: StrictRun}> {
	try {
		const capabilities = await sandboxCapabilities(runWith);
		const outcome = await runWith(capabilities, probeJob(), '');
		const missing = missingGuarantees(outcome);
		const ready = missing.length === 0;
		return {
			check: {
				name: 'strict run',
				state: ready ? 'pass' : 'fail',
				detail: ready
					? `a script tried ${guarantees.join(', ')}: all held, in ${outcome.usage.wallMs} ms`
					: `a script found not held: ${missing.join(', ')}`,
				remedy: ready ? null : 'Run skilllite doctor --verbose and look at the layers below.',
			},
			run: {capabilities, outcome},
		};
	} catch (thrown) {
		const {message, hint} = toSkillLiteError(thrown);
		return {check: {name: 'strict run', state: 'fail', detail: message, remedy: hint ?? null}};
	}
}

function interpreterCheck(runtime: Runtime, packageName: string, purpose: string): Check {
	return attempt(
		packageName,
		() => {
			const [mount] = interpreterFor({runtime, limits: limitsFor(runtime, emptyPolicy.resources), typescript: false, programs: []}).mounts;
			return runtime === 'bash' ? 'found, with the common shell programs' : `found at ${mount?.source}`;
		},
		`Needed for ${purpose}. Install it with: ${installCommand(packageName)}`,
	);
}

function programCheck(name: string, purpose: string): Check {
	const path = findProgram(name);
	return {
		name,
		state: path === undefined ? 'warn' : 'pass',
		detail: path === undefined ? `not installed; needed by ${purpose}` : `found at ${path}`,
		remedy: path === undefined ? `Install it with: ${installCommand(name)}` : null,
	};
}

function attempt(name: string, look: () => string, remedy?: string): Check {
	try {
		return {name, state: 'pass', detail: look(), remedy: null};
	} catch (thrown) {
		const error = toSkillLiteError(thrown);
		return {name, state: 'fail', detail: error.message, remedy: remedy ?? error.hint ?? null};
	}
}
