/** Starts one command as somebody and waits for its end. */

import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {asUser} from '../test/attacks/identity.ts';
import {environmentOf} from './bench.ts';
import type {ReadyPeer, ScriptResult, Start} from './peers/peer.ts';

export interface Performance extends ScriptResult {
	readonly tookMs: number;
	/** It had not ended by itself when its time was over. */
	readonly timedOut: boolean;
}

export interface PerformOptions {
	readonly timeoutMs?: number;
	/** Ends it before its time. */
	readonly signal?: AbortSignal;
	/** Variables beyond those that every command gets. */
	readonly environment?: Readonly<Record<string, string>>;
}

export async function performScript(
	peer: ReadyPeer,
	start: Start,
	{timeoutMs = 30_000, signal, environment = {}}: PerformOptions = {},
): Promise<Performance> {
	const {
		command: [program = '', ...args],
		stdin = start.stdin,
		read,
	} = peer.invoke(start);
	const begun = performance.now();
	const child = spawn(program, args, {
		...asUser(start.caller),
		// Empty: some sandboxes look through it at each start.
		cwd: start.caller.workspace,
		env: {...environmentOf(start.caller), ...environment},
		// A group of its own, which can be ended as one.
		detached: true,
	});
	let timedOut = false;
	const giveUp = () => {
		timedOut = true;
		killGroup(child.pid);
	};
	const timer = setTimeout(giveUp, timeoutMs);
	signal?.addEventListener('abort', giveUp, {once: true});
	child.stdin.on('error', () => {
		// It ended without reading.
	});
	child.stdin.end(stdin);
	const output = {stdout: '', stderr: ''};
	for (const name of ['stdout', 'stderr'] as const) {
		child[name].setEncoding('utf8').on('data', (chunk: string) => {
			output[name] += chunk;
		});
	}

	const closed = once(child, 'close');
	try {
		const exitCode = await endOf(child);
		const tookMs = performance.now() - begun;
		// What it left behind may hold its output open, also from a group of its own: then the rest is not waited for.
		const patience = setTimeout(() => child.emit('close'), 1000);
		await closed;
		clearTimeout(patience);
		return {...(read ? read(output.stdout) : {...output, exitCode}), tookMs, timedOut};
	} finally {
		clearTimeout(timer);
		killGroup(child.pid);
		child.stdout.destroy();
		child.stderr.destroy();
	}
}

function endOf(child: ChildProcess): Promise<number | null> {
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', resolve);
	});
}

function killGroup(pid: number | undefined): void {
	try {
		process.kill(-(pid ?? Number.NaN), 'SIGKILL');
	} catch {
		// All gone.
	}
}
