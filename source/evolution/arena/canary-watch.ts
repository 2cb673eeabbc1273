/** A canary in RuleWorld: every session has one arm, two of each four sessions the candidate's, in an order of chance. */

import {type CanaryVerdict, canaryHorizon, judgeCanary} from '../statistics/canary-rule.ts';
import {draw} from './counter-random.ts';
import type {Proposal} from './proposer.ts';
import {type LoggedTask, sessionTasks, tasksPerDay} from './task-log.ts';

const blockSessions = 4;
const watchedFirst = 6;

export class CanaryWatch {
	readonly proposal: Proposal;
	/** The set of the candidate's sessions. */
	readonly active: readonly Proposal[];
	readonly #seed: number;
	readonly #began: number;
	readonly #before: {readonly successes: number; readonly known: number};
	readonly #counts = {candidate: {successes: 0, known: 0}, incumbent: {successes: 0, known: 0}};
	readonly #first: boolean[] = [];
	#tasks = 0;

	constructor(
		proposal: Proposal,
		{
			head,
			seed,
			began,
			before,
		}: {
			readonly head: readonly Proposal[];
			readonly seed: number;
			readonly began: number;
			readonly before: {readonly successes: number; readonly known: number};
		},
	) {
		this.proposal = proposal;
		this.active = [...head, proposal];
		this.#seed = seed;
		this.#began = began;
		this.#before = before;
	}

	get began(): number {
		return this.#began;
	}

	/** Whether a session runs with the candidate. */
	holdsIn(session: number): boolean {
		const block = Math.floor(session / blockSessions);
		const place = (slot: number) => draw(this.#seed, 'assign', block, slot);
		const own = place(session % blockSessions);
		return [0, 1, 2, 3].filter(slot => place(slot) < own).length < blockSessions / 2;
	}

	/** A task's outcome came; says what to do once a block of tasks is through. */
	record({index, session, known, reported}: LoggedTask, now: number): CanaryVerdict | null {
		if (index < this.#began) {
			return null;
		}

		this.#tasks += 1;
		if (known) {
			this.#count(this.holdsIn(session), reported);
		}

		const isOver = this.#tasks >= canaryHorizon.tasks;
		if (this.#tasks % sessionTasks !== 0 || !(isOver || this.#looksWorse())) {
			return null;
		}

		return judgeCanary({
			...this.#counts,
			before: this.#before,
			firstOutcomes: this.#first,
			tasks: this.#tasks,
			days: (now - this.#began) / tasksPerDay,
			safetyEvent: false,
		});
	}

	/** Whether the rule could say anything but "watch": it takes long to ask, and a candidate that leads is not rolled back. */
	#looksWorse(): boolean {
		const {candidate, incumbent} = this.#counts;
		const weight = this.#before.known > 0 ? 20 / this.#before.known : 0;
		const expected = (1 + incumbent.successes + weight * this.#before.successes) / (2 + incumbent.known + weight * this.#before.known);
		return (1 + candidate.successes) / (2 + candidate.known) < expected;
	}

	#count(isCandidate: boolean, succeeded: boolean): void {
		const arm = this.#counts[isCandidate ? 'candidate' : 'incumbent'];
		arm.known += 1;
		arm.successes += succeeded ? 1 : 0;
		if (isCandidate && this.#first.length < watchedFirst) {
			this.#first.push(succeeded);
		}
	}
}
