/** Ways of learning without a test: everything, what a judge calls good, and the thresholds that SkillLite published. */

import {draw} from './counter-random.ts';
import {ask, type Learner, type Surroundings} from './learner.ts';
import {worth} from './ledger.ts';
import type {Proposal} from './proposer.ts';
import {type LoggedTask, tasksPerDay} from './task-log.ts';
import {phaseAt} from './worlds.ts';

const cap = 50;
const judgeAccuracy = 0.727;

/** Learns nothing. */
export function frozenLearner(): Learner {
	return {head: [], activeIn: () => [], afterTask() {}, reflect: async () => {}};
}

/** Adopts what is proposed where `accepts` says so. */
class NaiveLearner implements Learner {
	head: readonly Proposal[] = [];
	protected readonly surroundings: Surroundings;
	readonly #accepts: (proposal: Proposal, head: readonly Proposal[]) => boolean;

	constructor(surroundings: Surroundings, accepts: (proposal: Proposal, head: readonly Proposal[]) => boolean) {
		this.surroundings = surroundings;
		this.#accepts = accepts;
	}

	activeIn(): readonly Proposal[] {
		return this.head;
	}

	afterTask(_done: LoggedTask, _seen: LoggedTask | undefined): void {}

	async reflect(): Promise<void> {
		const [cluster] = this.surroundings.log.clusters(() => 0);
		if (cluster === undefined || this.head.length >= cap) {
			return;
		}

		const proposal = ask(this.surroundings, cluster);
		const isNew = this.head.every(({artefact}) => artefact.id !== proposal.artefact.id);
		if (isNew && this.#accepts(proposal, this.head)) {
			const {ledger, world, now} = this.surroundings;
			ledger.entered(proposal, this.head, phaseAt(world, now()));
			ledger.adopted(proposal, this.head, phaseAt(world, now()));
			this.head = [...this.head, proposal];
		}
	}
}

/** Adopts every proposal, up to a cap. */
export function ungatedLearner(surroundings: Surroundings): Learner {
	return new NaiveLearner(surroundings, () => true);
}

/** Adopts what a model calls good that is right 72.7 % of the time. */
export function judgedLearner(surroundings: Surroundings): Learner {
	const {world, now, next} = surroundings;
	return new NaiveLearner(surroundings, (proposal, head) => {
		const isGood = proposal.idea !== 'poisoned' && worth(proposal, head, phaseAt(world, now())) > 0;
		const isRight = draw(world.seed, 'judge', next()) < judgeAccuracy;
		return isGood === isRight;
	});
}

interface RuleRecord {
	triggers: number;
	successes: number;
}

/**
A re-implementation of what SkillLite 0.1.29 publishes: adopt without a behavioural test up to 50 rules; retire a rule
of which, after five uses or more, less than .3 went well; take the latest change back when the daily share of
successes falls by more than ten points twice in a row.
*/
class ThresholdLearner extends NaiveLearner {
	readonly #records = new Map<string, RuleRecord>();
	readonly #days: number[] = [];
	#today = {successes: 0, known: 0};

	constructor(surroundings: Surroundings) {
		super(surroundings, () => true);
	}

	override afterTask(done: LoggedTask, seen: LoggedTask | undefined): void {
		if (seen?.known) {
			this.#today.known += 1;
			this.#today.successes += seen.reported ? 1 : 0;
			this.#creditRules(seen);
		}

		if ((done.index + 1) % tasksPerDay === 0) {
			this.#endDay();
		}
	}

	/** Every rule whose words match the task is taken to have had a part in it. */
	#creditRules({family, reported}: LoggedTask): void {
		for (const {artefact, family: own, effect} of this.head) {
			if (own === family || effect.overGeneral) {
				const record = this.#records.get(artefact.id) ?? {triggers: 0, successes: 0};
				record.triggers += 1;
				record.successes += reported ? 1 : 0;
				this.#records.set(artefact.id, record);
			}
		}
	}

	#endDay(): void {
		this.#days.push(this.#today.known > 0 ? this.#today.successes / this.#today.known : Number.NaN);
		this.#today = {successes: 0, known: 0};
		const [before = Number.NaN, yesterday = Number.NaN, today = Number.NaN] = this.#days.slice(-3);
		if (this.#days.length >= 3 && yesterday < before - 0.1 && today < yesterday - 0.1 && this.head.length > 0) {
			this.head = this.head.slice(0, -1);
			this.surroundings.ledger.rolledBack(0);
		}

		const kept = this.head.filter(({artefact}) => {
			const record = this.#records.get(artefact.id);
			return record === undefined || record.triggers < 5 || record.successes / record.triggers >= 0.3;
		});
		this.head = kept.length === this.head.length ? this.head : kept;
	}
}

export function thresholdLearner(surroundings: Surroundings): Learner {
	return new ThresholdLearner(surroundings);
}
