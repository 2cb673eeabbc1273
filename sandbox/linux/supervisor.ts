/**
The one place that starts untrusted code: spawns the supervisor, feeds it the policy
block, and turns its reports into one result.
*/

import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import type {Server, Socket} from 'node:net';
import type {Readable, Writable} from 'node:stream';
import {SandboxError} from '../base/errors.ts';
import {collect, ended, feed, handOver, type Output} from '../child-streams.ts';
import type {RunInput} from '../run-input.ts';

export interface SupervisedCommand {
	readonly supervise: string;
	readonly supervisorArgs: readonly string[];
	readonly command: readonly string[];
	readonly policyBlock: Uint8Array;
	readonly outputBytes: number;
	/** Whether the launcher hands over a listening socket. */
	readonly wantsListener: boolean;
	/** Whether there is a launcher that says when the skill itself starts; before that, output is bwrap's own. */
	readonly isSandboxed: boolean;
}

/** A command whose input is known when it starts. */
export interface FedCommand extends SupervisedCommand {
	readonly stdin: RunInput;
}

export interface SupervisedHooks {
	/**
	Called while the sandbox is being built, before the launcher is given the policy block that it waits for; if it
	throws, nothing of the skill has run or will.
	*/
	readonly onSpawned?: () => void;
	/** The sandbox's first process is there, or has its job; the number is the host's, the CPU time that of before the job. */
	readonly onPid?: (pid: number, cpuUsBefore: number) => void;
	readonly onOutput?: (stream: 'stdout' | 'stderr', text: string) => void;
	/** Takes the output over as it comes: `outputBytes` bounds nothing then, and only its beginning is kept. */
	readonly onData?: (stream: 'stdout' | 'stderr', chunk: Buffer) => void;
	readonly onListener?: (listener: Server) => void;
	/** Called once with a function that kills the run. */
	readonly onKillable?: (kill: () => void) => void;
}

/** The supervisor's last report; numbers as the kernel counted them. */
export interface EndReport {
	readonly by: 'exit' | 'wall' | 'cancelled';
	readonly started: boolean;
	/** False for a command that waited for its job and never got it. */
	readonly begun: boolean;
	readonly code: number;
	readonly signal: number;
	readonly wallMs: number;
	readonly cpuUs: number;
	readonly maxRssKb: number;
}

export interface SupervisedResult {
	readonly end: EndReport;
	/** The step that failed while the sandbox was built, and its errno; null when it stood. */
	readonly failure: {readonly step: string; readonly errno: number} | null;
	readonly landlockAbi: number;
	/** How often each system call was denied. */
	readonly denied: ReadonlyMap<number, {readonly count: number; readonly argument: number}>;
	readonly stdout: Output;
	readonly stderr: Output;
	readonly overflowed: boolean;
	/** What the supervisor looked at, each different call once; empty unless it was asked to. */
	readonly seen: readonly SeenCall[];
	/** Calls that it had no more room to write down. */
	readonly lost: number;
}

/** A call of an observed run. Whatever it holds was in the hands of the skill: evidence, no more. */
export interface SeenCall {
	readonly nr: number;
	/** Bytes, each as the character of its number. */
	readonly paths: readonly string[];
	/** Whether a path was longer than what is in `paths`. */
	readonly cut: boolean;
	readonly numbers: readonly number[];
	/** A `struct sockaddr` in hexadecimal digits, or empty. */
	readonly address: string;
}

type Report =
	| {readonly type: 'pid'; readonly pid: number; readonly cpuUs: number}
	| {readonly type: 'start'; readonly landlock: number}
	| {readonly type: 'fail'; readonly step: string; readonly errno: number}
	| {readonly type: 'denied'; readonly nr: number; readonly argument: number}
	| {readonly type: 'count'; readonly nr: number; readonly count: number}
	| ({readonly type: 'seen'} & SeenCall)
	| {readonly type: 'lost'; readonly count: number}
	| ({readonly type: 'end'} & EndReport);

/**
Run one command under the supervisor until it is gone.

Throws a SandboxError (`spawn`) when the supervisor itself cannot start or ends without a report.
*/
export async function superviseCommand(command: FedCommand, hooks: SupervisedHooks = {}): Promise<SupervisedResult> {
	const child = start(command);
	try {
		hooks.onSpawned?.();
	} catch (error) {
		// Only when the half-built sandbox is gone is it true that nothing runs.
		child.kill('SIGTERM');
		await exited(child);
		throw error;
	}

	feed(child.stdio[3] as Writable, command.policyBlock);
	return attend(child, command, [command.stdin], hooks);
}

/** A command that has been started and waits for its one job. */
export interface WaitingCommand {
	/** Resolves when it waits, with false when it never will. */
	readonly ready: Promise<boolean>;
	/** Resolves when it is gone, for whatever reason. */
	readonly gone: Promise<void>;
	/**
	Give it its job, as the pieces of its input, and see it through; undefined when it was gone before it got any of it.

	The clock and the accounting of the run begin here. Throws as `superviseCommand`.
	*/
	perform(input: readonly RunInput[], hooks: Omit<SupervisedHooks, 'onSpawned'>): Promise<SupervisedResult | undefined>;
	/** End it, job or not. */
	discard(): void;
}

/**
Start a command that waits: its supervisor is one with `-i`, and it says with one byte of output that it is ready.

While it waits it does not keep this process alive; being its child, it does not outlive it either.
*/
export function startWaiting(command: SupervisedCommand): WaitingCommand {
	const child = start(command);
	const gone = once(child, 'exit').then(
		() => {},
		// It could not be started.
		() => {},
	);
	for (const stream of child.stdio) {
		// An idle pipe that fails is one whose other end is gone, and that is seen by itself.
		stream?.on('error', () => {});
	}

	feed(child.stdio[3] as Writable, command.policyBlock);
	const ready = Promise.race([firstByte(child.stdout as Readable), gone.then(() => false)]);
	let isIdle = true;
	const setBusy = () => {
		isIdle = false;
		setHold(child, true);
	};
	void ready.then(() => setHold(child, !isIdle));
	return {
		ready,
		gone,
		async perform(input, hooks) {
			setBusy();
			// The supervisor learns of the job before the command does: what it says of its end depends on it.
			if (!child.kill('SIGUSR1')) {
				release(child);
				return undefined;
			}

			const result = await attend(child, command, input, hooks);
			return result.end.begun ? result : undefined;
		},
		discard() {
			setBusy();
			child.kill('SIGTERM');
			void gone.then(() => release(child));
		},
	};
}

/** Whether a child, and its pipes, which are sockets to Node, keep this process alive. */
function setHold(child: ChildProcess, holds: boolean): void {
	for (const handle of [child, ...(child.stdio as (Socket | null)[])]) {
		if (holds) {
			handle?.ref();
		} else {
			handle?.unref();
		}
	}
}

/** Close our ends of what nobody will read. */
function release(child: ChildProcess): void {
	for (const stream of child.stdio) {
		stream?.destroy();
	}
}

/** Takes one byte from a stream and leaves the rest to a later reader. */
async function firstByte(stream: Readable): Promise<boolean> {
	for (;;) {
		if (stream.read(1) !== null) {
			return true;
		}

		if (stream.readableEnded || stream.destroyed) {
			return false;
		}

		await new Promise<void>(resolve => {
			stream.once('readable', resolve).once('end', resolve).once('close', resolve);
		});
	}
}

/** See a started command through to its end: its input goes in, its output and the supervisor's reports come out. */
async function attend(
	child: ChildProcess,
	command: SupervisedCommand,
	input: readonly RunInput[],
	hooks: SupervisedHooks,
): Promise<SupervisedResult> {
	const kill = () => child.kill('SIGTERM');
	hooks.onKillable?.(kill);
	const budget = {left: command.outputBytes, overflowed: false};
	const overflow = () => {
		budget.overflowed = true;
		kill();
	};
	const live = createGate(hooks.onOutput ?? (() => {}));
	const data = createGate(hooks.onData ?? (() => {}));
	const read = (name: 'stdout' | 'stderr', stream: Readable) =>
		hooks.onData ? handOver(stream, chunk => data.pass(name, chunk)) : collect(stream, budget, overflow, text => live.pass(name, text));
	const stdout = read('stdout', child.stdout as Readable);
	const stderr = read('stderr', child.stderr as Readable);
	const openGates = () => {
		live.open();
		data.open();
	};
	if (!command.isSandboxed) {
		openGates();
	}

	const reports = readReports(child.stdio[4] as Readable, report => {
		if (report.type === 'pid') {
			hooks.onPid?.(report.pid, report.cpuUs);
		} else if (report.type === 'start') {
			openGates();
		}
	});
	if (command.wantsListener) {
		child.on('message', (_message, handle) => hooks.onListener?.(handle as Server));
	}

	feed(child.stdin as Writable, ...input);
	const [reported, out, err] = await Promise.all([reports, stdout, stderr, exited(child)]);
	return {...summarise(reported), stdout: out, stderr: err, overflowed: budget.overflowed};
}

/** Holds live output back until the skill has started: what comes before is for the error message, not for the screen. */
function createGate<Piece>(onOutput: (stream: 'stdout' | 'stderr', piece: Piece) => void) {
	const held: (readonly ['stdout' | 'stderr', Piece])[] = [];
	let isOpen = false;
	return {
		pass(stream: 'stdout' | 'stderr', piece: Piece): void {
			if (isOpen) {
				onOutput(stream, piece);
			} else {
				held.push([stream, piece]);
			}
		},
		open(): void {
			isOpen = true;
			for (const [stream, piece] of held.splice(0)) {
				onOutput(stream, piece);
			}
		},
	};
}

function start(command: SupervisedCommand): ChildProcess {
	return spawn(command.supervise, [...command.supervisorArgs, '--', ...command.command], {
		env: {},
		// A group of its own: Ctrl+C reaches us, and we decide what becomes of the run.
		detached: true,
		// 'advanced' would hang the hand-over of the listener.
		serialization: 'json',
		stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe', ...(command.wantsListener ? (['ipc'] as const) : [])],
	});
}

/** Settles when the process is gone and its streams are closed; they are read to their end whoever listens. */
function exited(child: ChildProcess): Promise<void> {
	for (const stream of [child.stdout, child.stderr, child.stdio[4] as Readable]) {
		stream?.resume();
	}

	return new Promise((resolve, reject) => {
		child.once('error', cause => {
			reject(new SandboxError('spawn', `Cannot start the sandbox supervisor: ${cause.message}.`, {cause}));
		});
		child.once('close', () => resolve());
	});
}

async function readReports(stream: Readable, onReport: (report: Report) => void): Promise<readonly Report[]> {
	const reports: Report[] = [];
	let rest = '';
	stream.setEncoding('utf8').on('data', (chunk: string) => {
		const lines = (rest + chunk).split('\n');
		rest = lines.pop() ?? '';
		try {
			for (const line of lines) {
				// The supervisor is ours and writes only words of its own: this is the parse at the edge.
				const report = JSON.parse(line) as Report;
				reports.push(report);
				onReport(report);
			}
		} catch (error) {
			stream.destroy(error instanceof Error ? error : new Error(String(error)));
		}
	});
	await ended(stream);
	return reports;
}

function summarise(reports: readonly Report[]) {
	const end = reports.find(report => report.type === 'end');
	const failure = reports.find(report => report.type === 'fail') ?? null;
	if (end === undefined && failure === null) {
		throw new SandboxError('spawn', 'The sandbox supervisor ended without a report, so nothing of the run is believed.');
	}

	const denied = new Map<number, {count: number; argument: number}>();
	for (const report of reports) {
		if (report.type === 'denied') {
			denied.set(report.nr, {count: 1, argument: report.argument});
		} else if (report.type === 'count') {
			denied.set(report.nr, {count: report.count, argument: denied.get(report.nr)?.argument ?? 0});
		}
	}

	const neverStarted: EndReport = {by: 'exit', started: false, begun: false, code: 126, signal: 0, wallMs: 0, cpuUs: 0, maxRssKb: 0};
	return {
		end: end ?? neverStarted,
		failure: failure && {step: failure.step, errno: failure.errno},
		landlockAbi: reports.find(report => report.type === 'start')?.landlock ?? 0,
		denied,
		seen: reports.filter(report => report.type === 'seen'),
		lost: reports.find(report => report.type === 'lost')?.count ?? 0,
	};
}
