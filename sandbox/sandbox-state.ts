/** Whether a run would be held here, at the least cost that is no guess: the self-test that every run relies on, remembered or made now. */

import type {Backend} from './envelope.ts';
import {limitsFor} from './limits.ts';
import {interpreterFor} from './linux/interpreters.ts';
import {sandboxCapabilities} from './linux/probe.ts';
import type {Runtime} from './manifest/manifest.ts';
import {emptyPolicy} from './policy.ts';
import {runWith} from './run.ts';

export interface SandboxState {
	/** What passed the self-test; null where nothing did, and then nothing runs. */
	readonly backend: Backend | null;
	/** Tried by this call; else since this machine started, and nothing that it depends on has changed. */
	readonly isTriedNow: boolean;
	/** Interpreters of skills that are not here. */
	readonly missing: readonly string[];
}

/** What holds a run on this machine. Never throws. */
export async function sandboxState(): Promise<SandboxState> {
	return process.platform === 'darwin' ? macState() : linuxState();
}

async function linuxState(): Promise<SandboxState> {
	let isTriedNow = false;
	try {
		const {backend} = await sandboxCapabilities((capabilities, job, stdin) => {
			isTriedNow = true;
			return runWith(capabilities, job, stdin);
		});
		const missing = [
			['python', 'python3'],
			['bash', 'bash'],
		] as const;
		return {backend, isTriedNow, missing: missing.filter(([runtime]) => !hasInterpreter(runtime)).map(([, name]) => name)};
	} catch {
		// Why, doctor says.
		return {backend: null, isTriedNow, missing: []};
	}
}

async function macState(): Promise<SandboxState> {
	const {macChecks} = await import('./macos/doctor.ts');
	const checks = await macChecks();
	const isHeld = checks.some(({name, state}) => name === 'strict run' && state === 'pass');
	const hasPython = checks.every(({name, state}) => name !== 'python3' || state === 'pass');
	return {backend: isHeld ? 'seatbelt' : null, isTriedNow: true, missing: hasPython ? [] : ['python3']};
}

function hasInterpreter(runtime: Runtime): boolean {
	try {
		interpreterFor({runtime, limits: limitsFor(runtime, emptyPolicy.resources), typescript: false, programs: []});
		return true;
	} catch {
		return false;
	}
}
