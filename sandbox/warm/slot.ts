/**
One sandbox whose interpreter has been started, is locked down in full, and waits for its one job.

It is planned, limited and watched by the code of a cold run; what differs is only when the script starts.
*/

import type {Sha256} from '../base/canonical-json.ts';
import {SandboxError} from '../base/errors.ts';
import type {RunOutcome} from '../envelope.ts';
import type {Job} from '../job.ts';
import type {Capabilities} from '../linux/capabilities.ts';
import {startWaiting} from '../linux/supervisor.ts';
import {finishRun, prepareRun, type RunHooks} from '../run.ts';
import {encodeJob, preloadFor} from './preload.ts';

/** The slot was gone before it got its job: nothing of the job has run. */
export class SlotLost extends Error {
	override readonly name = 'SlotLost';
}

export interface Slot {
	readonly key: Sha256;
	/** Resolves when it waits, with false when it never will. */
	readonly ready: Promise<boolean>;
	/** Resolves when nothing of it is there any more. */
	readonly gone: Promise<void>;
	/**
	Run the one job of this slot; `key` is the job's.

	Throws SlotLost, a SandboxError (`setup`) for a job of another key or a second job, and what `runJob` throws.
	*/
	run(key: Sha256, job: Job, stdin: string | Uint8Array, hooks: RunHooks): Promise<RunOutcome>;
	/** End it if it has no job yet; it then never gets one. */
	discard(): void;
}

/** Start a slot for jobs like this one. `mostIdleMs` is for a host that forgets it: the supervisor ends it then. */
export function startSlot(key: Sha256, job: Job, capabilities: Capabilities, mostIdleMs: number): Slot {
	const run = prepareRun({...job, args: [], proxyPort: 0, preload: preloadFor(job)}, capabilities);
	const supervisorArgs = [...run.command.supervisorArgs, '-i', String(Math.ceil(mostIdleMs))];
	const waiting = startWaiting({...run.command, supervisorArgs});
	let isUsed = false;
	const leave = () => {
		if (!isUsed) {
			isUsed = true;
			waiting.discard();
			void waiting.gone.then(() => {
				run.group?.remove();
				run.plan.scratch?.remove();
			});
		}
	};
	void waiting.gone.then(leave);
	return {
		key,
		ready: waiting.ready,
		gone: waiting.gone,
		async run(its, next, stdin, hooks) {
			if (isUsed || its !== key) {
				throw new SandboxError('setup', 'Cannot run this job in a sandbox that was started for another one.');
			}

			hooks.signal?.throwIfAborted();
			try {
				hooks.onBegin?.();
			} catch (error) {
				leave();
				throw error;
			}

			isUsed = true;
			return finishRun({...run, job: {...next, proxyPort: 0}}, hooks, async watching => {
				const result = await waiting.perform([encodeJob(next), stdin], watching);
				if (result === undefined) {
					throw new SlotLost('The sandbox was gone before it got its job.');
				}

				return result;
			});
		},
		discard: leave,
	};
}
