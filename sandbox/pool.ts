/**
Warm slots for hosts that live long: sandboxes in which the interpreter has been started and locked down, each for one job.

A job takes a slot that was started for the very same skill, script, policy, limits and variables, or runs cold; either way it
gives the same outcome. A slot is never used twice, and a new one is started when a run is over, off its way.
*/

import type {Sha256} from './base/canonical-json.ts';
import {SandboxError} from './base/errors.ts';
import type {Clock} from './egress/clock.ts';
import type {RunOutcome} from './envelope.ts';
import type {Job} from './job.ts';
import {sandboxCapabilities} from './linux/probe.ts';
import {type RunHooks, runJob, runWith} from './run.ts';
import {createShelf, type Shelf} from './warm/shelf.ts';
import {type Slot, SlotLost, startSlot} from './warm/slot.ts';
import {slotKey} from './warm/slot-key.ts';

export interface PoolOptions {
	/** Slots in total; the default is 8. */
	readonly slots?: number;
	/** Slots for jobs that differ in their arguments alone: one, and up to so many where they run side by side; the default is 2. */
	readonly slotsForOne?: number;
	/** After so long without a job a slot is ended; the default is a minute. */
	readonly idleMs?: number;
	readonly clock?: Clock;
	/** For tests: how a slot is started. */
	readonly start?: StartSlot;
}

type StartSlot = (key: Sha256, job: Job) => Slot;

export interface PoolStats {
	/** Slots that wait for a job now, or will in a moment. */
	readonly idle: number;
	readonly started: number;
	/** Jobs that a slot has run. */
	readonly warmRuns: number;
	readonly coldRuns: number;
}

export interface Pool {
	/** As `runJob`. */
	run(job: Job, stdin: string | Uint8Array, hooks?: RunHooks): Promise<RunOutcome>;
	/** Have a slot for jobs like this one; resolves when it waits, or when there can be none: such jobs run cold. */
	warm(job: Job): Promise<void>;
	stats(): PoolStats;
	/** End all idle slots; resolves when they are gone. Jobs still run, cold. */
	close(): Promise<void>;
}

const defaultSlots = 8;
const defaultIdleMs = 60_000;

/** A pool without slots; the first comes after the first run, or with `warm`. It keeps no process alive. */
export function createPool(options: PoolOptions = {}): Pool {
	return new WarmPool(options);
}

class WarmPool implements Pool {
	readonly #options: PoolOptions;
	readonly #shelf: Shelf;
	/** How many jobs of a key run now. */
	readonly #running = new Map<Sha256, number>();
	#started = 0;
	#warmRuns = 0;
	#coldRuns = 0;
	#isClosed = false;

	constructor(options: PoolOptions) {
		const {slots = defaultSlots, idleMs = defaultIdleMs, clock = unobtrusiveClock} = options;
		this.#options = options;
		this.#shelf = createShelf({slots, idleMs}, clock);
	}

	async run(job: Job, stdin: string | Uint8Array, hooks: RunHooks = {}): Promise<RunOutcome> {
		hooks.signal?.throwIfAborted();
		const key = this.#isClosed ? undefined : slotKey(job);
		if (key === undefined) {
			return this.#runCold(job, stdin, hooks);
		}

		const once = beginningOnce(hooks);
		this.#count(key, 1);
		let others = 0;
		let outcome: RunOutcome;
		try {
			outcome = (await this.#runWarm(key, job, stdin, once)) ?? (await this.#runCold(job, stdin, once));
		} finally {
			others = this.#count(key, -1);
		}

		setImmediate(() => void this.#fill(key, job, 1 + others)).unref();
		return outcome;
	}

	async warm(job: Job): Promise<void> {
		const key = slotKey(job);
		if (key !== undefined) {
			await this.#fill(key, job, 1);
			await this.#shelf.look(key)?.ready;
		}
	}

	stats(): PoolStats {
		return {idle: this.#shelf.count(), started: this.#started, warmRuns: this.#warmRuns, coldRuns: this.#coldRuns};
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		await this.#shelf.clear();
	}

	/** Undefined when no slot took the job. */
	async #runWarm(key: Sha256, job: Job, stdin: string | Uint8Array, hooks: RunHooks): Promise<RunOutcome | undefined> {
		const slot = this.#shelf.take(key);
		try {
			if (slot === undefined || !(await slot.ready)) {
				return undefined;
			}

			const outcome = await slot.run(key, job, stdin, hooks);
			this.#warmRuns++;
			return outcome;
		} catch (error) {
			if (error instanceof SlotLost) {
				return undefined;
			}

			throw error;
		} finally {
			slot?.discard();
		}
	}

	#runCold(job: Job, stdin: string | Uint8Array, hooks: RunHooks): Promise<RunOutcome> {
		this.#coldRuns++;
		return runJob(job, stdin, hooks);
	}

	#count(key: Sha256, change: 1 | -1): number {
		const running = (this.#running.get(key) ?? 0) + change;
		if (running === 0) {
			this.#running.delete(key);
		} else {
			this.#running.set(key, running);
		}

		return running;
	}

	/** Start slots until there are as many as wanted; when that fails there are none, and a cold run will say why. */
	async #fill(key: Sha256, job: Job, wanted: number): Promise<void> {
		try {
			const start = this.#options.start ?? (await startWhenProbed(2 * (this.#options.idleMs ?? defaultIdleMs)));
			const most = Math.min(wanted, this.#options.slotsForOne ?? 2, this.#options.slots ?? defaultSlots);
			while (!this.#isClosed && this.#shelf.count(key) < most) {
				this.#shelf.put(start(key, job));
				this.#started++;
			}
		} catch {
			// Said by the cold run.
		}
	}
}

async function startWhenProbed(mostIdleMs: number): Promise<StartSlot> {
	const capabilities = await sandboxCapabilities(runWith);
	if (capabilities.backend !== 'bwrap') {
		throw new SandboxError('unavailable', 'Slots are kept on the default backend alone.');
	}

	return (key, job) => startSlot(key, job, capabilities, mostIdleMs);
}

/** A job whose slot turns out to be gone begins twice, and its caller is told once. */
function beginningOnce(hooks: RunHooks): RunHooks {
	let hasBegun = false;
	const onBegin = () => {
		if (!hasBegun) {
			hooks.onBegin?.();
			hasBegun = true;
		}
	};
	return {...hooks, onBegin};
}

/** Does not keep the process alive for the sake of an expiry. */
const unobtrusiveClock: Clock = {
	now: () => performance.now(),
	after(delayMs, action) {
		const timer = setTimeout(action, delayMs).unref();
		return () => clearTimeout(timer);
	},
};
