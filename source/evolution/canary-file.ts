/** The canary's state between processes: `canary.json`, read and written under a lock. */

import type {CanaryState} from './canary.ts';
import type {Disk} from './store/disk.ts';

const name = 'canary.json';

/** Null when none runs, or what is there is no canary: then `refs/canary` alone gives nobody anything. */
export function readCanary(disk: Disk): CanaryState | null {
	try {
		const state = JSON.parse(disk.read(name)?.toString('utf8') ?? 'null') as CanaryState | null;
		return state !== null && state.v === 1 && Array.isArray(state.sessions) && Array.isArray(state.outcomes) ? state : null;
	} catch {
		return null;
	}
}

export function writeCanary(disk: Disk, state: CanaryState): void {
	disk.replace(name, `${JSON.stringify(state)}\n`);
}

export function removeCanary(disk: Disk): void {
	disk.remove(name);
}

/** Change the state while nobody else does. Gives what the change gives, or undefined when no canary runs. */
export function withCanary<T>(disk: Disk, change: (state: CanaryState) => {readonly state: CanaryState; readonly value: T}): T | undefined {
	return disk.exclusively('canary.lock', () => {
		const state = readCanary(disk);
		if (state === null) {
			return undefined;
		}

		const changed = change(state);
		if (changed.state !== state) {
			writeCanary(disk, changed.state);
		}

		return changed.value;
	});
}
