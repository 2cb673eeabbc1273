/** Slots without sandboxes, and a clock that stands still, for the tests of the shelf and the pool. */

import type {Sha256} from '../../../sandbox/base/canonical-json.ts';
import type {Clock} from '../../../sandbox/egress/clock.ts';
import type {RunOutcome} from '../../../sandbox/envelope.ts';
import {type Slot, SlotLost} from '../../../sandbox/warm/slot.ts';

export interface FakeSlot extends Slot {
	isDiscarded(): boolean;
	jobs(): number;
	/** As when the machine ends it. */
	die(): void;
}

export interface FakeOptions {
	readonly isReady?: boolean;
	/** It is gone when the job comes, and nobody has noticed. */
	readonly isLost?: boolean;
	/** Jobs end when this does. */
	readonly until?: Promise<void>;
}

export function fakeSlot(key: Sha256, {isReady = true, isLost = false, until = Promise.resolve()}: FakeOptions = {}): FakeSlot {
	const gone = Promise.withResolvers<void>();
	let discarded = false;
	let jobs = 0;
	return {
		key,
		ready: Promise.resolve(isReady),
		gone: gone.promise,
		async run(_key, _job, _stdin, hooks) {
			jobs++;
			hooks.onBegin?.();
			if (isLost) {
				throw new SlotLost('gone');
			}

			await until;
			gone.resolve();
			return {...outcome, stdout: 'warm'};
		},
		discard() {
			discarded ||= jobs === 0;
			gone.resolve();
		},
		isDiscarded: () => discarded,
		jobs: () => jobs,
		die: gone.resolve,
	};
}

const outcome: RunOutcome = {
	backend: 'bwrap',
	layers: {userns: true, seccomp: true, landlock: false, cgroup: false, notify: true},
	exitCode: 0,
	signal: null,
	ended: 'exit',
	stdout: '',
	stderr: '',
	truncated: {stdout: false, stderr: false},
	usage: {wallMs: 0, cpuMs: 0, maxRssBytes: 0, processes: 1, writtenBytes: 0},
	denied: [],
};

export interface FakeClock extends Clock {
	/** Time goes on; with `timersToo: false` as for a process that is busy, whose timers are late. */
	pass(ms: number, options?: {readonly timersToo?: boolean}): void;
	readonly pending: number;
}

export function fakeClock(): FakeClock {
	let now = 0;
	const timers = new Set<{readonly at: number; readonly action: () => void}>();
	return {
		now: () => now,
		after(delayMs, action) {
			const timer = {at: now + delayMs, action};
			timers.add(timer);
			return () => timers.delete(timer);
		},
		pass(ms, {timersToo = true} = {}) {
			now += ms;
			for (const timer of timersToo ? [...timers].filter(({at}) => at <= now) : []) {
				timers.delete(timer);
				timer.action();
			}
		},
		get pending() {
			return timers.size;
		},
	};
}
