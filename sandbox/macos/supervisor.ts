/**
Starts a run on a Mac and sees it through: wall clock, output limit, kill. There is no program of ours around it, because
none could be built for a Mac here; so this does not outlive us, and a run may, by as long as its CPU limit lets it.
*/

import {spawn} from 'node:child_process';
import type {Readable, Writable} from 'node:stream';
import {SandboxError} from '../base/errors.ts';
import {collect, feed, handOver, type Output} from '../child-streams.ts';
import type {RunInput} from '../run-input.ts';

export interface HeldRun {
	/** What holds the run, and the run itself; see `heldCommand`. */
	readonly command: readonly string[];
	readonly environment: Readonly<Record<string, string>>;
	readonly folder: string;
	readonly wallSeconds: number;
	readonly outputBytes: number;
	readonly stdin: RunInput;
}

export interface HeldHooks {
	readonly onPid?: (pid: number) => void;
	readonly onOutput?: ((stream: 'stdout' | 'stderr', text: string) => void) | undefined;
	/** As in the supervisor of Linux. */
	readonly onData?: ((stream: 'stdout' | 'stderr', chunk: Buffer) => void) | undefined;
	/** Called once with a function that kills the run. */
	readonly onKillable?: (kill: () => void) => void;
}

export interface HeldResult {
	readonly by: 'exit' | 'wall';
	/** The exit code; null for one that a signal ended. */
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly wallMs: number;
	readonly stdout: Output;
	readonly stderr: Output;
	readonly overflowed: boolean;
}

/** Run a command until it is gone. Throws a SandboxError (`spawn`) when it cannot be started. */
export async function superviseHeld(run: HeldRun, hooks: HeldHooks = {}): Promise<HeldResult> {
	const [program = '', ...args] = run.command;
	const begun = performance.now();
	// A session of its own: no terminal to write to, and a group that a kill reaches whole.
	const child = spawn(program, args, {cwd: run.folder, env: run.environment, detached: true, stdio: ['pipe', 'pipe', 'pipe']});
	const kill = () => killGroup(child.pid);
	let by: HeldResult['by'] = 'exit';
	const clock = setTimeout(() => {
		by = 'wall';
		kill();
	}, run.wallSeconds * 1000);
	const budget = {left: run.outputBytes, overflowed: false};
	const overflow = () => {
		budget.overflowed = true;
		kill();
	};
	try {
		const gone = new Promise<Pick<HeldResult, 'code' | 'signal'>>((resolve, reject) => {
			child.once('exit', (code, signal) => resolve({code, signal}));
			child.once('error', cause => reject(new SandboxError('spawn', `Cannot start the sandbox: ${cause.message}.`, {cause})));
		});
		const read = (name: 'stdout' | 'stderr', stream: Readable) =>
			hooks.onData
				? handOver(stream, chunk => hooks.onData?.(name, chunk))
				: collect(stream, budget, overflow, text => hooks.onOutput?.(name, text));
		const output = Promise.all([read('stdout', child.stdout as Readable), read('stderr', child.stderr as Readable)]);
		feed(child.stdin as Writable, run.stdin);
		hooks.onKillable?.(kill);
		if (child.pid !== undefined) {
			hooks.onPid?.(child.pid);
		}

		const [end, [stdout, stderr]] = await Promise.all([gone, output]);
		return {...end, by, wallMs: Math.round(performance.now() - begun), stdout, stderr, overflowed: budget.overflowed};
	} catch (error) {
		kill();
		throw error;
	} finally {
		clearTimeout(clock);
	}
}

function killGroup(pid: number | undefined): void {
	try {
		if (pid !== undefined) {
			process.kill(-pid, 'SIGKILL');
		}
	} catch {
		// It is gone already.
	}
}
