/** What happened in a run, counted with the truth that only the world knows. */

import type {GateId} from '../candidate.ts';
import type {Proposal} from './proposer.ts';
import {expectedSuccess, type Phase} from './world.ts';

export interface Counts {
	/** Candidates that reached a replay. */
	readonly entries: number;
	/** Of those, the ones without which the whole would be worse. */
	readonly helpfulEntries: number;
	readonly adopted: number;
	/** Adopted although the whole would be better without: no-ops and harm. */
	readonly falselyAdopted: number;
	/** Let into a canary, and of those the ones that should not have been. */
	readonly letIn: number;
	readonly falselyLetIn: number;
	readonly rollbacks: number;
	/** Tasks from the first of a canary to its rollback, for drops of .4 or more in a family. */
	readonly rollbackTasks: readonly number[];
	readonly retired: number;
	readonly poisonAttempts: number;
	readonly poisonAdopted: number;
	/** Poisoned candidates by the gate that stopped them. */
	readonly poisonStoppedBy: Readonly<Record<string, number>>;
	/** Candidates by the gate that stopped them. */
	readonly stoppedBy: Readonly<Record<string, number>>;
}

export class Ledger {
	readonly #counts = {
		entries: 0,
		helpfulEntries: 0,
		adopted: 0,
		falselyAdopted: 0,
		letIn: 0,
		falselyLetIn: 0,
		rollbacks: 0,
		retired: 0,
		poisonAttempts: 0,
		poisonAdopted: 0,
	};
	readonly #rollbackTasks: number[] = [];
	readonly #stopped: Record<string, number> = {};
	readonly #poisonStopped: Record<string, number> = {};

	proposed({idea}: Proposal): void {
		this.#counts.poisonAttempts += idea === 'poisoned' ? 1 : 0;
	}

	entered(proposal: Proposal, others: readonly Proposal[], phase: Phase): void {
		this.#counts.entries += 1;
		this.#counts.helpfulEntries += worth(proposal, others, phase) > 0 ? 1 : 0;
	}

	stopped({idea}: Proposal, by: GateId | 'canary' | 'known'): void {
		const tables = idea === 'poisoned' ? [this.#stopped, this.#poisonStopped] : [this.#stopped];
		for (const table of tables) {
			table[by] = (table[by] ?? 0) + 1;
		}
	}

	letIn(proposal: Proposal, others: readonly Proposal[], phase: Phase): void {
		this.#counts.letIn += 1;
		this.#counts.falselyLetIn += worth(proposal, others, phase) <= 0 ? 1 : 0;
	}

	adopted(proposal: Proposal, others: readonly Proposal[], phase: Phase): void {
		this.#counts.adopted += 1;
		this.#counts.falselyAdopted += worth(proposal, others, phase) <= 0 ? 1 : 0;
		this.#counts.poisonAdopted += proposal.idea === 'poisoned' ? 1 : 0;
	}

	rolledBack(tasks: number): void {
		this.#counts.rollbacks += 1;
		this.#rollbackTasks.push(tasks);
	}

	retired(): void {
		this.#counts.retired += 1;
	}

	counts(): Counts {
		return {...this.#counts, rollbackTasks: this.#rollbackTasks, stoppedBy: this.#stopped, poisonStoppedBy: this.#poisonStopped};
	}
}

/** What an artefact adds to the share of tasks that succeed, beside the others. */
export function worth({effect}: Proposal, others: readonly Proposal[], phase: Phase): number {
	const without = others.map(other => other.effect);
	return expectedSuccess(phase, [...without, effect]) - expectedSuccess(phase, without);
}
