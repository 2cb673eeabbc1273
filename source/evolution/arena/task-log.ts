/** What a run remembers of its tasks, as the engine may know it: clusters of failures, and tasks that can be replayed. */

import {draw} from './counter-random.ts';
import type {World} from './worlds.ts';

export const sessionTasks = 4;
/** What a person is taken to do on a day. */
export const tasksPerDay = 20;

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
	readonly tokens: number;
	/** In the half that only judges; the other half may suggest. */
	readonly judges: boolean;
}

export interface Cluster {
	readonly family: number;
	readonly failures: readonly LoggedTask[];
}

const windowTasks = 14 * tasksPerDay;
/** Thirty days. */
export const retentionTasks = 30 * tasksPerDay;
const leastFailures = 3;

export class TaskLog {
	readonly #world: World;
	readonly #tasks: LoggedTask[] = [];
	/** Tasks that may judge, by family. */
	readonly #judging = new Map<number, LoggedTask[]>();

	constructor(world: World) {
		this.#world = world;
	}

	add(family: number, succeeded: boolean): LoggedTask {
		const {seed, coverage, wrong, tainted, replayable} = this.#world;
		const index = this.#tasks.length;
		const known = draw(seed, 'known', index) < coverage;
		const isWrong = wrong > 0 && draw(seed, 'wrong', index) < wrong;
		const task: LoggedTask = {
			index,
			family,
			session: Math.floor(index / sessionTasks),
			known,
			reported: succeeded !== isWrong,
			wrong: isWrong,
			tainted: draw(seed, 'taint', index) < tainted,
			tokens: tokensOf(seed, index),
			judges: draw(seed, 'pool', index, 2) < 0.5,
		};
		this.#tasks.push(task);
		if (known && task.judges && draw(seed, 'pool', index, 1) < replayable) {
			this.#judging.set(family, [...(this.#judging.get(family) ?? []), task]);
		}

		return task;
	}

	at(index: number): LoggedTask | undefined {
		return this.#tasks[index];
	}

	/** Families that failed three times or more in two sessions or more, the worst first; only what happened since. */
	clusters(since: (family: number) => number): readonly Cluster[] {
		const now = this.#seen();
		const byFamily = new Map<number, LoggedTask[]>();
		for (const task of this.#tasks.slice(Math.max(0, now - windowTasks), now)) {
			if (task.known && !task.reported && !task.judges && task.index >= since(task.family)) {
				byFamily.set(task.family, [...(byFamily.get(task.family) ?? []), task]);
			}
		}

		return [...byFamily]
			.map(([family, failures]) => ({family, failures}))
			.filter(({failures}) => failures.length >= leastFailures && new Set(failures.map(({session}) => session)).size > 1)
			.sort((a, b) => b.failures.length - a.failures.length || a.family - b.family);
	}

	/** Tasks of a family that may judge. */
	judging(family: number): readonly LoggedTask[] {
		const now = this.#seen();
		return (this.#judging.get(family) ?? []).filter(({index}) => index < now && index >= now - retentionTasks);
	}

	/** Tasks of all other families that may judge. */
	judgingOthers(family: number): readonly LoggedTask[] {
		return [...this.#judging.keys()].filter(other => other !== family).flatMap(other => this.judging(other));
	}

	/** Outcomes of the last known tasks. */
	lastKnown(count: number): {readonly successes: number; readonly known: number} {
		const known: LoggedTask[] = [];
		for (let index = this.#seen() - 1; index >= 0 && known.length < count; index -= 1) {
			const task = this.#tasks[index];
			if (task?.known) {
				known.push(task);
			}
		}

		return {successes: known.filter(({reported}) => reported).length, known: known.length};
	}

	/** Tasks whose outcome has come. */
	#seen(): number {
		return Math.max(0, this.#tasks.length - this.#world.delay);
	}
}

const medianTokens = 8000;
const spread = 0.7;

/** Log-normal, 10,000 on average: most tasks are short and a few are long. */
function tokensOf(seed: number, index: number): number {
	const radius = Math.sqrt(-2 * Math.log(1 - draw(seed, 'pool', index, 3)));
	return Math.round(medianTokens * Math.exp(spread * radius * Math.cos(2 * Math.PI * draw(seed, 'pool', index, 4))));
}
