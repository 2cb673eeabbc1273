/** The engine of this program in RuleWorld: the product's gates and canary rule, its agenda and its budget. */

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
import {eThreshold} from '../statistics/paired-test.ts';
import {Agenda} from './agenda.ts';
import type {Gated} from './arms.ts';
import type {Budget} from './budget.ts';
import {CanaryWatch} from './canary-watch.ts';
import {portsOf} from './gate-ports.ts';
import {ask, type Learner, type Surroundings} from './learner.ts';
import {heldToBrief, type Proposal, withoutLabels} from './proposer.ts';
import {type Cluster, type LoggedTask, retentionTasks} from './task-log.ts';
import {phaseAt} from './worlds.ts';

type Gate = (candidate: Candidate, ports: GatePorts, signal: AbortSignal) => GateResult | Promise<GateResult>;

const alternatives = 3;
const clustersAnHour = 3;
const proposalTokens = 400;
/** What most tests take, as most end early. */
const reserveTokens = 16_000;
const canaryMemory = 60;
const never = new AbortController().signal;

export class GatedLearner implements Learner {
	head: readonly Proposal[] = [];
	readonly #surroundings: Surroundings;
	readonly #policy: Gated;
	readonly #budget: Budget;
	readonly #agenda = new Agenda();
	/** Failures before this say nothing of what holds now. */
	readonly #explained = new Map<number, number>();
	/** When each test began. */
	readonly #tests: number[] = [];
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

	afterTask(_done: LoggedTask, seen: LoggedTask | undefined): void {
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

		this.#agenda.refused(canary.proposal.artefact.id, now());
	}

	async reflect(): Promise<void> {
		this.#noticeModel();
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

	async #revalidate(stale: Proposal): Promise<void> {
		this.#stale = this.#stale.slice(1);
		const others = this.head.filter(proposal => proposal !== stale);
		const candidate = candidateOf(stale, {incumbent: others.map(({artefact}) => artefact), suggestedBy: []});
		const results = await this.#pass([benefit], stale, candidate);
		if (results.at(-1)?.verdict === 'refuse') {
			this.head = others;
			this.#explained.delete(stale.family);
			this.#surroundings.ledger.retired();
		}
	}

	/** Work on the next cluster; false when there is none. */
	async #takeUpOne(): Promise<boolean> {
		const {log, now} = this.#surroundings;
		const clusters = log.clusters(family => this.#explained.get(family) ?? 0);
		const cluster = this.#agenda.choose(clusters, family => log.judging(family).length, now());
		if (cluster === undefined) {
			return false;
		}

		this.#agenda.tried(cluster.family);
		this.#budget.spend(proposalTokens);
		for (let turn = 0; turn < alternatives && this.#mayTest(); turn += 1) {
			if (await this.#consider(this.#ask(cluster), cluster)) {
				break;
			}
		}

		return true;
	}

	/** Each test may let a useless candidate through by chance, and costs: there are only so many in 30 days. */
	#mayTest(): boolean {
		const since = this.#surroundings.now() - retentionTasks;
		return this.#budget.left() >= reserveTokens && this.#tests.filter(at => at >= since).length < this.#policy.testsAMonth;
	}

	#ask(cluster: Cluster): Proposal {
		const asked = ask(this.#surroundings, cluster);
		const proposal = this.#policy.scope ? heldToBrief(asked, this.#surroundings.world) : asked;
		return this.#policy.provenance ? proposal : withoutLabels(proposal);
	}

	/** Take a proposal through the gates; true when it is on its way in. */
	async #consider(proposal: Proposal, {failures}: Cluster): Promise<boolean> {
		const {ledger, now, world} = this.#surroundings;
		if (this.#agenda.wasRefused(proposal.artefact.id, now())) {
			ledger.stopped(proposal, 'known');
			return false;
		}

		const candidate = candidateOf(proposal, {incumbent: this.#artefacts(), suggestedBy: failures.map(({index}) => String(index))});
		const checked = await this.#pass([provenance, once(schema), once(content), capability, set], proposal, candidate);
		if (checked.some(({pass}) => !pass)) {
			return false;
		}

		ledger.entered();
		this.#tests.push(now());
		const tested = await this.#pass(this.#gates(), proposal, candidate);
		if (tested.some(({verdict}) => verdict === 'refuse')) {
			this.#agenda.refused(proposal.artefact.id, now());
		}

		if (tested.some(({gate, data}) => gate === 'G7' && Number(data.eValue) >= eThreshold.project)) {
			this.#agenda.promising(proposal.family);
		} else {
			this.#agenda.missed(proposal.family, now());
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
		const ports = portsOf({
			surroundings: this.#surroundings,
			policy: this.#policy,
			budget: this.#budget,
			family: proposal.family,
		});
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
