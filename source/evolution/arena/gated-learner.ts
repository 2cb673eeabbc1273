/** The engine of this program in RuleWorld: the product's gates and canary rule, its agenda and its budget. */

import type {Artefact} from '../artefact.ts';
import {type Efforts, helped, inTurn, missed, tried} from '../agenda.ts';
import {usualTokens} from '../budget.ts';
import type {ArtefactSet, Candidate, GateResult} from '../candidate.ts';
import {provenance} from '../gates/g0-provenance.ts';
import {schema} from '../gates/g1-schema.ts';
import {content} from '../gates/g2-content.ts';
import {capability} from '../gates/g3-capability.ts';
import {set} from '../gates/g4-set.ts';
import {unit} from '../gates/g5-unit.ts';
import {safety} from '../gates/g6-safety.ts';
import {benefit} from '../gates/g7-benefit.ts';
import {anchors} from '../gates/g8-anchors.ts';
import {review} from '../gates/g9-review.ts';
import type {GatePorts} from '../ports.ts';
import {ablate, isForgotten} from '../prune.ts';
import {eThreshold} from '../statistics/paired-test.ts';
import type {Gated} from './arms.ts';
import type {Budget} from './budget.ts';
import {CanaryWatch} from './canary-watch.ts';
import {portsOf} from './gate-ports.ts';
import {ask, type Learner, type Surroundings} from './learner.ts';
import {heldToBrief, type Proposal, withoutLabels} from './proposer.ts';
import {type Cluster, type LoggedTask, retentionTasks, tasksPerDay} from './task-log.ts';
import {phaseAt} from './worlds.ts';

type Gate = (candidate: Candidate, ports: GatePorts, signal: AbortSignal) => GateResult | Promise<GateResult>;

const alternatives = 3;
const clustersAnHour = 3;
const proposalTokens = 400;
const canaryMemory = 60;
/** With fewer tasks to judge by, most tests end before they can show anything. */
const leastJudging = 12;
/** What was refused does not come again for sixty days. */
const refusedTasks = 2 * retentionTasks;
const never = new AbortController().signal;

export class GatedLearner implements Learner {
	head: readonly Proposal[] = [];
	readonly #surroundings: Surroundings;
	readonly #policy: Gated;
	readonly #budget: Budget;
	#efforts: Efforts = {};
	readonly #refused = new Map<string, number>();
	/** When the work of an active artefact last came. */
	readonly #fired = new Map<Proposal, number>();
	/** Failures before this say nothing of what holds now. */
	readonly #explained = new Map<number, number>();
	#canary: CanaryWatch | null = null;
	#model: string;
	#stale: readonly Proposal[] = [];
	#headSet: {readonly of: readonly Proposal[]; readonly artefacts: ArtefactSet} = {of: [], artefacts: []};

	constructor(surroundings: Surroundings, policy: Gated, budget: Budget) {
		this.#surroundings = surroundings;
		this.#policy = policy;
		this.#budget = budget;
		this.#model = phaseAt(surroundings.world, 0).model;
	}

	activeIn(session: number): readonly Proposal[] {
		return this.#canary?.holdsIn(session) ? this.#canary.active : this.head;
	}

	afterTask(done: LoggedTask, seen: LoggedTask | undefined): void {
		for (const proposal of this.head.filter(({family, artefact}) => family === done.family || isUnconditional(artefact))) {
			this.#fired.set(proposal, done.index);
		}

		const canary = this.#canary;
		const verdict = canary === null || seen === undefined ? null : canary.record(seen, this.#surroundings.now());
		if (canary === null || verdict === null || verdict.kind === 'watch') {
			return;
		}

		this.#canary = null;
		if (verdict.kind === 'pass') {
			this.#adopt(canary.proposal);
			return;
		}

		const {ledger, now} = this.#surroundings;
		ledger.stopped(canary.proposal, 'canary');
		if (verdict.kind === 'rollback') {
			ledger.rolledBack(now() - canary.began);
		}

		this.#refused.set(canary.proposal.artefact.id, now());
	}

	async reflect(): Promise<void> {
		this.#noticeModel();
		this.#forget();
		for (let turn = 0; turn < clustersAnHour && this.#canary === null && this.#mayTest(); turn += 1) {
			const [stale] = this.#stale;
			if (stale !== undefined) {
				await this.#revalidate(stale);
			} else if (!(await this.#takeUpOne())) {
				return;
			}
		}
	}

	/** Gains belong to a model: with another one everything has to show again that it helps. */
	#noticeModel(): void {
		const {model} = phaseAt(this.#surroundings.world, this.#surroundings.now());
		if (model !== this.#model) {
			this.#model = model;
			this.#stale = this.head;
		}
	}

	/** What was for work that does not come any more only takes room. */
	#forget(): void {
		const now = dateOf(this.#surroundings.now());
		const forgotten = this.#policy.prune
			? this.head.filter(proposal => isForgotten({lastFired: dateOf(this.#fired.get(proposal) ?? 0).toISOString(), now}))
			: [];
		for (const proposal of forgotten) {
			this.#retire(proposal);
		}
	}

	/** Its tasks with it and without it; where that says nothing yet, another day. */
	async #revalidate(stale: Proposal): Promise<void> {
		const rest = this.#stale.filter(proposal => proposal !== stale);
		this.#stale = rest;
		if (!this.head.includes(stale)) {
			return;
		}

		const outcome = await ablate(stale.artefact, this.#artefacts(), this.#ports(stale.family), never);
		if (outcome === 'retire') {
			this.#retire(stale);
		} else if (outcome === 'unknown') {
			this.#stale = [...rest, stale];
		}
	}

	#retire(proposal: Proposal): void {
		this.head = this.head.filter(other => other !== proposal);
		this.#explained.delete(proposal.family);
		this.#surroundings.ledger.retired();
	}

	/** Work on the next cluster; false when there is none. */
	async #takeUpOne(): Promise<boolean> {
		const {log, now} = this.#surroundings;
		const subjects = log
			.clusters(family => this.#explained.get(family) ?? 0)
			.filter(({family}) => log.judging(family).length >= leastJudging)
			.map(cluster => ({...cluster, key: String(cluster.family), count: cluster.failures.length}));
		const [cluster] = inTurn(subjects, this.#efforts, now());
		if (cluster === undefined) {
			return false;
		}

		this.#efforts = tried(this.#efforts, cluster.key);
		this.#budget.charge(proposalTokens);
		for (let turn = 0; turn < alternatives && this.#mayTest(); turn += 1) {
			if (await this.#consider(this.#ask(cluster), cluster)) {
				break;
			}
		}

		return true;
	}

	#mayTest(): boolean {
		return this.#budget.mayBegin(usualTokens);
	}

	#ask(cluster: Cluster): Proposal {
		const asked = ask(this.#surroundings, cluster);
		const proposal = this.#policy.scope ? heldToBrief(asked, this.#surroundings.world) : asked;
		return this.#policy.provenance ? proposal : withoutLabels(proposal);
	}

	/** Take a proposal through the gates; true when it is on its way in. */
	async #consider(proposal: Proposal, {failures}: Cluster): Promise<boolean> {
		const {ledger, now, world} = this.#surroundings;
		if ((this.#refused.get(proposal.artefact.id) ?? Number.NEGATIVE_INFINITY) > now() - refusedTasks) {
			ledger.stopped(proposal, 'known');
			return false;
		}

		const candidate = candidateOf(proposal, {incumbent: this.#artefacts(), suggestedBy: failures.map(({index}) => String(index))});
		const checked = await this.#pass([provenance, once(schema), once(content), capability, set], proposal, candidate);
		if (checked.some(({pass}) => !pass)) {
			return false;
		}

		ledger.entered(proposal, this.head, phaseAt(world, now()));
		this.#budget.entered();
		const tested = await this.#pass(this.#gates(), proposal, candidate);
		if (tested.some(({verdict}) => verdict === 'refuse')) {
			this.#refused.set(proposal.artefact.id, now());
		}

		if (tested.some(({gate, data}) => gate === 'G7' && Number(data.eValue) >= eThreshold.project)) {
			this.#efforts = helped(this.#efforts, String(proposal.family));
		} else {
			this.#efforts = missed(this.#efforts, String(proposal.family), {now: now(), day: tasksPerDay});
		}

		const reviewed = review(candidate, {mode: 'auto', review: null, before: [...checked, ...tested]});
		if (tested.some(({pass}) => !pass) || !reviewed.pass) {
			return false;
		}

		ledger.letIn(proposal, this.head, phaseAt(world, now()));
		this.#enter(proposal);
		return true;
	}

	#gates(): readonly Gate[] {
		const {benefit: how, anchors: withAnchors, safety: withProbes} = this.#policy;
		return [unit, ...(how === 'none' ? [] : [benefit]), ...(withAnchors ? [anchors] : []), ...(withProbes ? [safety] : [])];
	}

	/** The gates in order up to the first that does not let it pass by itself. */
	async #pass(gates: readonly Gate[], proposal: Proposal, candidate: Candidate): Promise<readonly GateResult[]> {
		const ports = this.#ports(proposal.family);
		const results: GateResult[] = [];
		for (const gate of gates) {
			const found = await gate(candidate, ports, never);
			results.push(found);
			if (!found.pass) {
				this.#surroundings.ledger.stopped(proposal, found.gate);
				break;
			}
		}

		return results;
	}

	#ports(family: number): GatePorts {
		return portsOf({surroundings: this.#surroundings, policy: this.#policy, spend: this.#budget.purse(), family});
	}

	#enter(proposal: Proposal): void {
		if (!this.#policy.canary) {
			this.#adopt(proposal);
			return;
		}

		const {world, log, now} = this.#surroundings;
		this.#canary = new CanaryWatch(proposal, {head: this.head, seed: world.seed, began: now(), before: log.lastKnown(canaryMemory)});
	}

	#adopt(proposal: Proposal): void {
		const {ledger, world, now} = this.#surroundings;
		ledger.adopted(proposal, this.head, phaseAt(world, Math.max(0, now() - 1)));
		this.head = [...this.head, proposal];
		this.#fired.set(proposal, now());
		// A trial that outlived its model says nothing of the next one.
		this.#stale = proposal.artefact.model === this.#model ? this.#stale : [...this.#stale, proposal];
		// What fails from here on in its family is not explained any more only when it is retired.
		this.#explained.set(proposal.family, Number.POSITIVE_INFINITY);
	}

	/** The head as the gates take it; the same array for the same head, as replays remember by it. */
	#artefacts(): ArtefactSet {
		if (this.#headSet.of !== this.head) {
			this.#headSet = {of: this.head, artefacts: this.head.map(({artefact}) => artefact)};
		}

		return this.#headSet.artefacts;
	}
}

function isUnconditional({kind, ...artefact}: Artefact): boolean {
	return kind === 'rule' && 'condition' in artefact && artefact.condition.taskKinds.length === 0;
}

/** The product counts in days. */
function dateOf(task: number): Date {
	return new Date((task / tasksPerDay) * 86_400_000);
}

function candidateOf({artefact, readSet}: Proposal, {incumbent, suggestedBy}: Pick<Candidate, 'incumbent' | 'suggestedBy'>): Candidate {
	return {artefact, readSet, userTerms: [], incumbent, replaces: [], suggestedBy};
}

/** These two look at nothing but the artefact, and the same few come up in every run. */
const answers = new Map<Gate, Map<string, GateResult>>();

function once(gate: typeof schema | typeof content): Gate {
	const known = answers.get(gate) ?? new Map<string, GateResult>();
	answers.set(gate, known);
	return async (candidate, ports) => {
		const {id} = candidate.artefact;
		const found = known.get(id) ?? gate(candidate, ports);
		known.set(id, found);
		return found;
	};
}
