/** What a run remembers of its tasks, as the engine may know it: clusters of failures, and tasks that can be replayed. */

import {draw} from './counter-random.ts';
import {familyCount} from './world.ts';
import type {World} from './worlds.ts';

export interface LoggedTask {
	readonly index: number;
	readonly family: number;
	readonly session: number;
	readonly known: boolean;
	/** What the check or the user said, right or wrong. */
	readonly reported: boolean;
	/** The recorded check says the opposite of what happens. */
	readonly wrong: boolean;
	readonly tainted: boolean;
	readonly replayable: boolean;
	/** In the half that only judges; the other half may suggest. */
	readonly judges: boolean;
	/** What it cost. */
	readonly tokens: number;
	/** How often it was replayed for a decision. */
	served: number;
}

export interface Cluster {
	readonly family: number;
	readonly failures: readonly LoggedTask[];
}

export const share = {judges: 0.5};
const windowTasks = 280;
const retentionTasks = 600;
const leastFailures = 3;
const mostServed = 20;

export class TaskLog {
	readonly #world: World;
	readonly #tasks: LoggedTask[] = [];
	/** By family; the same objects. */
	readonly #pool: LoggedTask[][] = Array.from({length: familyCount * 2}, () => []);

	constructor(world: World) {
		this.#world = world;
	}

	add(index: number, family: number, session: number, succeeded: boolean): LoggedTask {
		const {seed, coverage, wrong, tainted, replayable} = this.#world;
		const known = draw(seed, 'known', index) < coverage;
		const isWrong = wrong > 0 && draw(seed, 'wrong', index) < wrong;
		const task: LoggedTask = {
			index,
			family,
			session,
			known,
			reported: succeeded !== isWrong,
			wrong: isWrong,
			tainted: draw(seed, 'taint', index) < tainted,
			replayable: known && draw(seed, 'pool', index, 1) < replayable,
			judges: draw(seed, 'pool', index, 2) < share.judges,
			tokens: tokensOf(seed, index),
			served: 0,
		};
		this.#tasks.push(task);
		if (task.replayable && task.judges) {
			this.#pool[family]?.push(task);
		}

		return task;
	}

	get length(): number {
		return this.#tasks.length;
	}

	/** The task whose outcome becomes known now. */
	at(index: number): LoggedTask | undefined {
		return this.#tasks[index];
	}

	/** Families that failed three times or more in two sessions or more, since a task; the worst first. */
	clusters(since: (family: number) => number): readonly Cluster[] {
		const now = this.#tasks.length - this.#world.delay;
		const byFamily = new Map<number, LoggedTask[]>();
		for (const task of this.#tasks.slice(Math.max(0, now - windowTasks), Math.max(0, now))) {
			if (task.known && !task.reported && !task.judges && task.index >= since(task.family)) {
				const failures = byFamily.get(task.family);
				if (failures === undefined) {
					byFamily.set(task.family, [task]);
				} else {
					failures.push(task);
				}
			}
		}

		return [...byFamily]
			.filter(([, failures]) => failures.length >= leastFailures && failures.some(({session}) => session !== failures[0]?.session))
			.map(([family, failures]) => ({family, failures}))
			.sort((a, b) => b.failures.length - a.failures.length || a.family - b.family);
	}

	/** Tasks of a family that may judge, the newest first. */
	judging(family: number): readonly LoggedTask[] {
		const now = this.#tasks.length - this.#world.delay;
		return (this.#pool[family] ?? [])
			.filter(({index, served}) => index < now && index >= now - retentionTasks && served < mostServed)
			.reverse();
	}

	/** Outcomes of the last tasks that are known. */
	lastKnown(count: number): {readonly successes: number; readonly known: number} {
		let successes = 0;
		let known = 0;
		for (let index = this.#tasks.length - 1 - this.#world.delay; index >= 0 && known < count; index -= 1) {
			const task = this.#tasks[index];
			if (task?.known) {
				known += 1;
				successes += task.reported ? 1 : 0;
			}
		}

		return {successes, known};
	}
}

const medianTokens = 8000;
const spread = 0.7;

/** Log-normal, 10,000 on average: most tasks are short and a few are long. */
function tokensOf(seed: number, index: number): number {
	const radius = Math.sqrt(-2 * Math.log(1 - draw(seed, 'pool', index, 3)));
	return Math.round(medianTokens * Math.exp(spread * radius * Math.cos(2 * Math.PI * draw(seed, 'pool', index, 4))));
}
