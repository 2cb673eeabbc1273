/**
What evolution may spend: a tenth of what the user's own work took in the last seven days. A test that is broken off has
cost its tokens and shown nothing, so the budget is asked before one begins rather than in the middle.
*/

import {tasksPerDay} from './task-log.ts';

const windowTasks = 7 * tasksPerDay;
const share = 0.1;
/** A test that has begun is finished, up to this; what it took too much is saved before the next begins. */
const mostOverdrawn = 120_000;

export class Budget {
	readonly #live: number[] = [];
	readonly #spent: number[] = [];

	/** A task of the user was done and took so many tokens. */
	work(tokens: number): void {
		this.#live.push(tokens);
		this.#spent.push(0);
	}

	/** Charge tokens to the day; false when the budget does not have them any more. */
	spend(tokens: number): boolean {
		const last = this.#spent.length - 1;
		this.#spent[last] = (this.#spent[last] ?? 0) + tokens;
		return this.left() >= -mostOverdrawn;
	}

	left(): number {
		return share * sum(this.#live.slice(-windowTasks)) - sum(this.#spent.slice(-windowTasks));
	}

	totals(): {readonly live: number; readonly spent: number} {
		return {live: sum(this.#live), spent: sum(this.#spent)};
	}
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}
