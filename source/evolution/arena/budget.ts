/** The product's budget in RuleWorld: days are shares of tasks, and nothing is written down. */

import {allowance, mayBegin, mostTokensEach} from '../budget.ts';
import {retentionTasks, tasksPerDay} from './task-log.ts';

const windowTasks = 7 * tasksPerDay;

export class Budget {
	readonly #live: number[] = [];
	readonly #spent: number[] = [];
	/** When each test began. */
	readonly #tests: number[] = [];
	readonly #mostTests: number;

	constructor(mostTests: number) {
		this.#mostTests = mostTests;
	}

	/** A task of the user was done and took so many tokens. */
	work(tokens: number): void {
		this.#live.push(tokens);
		this.#spent.push(0);
	}

	/** Whether a test may begin that takes so many tokens at most. */
	mayBegin(estimate: number): boolean {
		const since = this.#live.length - retentionTasks;
		const tests = this.#tests.filter(at => at >= since).length;
		const left = allowance(sum(this.#live.slice(-windowTasks)), null) - sum(this.#spent.slice(-windowTasks));
		return mayBegin({left, tests, most: this.#mostTests}, estimate);
	}

	/** A candidate reached its replays. */
	entered(): void {
		this.#tests.push(this.#live.length);
	}

	/** What is no test. */
	charge(tokens: number): void {
		const last = this.#spent.length - 1;
		this.#spent[last] = (this.#spent[last] ?? 0) + tokens;
	}

	/** The purse of one test: charges tokens, false when there are none left. */
	purse(): (tokens: number) => boolean {
		let spent = 0;
		return tokens => {
			this.charge(tokens);
			spent += tokens;
			return spent <= mostTokensEach;
		};
	}

	totals(): {readonly live: number; readonly spent: number} {
		return {live: sum(this.#live), spent: sum(this.#spent)};
	}
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}
