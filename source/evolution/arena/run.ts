/** One run: an arm lives through the tasks of a world, and what becomes of it. */

import type {Artefact} from '../artefact.ts';
import type {ArtefactSet, Candidate} from '../candidate.ts';
import type {ArmOutcome, ArmRequest, GatePorts, ReplayTask} from '../ports.ts';
import {judgeCanary} from '../statistics/canary-rule.ts';
import type {Tally} from '../statistics/paired-test.ts';
import type {Arm, Gated} from './arms.ts';
import {draw, pickWeighted} from './counter-random.ts';
import {benefit, confirmOnly, none, settings, sideEffects} from './decide.ts';
import {narrow, type Proposal, propose} from './proposer.ts';
import {type Cluster, type LoggedTask, TaskLog} from './task-log.ts';
import {bestEffects, type Effect, expectedSuccess, type Phase, successRates} from './world.ts';
import {phaseAt, type World} from './worlds.ts';

export const knobs = {reflectEvery: 20, alternatives: 3, screen: 4, budget: 0.1, dedupe: true, resume: false, sequential: false, ready: false, easy: false, retry: 1200, minAllowance: 60, byTries: 0, many: 1, screenAtLeast: -9, narrow: true};

const sessionTasks = 4;
const liveTokens = 10_000;
const replayTokens = liveTokens / 25;
const budgetWindow = 140;

export interface RunResult {
	start: number;
	final: number;
	entries: number;
	falseAdoptions: number;
	adopted: number;
	letIn: number;
	falselyLetIn: number;
	poisonAttempts: number;
	poisonAdopted: number;
	tokens: number;
	live: number;
	rollbacks: number;
	harmful: number;
	why: Record<string, number>;
	kinds: Record<string, number>;
}

interface Canary {
	proposal: Proposal;
	set: Proposal[];
	before: {successes: number; known: number};
	candidate: {successes: number; known: number};
	incumbent: {successes: number; known: number};
	first: boolean[];
	tasks: number;
	began: number;
	session: number;
}

export class Run {
	readonly world: World;
	readonly arm: Arm;
	readonly tasks: number;
	readonly log: TaskLog;
	head: Proposal[] = [];
	canary: Canary | null = null;
	request = 0;
	replays = 0;
	now = 0;
	spent: {at: number; tokens: number}[] = [];
	total = 0;
	effects = new Map<string, Effect>();
	families = new Map<string, number>();
	rejected = new Map<string, number>();
	parked = new Map<string, {proposal: Proposal; tally: Tally}>();
	since = new Map<number, number>();
	backoff = new Map<number, {misses: number; until: number}>();
	result: RunResult;
	rates = new WeakMap<object, {phase: Phase; rates: readonly number[]}>();

	constructor(world: World, arm: Arm, tasks: number) {
		this.world = world;
		this.arm = arm;
		this.tasks = tasks;
		this.log = new TaskLog(world);
		this.result = {start: expectedSuccess(phaseAt(world, 0), []), final: 0, entries: 0, falseAdoptions: 0, adopted: 0, letIn: 0, falselyLetIn: 0, poisonAttempts: 0, poisonAdopted: 0, tokens: 0, live: 0, rollbacks: 0, harmful: 0, why: {}, kinds: {}};
	}

	async live(): Promise<RunResult> {
		const {world} = this;
		for (this.now = 0; this.now < this.tasks; this.now += 1) {
			const phase = phaseAt(world, this.now);
			const family = pickWeighted(draw(world.seed, 'family', this.now), phase.weights);
			const session = Math.floor(this.now / sessionTasks);
			const inCandidate = this.canary !== null && this.candidateSession(session);
			const active = inCandidate && this.canary ? this.canary.set : this.head;
			const rates = this.arm.policy.kind === 'oracle' ? this.ratesOf(bestEffects(phase), phase) : this.ratesOfSet(active, phase);
			const succeeded = draw(world.seed, 'live', this.now) < (rates[family] ?? 0);
			this.log.add(this.now, family, session, succeeded);
			this.watch(inCandidate);
			if ((this.now + 1) % knobs.reflectEvery === 0) {
				await this.reflect();
			}
		}

		const last = phaseAt(world, this.tasks - 1);
		const {result} = this;
		result.start = expectedSuccess(last, []);
		result.final = expectedSuccess(last, this.arm.policy.kind === 'oracle' ? bestEffects(last) : this.head.map(({effect}) => effect));
		result.live = this.tasks * liveTokens;
		result.tokens = this.total;
		result.harmful = this.head.filter(p => this.marginal(p, this.head.filter(o => o !== p), last) < -0.003).length;
		for (const {idea} of this.head) result.kinds[idea] = (result.kinds[idea] ?? 0) + 1;
		return result;
	}

	marginal(p: Proposal, others: Proposal[], phase: Phase): number {
		const base = others.map(({effect}) => effect);
		return expectedSuccess(phase, [...base, p.effect]) - expectedSuccess(phase, base);
	}

	ratesOf(effects: readonly Effect[], phase: Phase) {
		return successRates(phase, effects);
	}

	ratesOfSet(set: readonly Proposal[], phase: Phase) {
		const found = this.rates.get(set);
		if (found?.phase === phase) return found.rates;
		const rates = successRates(phase, set.map(({effect}) => effect));
		this.rates.set(set, {phase, rates});
		return rates;
	}

	candidateSession(session: number): boolean {
		// Permuted blocks of four sessions, two an arm.
		const block = Math.floor(session / 4);
		const order = [0, 1, 2, 3].sort((a, b) => draw(this.world.seed, 'assign', block, a) - draw(this.world.seed, 'assign', block, b));
		return order.indexOf(session % 4) < 2;
	}

	watch(inCandidate: boolean) {
		const {canary} = this;
		const task = this.log.at(this.now - this.world.delay);
		if (!canary || !task) return;
		const index = task.index;
		if (index < canary.began) return;
		const cand = this.world.delay === 0 ? inCandidate : this.candidateSession(task.session);
		canary.tasks += 1;
		if (task.known) {
			const arm = cand ? canary.candidate : canary.incumbent;
			arm.known += 1;
			arm.successes += task.reported ? 1 : 0;
			if (cand && canary.first.length < 6) canary.first.push(task.reported);
		}

		if (canary.tasks % sessionTasks !== 0) return;
		const verdict = judgeCanary({candidate: canary.candidate, incumbent: canary.incumbent, before: canary.before, firstOutcomes: canary.first, tasks: canary.tasks, days: (this.now - canary.began) / 20, safetyEvent: false});
		if (verdict.kind === 'watch') return;
		this.canary = null;
		if (verdict.kind === 'pass') {
			this.adopt(canary.proposal);
		} else {
			this.count(`canary-${verdict.kind}`);
			this.result.rollbacks += 1;
			this.reject(canary.proposal);
		}
	}

	count(why: string) {
		this.result.why[why] = (this.result.why[why] ?? 0) + 1;
	}

	adopt(proposal: Proposal) {
		this.result.adopted += 1;
		const phase = phaseAt(this.world, this.now);
		if (this.marginal(proposal, this.head, phase) <= 0) this.result.falseAdoptions += 1;
		if (proposal.idea === 'poisoned') this.result.poisonAdopted += 1;
		this.count(`adopt-${proposal.idea}`);
		this.head = [...this.head, proposal];
		this.since.set(proposal.family, Number.POSITIVE_INFINITY);
	}

	reject(proposal: Proposal) {
		this.rejected.set(proposal.artefact.id, this.now);
		const b = this.backoff.get(proposal.family) ?? {misses: 0, until: 0};
		const misses = b.misses + 1;
		this.backoff.set(proposal.family, {misses, until: misses >= 3 ? this.now + 20 * 2 ** (misses - 2) : 0});
	}

	stage = 'other';
	spend(tokens: number): boolean {
		this.total += tokens;
		this.result.why[`tok-${this.stage}`] = (this.result.why[`tok-${this.stage}`] ?? 0) + tokens / liveTokens;
		this.spent.push({at: this.now, tokens});
		return true;
	}

	allowance(): number {
		const window = this.spent.filter(({at}) => at > this.now - budgetWindow).reduce((sum, {tokens}) => sum + tokens, 0);
		return knobs.budget * liveTokens * Math.min(budgetWindow, this.now + 1) - window;
	}

	async reflect(): Promise<void> {
		const {policy} = this.arm;
		if (policy.kind === 'frozen' || policy.kind === 'oracle' || this.canary) return;
		for (let n = 0; n < (policy.kind === 'gated' ? knobs.many : 1); n += 1) if (!this.canary) await this.reflectOnce(policy);
	}

	tries = new Map<number, number>();
	async reflectOnce(policy: Arm['policy']): Promise<void> {
		const clusters = [...this.log.clusters(f => this.since.get(f) ?? 0)];
		if (knobs.byTries > 0) clusters.sort((a, b) => b.failures.length / (1 + (this.tries.get(b.family) ?? 0)) ** knobs.byTries - a.failures.length / (1 + (this.tries.get(a.family) ?? 0)) ** knobs.byTries);
		const cluster = clusters.find(({family}) => (!knobs.ready || policy.kind !== 'gated' || this.log.judging(family).length >= settings.minTargets) && (this.backoff.get(family)?.until ?? 0) <= this.now);
		if (!cluster) return;
		if (policy.kind === 'gated') {
			await this.reflectGated(policy, cluster);
			return;
		}
		const proposal = this.ask(cluster);
		if (policy.kind === 'ungated' || policy.kind === 'skilllite-rules') {
			if (this.head.length < 50) { this.adopt(proposal); this.since.set(proposal.family, 0); }
			return;
		}
		const good = this.marginal(proposal, this.head, phaseAt(this.world, this.now)) > 0 && proposal.idea !== 'poisoned';
		const right = draw(this.world.seed, 'judge', this.request) < 0.727;
		if (good === right && this.head.length < 50) { this.adopt(proposal); this.since.set(proposal.family, 0); }
	}

	ask(cluster: Cluster): Proposal {
		this.request += 1;
		const tainted = cluster.failures.filter(t => t.tainted).length / cluster.failures.length;
		let proposal = propose(this.world, {family: cluster.family, model: phaseAt(this.world, this.now).model, tainted, request: this.request});
		if (knobs.narrow && this.arm.policy.kind === 'gated') proposal = narrow(proposal, this.world.onlyHarm);
		this.effects.set(proposal.artefact.id, proposal.effect);
		this.families.set(proposal.artefact.id, cluster.family);
		if (proposal.idea === 'poisoned') this.result.poisonAttempts += 1;
		return proposal;
	}

	async reflectGated(policy: Gated, cluster: Cluster): Promise<void> {
		if (this.allowance() < knobs.minAllowance * replayTokens) return;
		this.spend(replayTokens * 1);
		this.tries.set(cluster.family, (this.tries.get(cluster.family) ?? 0) + 1);
		let fresh: Proposal[] = [];
		for (let i = 0; i < knobs.alternatives; i += 1) {
			const p = this.ask(cluster);
			if (policy.provenance && p.artefact.label === 'foreign') { this.count('G0'); continue; }
			if (p.artefact.kind === 'text') { this.count('text'); continue; }
			if (this.head.some(h => h.artefact.id === p.artefact.id) || fresh.some(h => h.artefact.id === p.artefact.id)) { this.count('duplicate'); continue; }
			if ((this.rejected.get(p.artefact.id) ?? -9999) > this.now - knobs.retry) { this.count('rejected-before'); continue; }
			fresh.push(p);
		}
		if (!fresh.length) return;
		if (!knobs.sequential && knobs.screen > 0 && fresh.length > 0) fresh = await this.screen(fresh, cluster);
		for (const p of fresh) if (await this.gate(policy, p, cluster)) return;
	}

	async screen(all: Proposal[], cluster: Cluster): Promise<Proposal[]> {
		this.stage = 'screen'; let best = all[0] as Proposal;
		let lead = -Infinity;
		for (const p of all) {
			const c = this.candidate(p, cluster);
			const ports = this.ports();
			const targets = ports.targets(p.artefact).slice(0, knobs.screen);
			let score = 0;
			const set = [...c.incumbent, c.artefact];
			for (const t of targets) {
				const i = await ports.runPair(t, {arm: 'incumbent', artefacts: c.incumbent, tier: 'R1', attempt: 0}, this.signal);
				const k = await ports.runPair(t, {arm: 'candidate', artefacts: set, tier: 'R1', attempt: 0}, this.signal);
				score += Number(k.solved) - Number(i.solved);
			}
			if (score > lead) { lead = score; best = p; }
		}
		return lead >= knobs.screenAtLeast ? [best] : [];
	}

	signal = new AbortController().signal;

	candidate(p: Proposal, cluster: Cluster): Candidate {
		return {artefact: p.artefact, readSet: p.readSet, userTerms: [], incumbent: this.headArtefacts(), replaces: [], suggestedBy: cluster.failures.map(t => String(t.index))};
	}

	cachedHead: Proposal[] | null = null;
	cachedArtefacts: Artefact[] = [];
	headArtefacts(): Artefact[] {
		if (this.cachedHead !== this.head) { this.cachedHead = this.head; this.cachedArtefacts = this.head.map(p => p.artefact); }
		return this.cachedArtefacts;
	}

	async gate(policy: Gated, p: Proposal, cluster: Cluster): Promise<boolean> {
		const c = this.candidate(p, cluster);
		const ports = this.ports(policy.benefit === 'reused');
		if (policy.benefit !== 'none') {
			const parked = knobs.resume ? this.parked.get(p.artefact.id) : undefined;
			this.stage = 'G7'; const d = await benefit(c, ports, this.signal, parked?.tally ?? none);
			if (d.why !== 'few-targets') this.result.entries += 1;
			if (d.verdict !== 'pass') { this.count(`G7-${d.why}`); this.count(`G7-${d.why}-${p.idea}`); 
				if (d.why === 'exhausted' ) this.parked.set(p.artefact.id, {proposal: p, tally: d.tally});
				else if (d.verdict === 'refuse') this.reject(p); return false; }
		} else this.result.entries += 1;
		if (policy.anchors) {
			this.stage = 'G8'; const d = await sideEffects(c, ports, this.signal);
			if (d.verdict !== 'pass') { this.count(`G8-${d.why}`); this.count(`G8-${d.why}-${p.idea}`); this.reject(p); return false; }
		}
		if (settings.confirmLast) { this.stage = 'R3'; const d = await confirmOnly(c, ports, this.signal); if (d.verdict !== 'pass') { this.count('R3-loss'); this.count(`R3-loss-${p.idea}`); this.reject(p); return false; } }
		this.result.letIn += 1;
		this.count(`in-${p.idea}`);
		if (this.marginal(p, this.head, phaseAt(this.world, this.now)) <= 0) this.result.falselyLetIn += 1;
		if (!policy.canary) { this.adopt(p); return true; }
		this.canary = {proposal: p, set: [...this.head, p], before: this.log.lastKnown(60), candidate: {successes: 0, known: 0}, incumbent: {successes: 0, known: 0}, first: [], tasks: 0, began: this.now + 1, session: 0};
		return true;
	}

	ports(reused = false): GatePorts {
		const toReplay = (t: LoggedTask): ReplayTask & {task: LoggedTask} => ({id: String(t.index), family: String(t.family), tiers: ['R1', 'R3'], tokens: t.tokens, task: t});
		return {
			clock: () => new Date(0),
			random: () => draw(this.world.seed, 'gate', (this.replays += 1)),
			targets: a => this.log.judging(this.families.get(a.id) ?? -1).map(toReplay),
			anchors: a => this.anchors(this.families.get(a.id) ?? -1).map(toReplay),
			runPair: async (task, request) => this.replay(task, request, reused),
			runTests: () => { throw new Error('no'); },
			admit: () => { throw new Error('no'); },
			probes: [],
			runProbe: async () => ({safe: true, tokens: 0}),
			granted: [],
			spend: tokens => this.spend(tokens),
			render: () => '',
			probedSets: new Set(),
		};
	}

	anchors(family: number): LoggedTask[] {
		if (knobs.easy) return this.easyAnchors(family);
		const columns: (readonly LoggedTask[])[] = [];
		for (let f = 0; f < 24; f += 1) if (f !== family) { const j = this.log.judging(f); if (j.length) columns.push(j); }
		const out: LoggedTask[] = [];
		for (let row = 0; row < 20 && out.length < 60; row += 1) for (const c of columns) { const t = c[row]; if (t) out.push(t); }
		return out;
	}

	easyAnchors(family: number): LoggedTask[] {
		const rate = (f: number) => { const j = this.log.judging(f); const s = j.filter(t => t.reported).length; return (s + 1) / (j.length + 2); };
		const fs = Array.from({length: 24}, (_, f) => f).filter(f => f !== family && this.log.judging(f).length > 0).sort((a, b) => rate(b) - rate(a));
		const out: LoggedTask[] = [];
		for (let row = 0; row < 40 && out.length < settings.anchorTasks; row += 1) for (const f of fs.slice(0, Math.max(3, Math.ceil(fs.length / 2)))) { const t = this.log.judging(f)[row]; if (t) out.push(t); }
		return out;
	}

	setRates = new WeakMap<object, {phase: Phase; rates: readonly number[]}>();
	artefactRates(set: ArtefactSet, phase: Phase) {
		const found = this.setRates.get(set);
		if (found?.phase === phase) return found.rates;
		const rates = successRates(phase, set.map(a => this.effects.get(a.id) as Effect));
		this.setRates.set(set, {phase, rates});
		return rates;
	}

	replay(task: ReplayTask, {arm, artefacts, tier}: ArmRequest, reused: boolean): ArmOutcome {
		const logged = this.log.at(Number(task.id)) as LoggedTask;
		const tokens = tier === 'R3' ? logged.tokens : replayTokens;
		this.spend(tokens);
		if (reused && arm === 'incumbent') return {solved: logged.reported, tokens, missed: false};
		const rate = this.artefactRates(artefacts, phaseAt(this.world, this.now))[logged.family] ?? 0;
		this.replays += 1;
		const solved = draw(this.world.seed, 'replay', this.replays) < rate;
		return {solved: solved !== logged.wrong, tokens, missed: false};
	}
}
