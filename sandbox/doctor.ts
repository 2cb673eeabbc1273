/** What of the sandbox works on this machine: each layer by itself, then a real strict run. */

import {execFileSync} from 'node:child_process';
import {release} from 'node:os';
import {backendGaps} from './backend-gaps.ts';
import {toSkillLiteError} from './base/errors.ts';
import {emptyPolicy} from './policy.ts';
import {limitsFor} from './limits.ts';
import {findBubblewrap} from './linux/find-bubblewrap.ts';
import {interpreterFor} from './linux/interpreters.ts';
import {nativePrograms} from './linux/native.ts';
import {guarantees, missingGuarantees, probeJob} from './linux/probe.ts';
import {installCommand} from './linux/remedies.ts';
import {findProgram} from './linux/toolbox.ts';
import type {RunOutcome} from './envelope.ts';
import type {Runtime} from './manifest/manifest.ts';
import {runJob} from './run.ts';

export interface Check {
	readonly name: string;
	readonly state: 'pass' | 'warn' | 'fail' | 'skip';
	readonly detail: string;
	/** What to do about it; null when there is nothing to do. */
	readonly remedy: string | null;
}

/** Check everything that a run needs. Never throws: what fails is a check that says so. */
export async function diagnose(): Promise<readonly Check[]> {
	const strict = await strictRun();
	return [
		nodeCheck(),
		...(process.platform === 'linux' ? [bubblewrapCheck(strict.outcome), launcherCheck()] : []),
		strict.check,
		...(strict.outcome ? layerChecks(strict.outcome) : []),
		interpreterCheck('python', 'python3', 'Python skills'),
		interpreterCheck('bash', 'bash', 'shell skills'),
		programCheck('git', 'git-summary and skills from repositories'),
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
function bubblewrapCheck(outcome: RunOutcome | undefined): Check {
	const check = attempt('bubblewrap', () => {
		const path = findBubblewrap();
		return `${execFileSync(path, ['--version'], {encoding: 'utf8', env: {}}).trim()} at ${path}`;
	});
	const detail = check.detail.replace(/^Cannot run anything: /, '');
	return {...check, detail, state: check.state === 'fail' && outcome !== undefined ? 'warn' : check.state};
}

function launcherCheck(): Check {
	return attempt('launcher', () => {
		nativePrograms();
		return 'built for this machine, hashes match';
	});
}

async function strictRun(): Promise<{readonly check: Check; readonly outcome?: RunOutcome}> {
	try {
		const outcome = await runJob(probeJob(), '');
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
			outcome,
		};
	} catch (thrown) {
		const {message, hint} = toSkillLiteError(thrown);
		return {check: {name: 'strict run', state: 'fail', detail: message, remedy: hint ?? null}};
	}
}

function layerChecks({layers, backend}: RunOutcome): readonly Check[] {
	const layer = (name: string, on: boolean, detail: string, off: string): Check => ({
		name,
		state: on ? 'pass' : 'warn',
		detail: on ? detail : off,
		remedy: null,
	});
	const gaps = backendGaps(backend);
	return [
		layer('backend', gaps.length === 0, `${backend}, nothing missing`, `${backend}: ${gaps.join('; ')}`),
		layer('namespaces', layers.userns, 'user, mount, process, network, IPC, host name', 'off'),
		layer('seccomp', layers.seccomp, 'default deny, one exec', 'off'),
		layer('denial records', layers.notify, 'denied system calls are counted', 'denied system calls are refused but not counted'),
		layer('landlock', layers.landlock !== false, `ABI ${layers.landlock}`, 'this kernel has none; namespaces and seccomp hold without it'),
		cgroupCheck(layers.cgroup),
	];
}

function cgroupCheck(version: RunOutcome['layers']['cgroup']): Check {
	return {
		name: 'cgroup',
		state: version === false ? 'warn' : 'pass',
		detail:
			version === false
				? 'no group with memory and tasks can be made here: each process is held by rlimits, all together by the meter'
				: `${version}: memory and tasks of a whole run`,
		remedy:
			version === false
				? 'For a kernel bound on whole runs: systemd-run --user --scope -p Delegate=yes skilllite, or start it as root.'
				: null,
	};
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
