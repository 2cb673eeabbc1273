/** What the engine takes up next: the families that fail most and were tried least, and nothing that was refused lately. */

import type {Cluster} from './task-log.ts';
import {tasksPerDay} from './task-log.ts';

const memoryTasks = 60 * tasksPerDay;
/** Below this many tasks to judge by, most tests end before they can show anything. */
const leastJudging = 12;
const patience = 3;

export class Agenda {
	readonly #tries = new Map<number, number>();
	readonly #misses = new Map<number, number>();
	readonly #waitsUntil = new Map<number, number>();
	readonly #refused = new Map<string, number>();

	/** The cluster to work on, or undefined when there is none that is worth it now. */
	choose(clusters: readonly Cluster[], judging: (family: number) => number, now: number): Cluster | undefined {
		const open = clusters.filter(({family}) => judging(family) >= leastJudging && (this.#waitsUntil.get(family) ?? 0) <= now);
		const value = ({family, failures}: Cluster) => failures.length / (1 + (this.#tries.get(family) ?? 0)) ** 2;
		return open.sort((a, b) => value(b) - value(a))[0];
	}

	tried(family: number): void {
		this.#tries.set(family, (this.#tries.get(family) ?? 0) + 1);
	}

	refused(id: string, now: number): void {
		this.#refused.set(id, now);
	}

	/** Something helped there, though it did not get in: another wording of it is the best there is to try. */
	promising(family: number): void {
		this.#tries.set(family, 0);
		this.#misses.set(family, 0);
	}

	/** After three candidates that did not help a family waits, twice as long each time. */
	missed(family: number, now: number): void {
		const misses = (this.#misses.get(family) ?? 0) + 1;
		this.#misses.set(family, misses);
		if (misses >= patience) {
			this.#waitsUntil.set(family, now + tasksPerDay * 2 ** (misses - patience + 1));
		}
	}

	wasRefused(id: string, now: number): boolean {
		const at = this.#refused.get(id);
		return at !== undefined && at > now - memoryTasks;
	}
}
