/**
Evolution of one project, as the panel, the commands and the agent use it.

    proposed ─ G0–G4 ─▶ pending ─ test: G5–G8 ─▶ tested ─ G9 ─▶ canary ─▶ active
                            └──────── a person's word ───────────┘   └▶ gone for good

Nothing is kept in memory: what is true stands in the store, so that two processes see the same.
*/

import {SkillLiteError, UsageError} from '../../../sandbox/index.ts';
import {type EvolvedContext, unevolved} from '../../core/evolved-context.ts';
import {type Efforts, tried} from '../agenda.ts';
import type {Artefact} from '../artefact.ts';
import {type BudgetState, budgetState, mayBegin, mostTokensEach, openSpending, pruning, type Spending} from '../budget.ts';
import {readCanary, removeCanary} from '../canary-file.ts';
import type {ArtefactSet, Candidate, GateResult} from '../candidate.ts';
import {effectText} from '../effect.ts';
import {confirmationTokens} from '../gates/g7-benefit.ts';
import {type Review, review} from '../gates/g9-review.ts';
import {checkCandidate, testCandidate} from '../gates/run-gates.ts';
import {effectiveMode, type Mode, modes, readConfig, writeConfig} from '../modes.ts';
import {alarmOf, type TaskSeen, unwatched, watch} from '../monitors.ts';
import type {GatePorts} from '../ports.ts';
import {ablate, type Ablation, isDue, isForgotten, staleFor} from '../prune.ts';
import {holdingFor, renderSet, renderWhole} from '../render.ts';
import {artefactHash} from '../store/manifest.ts';
import {materialise} from '../store/materialise.ts';
import type {ArtefactStore} from '../store/store.ts';
import {burialOf} from '../store/tombstones.ts';
import type {Changed} from '../store/transaction.ts';
import {afterTest, changeEfforts, readEfforts} from './efforts.ts';
import {artefactLines, diffLines} from './escaped.ts';
import type {EvolvedSession, Evolution, EvolutionOptions, Proposal, RolledBack} from './evolution.ts';
import {lineOf} from './line-of.ts';
import {Trial} from './trial.ts';
import {findPending, isFull, type Pending, readPending, removePending, writePending} from './pending.ts';
import {addFact, changeWatched, effects, probedSets, readWatched, validatedModels} from './records.ts';
import {type ActiveLine, evidenceText, type EvolutionState} from './state.ts';

/** The engine over a store; nothing is made before something is to be kept. */
export function createEvolution(options: EvolutionOptions): Evolution {
	return new Engine(options);
}

class Engine implements Evolution {
	readonly store: ArtefactStore;
	readonly #options: EvolutionOptions;
	readonly #trial: Trial;
	readonly #listeners = new Set<() => void>();

	constructor(options: EvolutionOptions) {
		this.#options = options;
		this.store = options.store;
		this.#trial = new Trial({...options, changed: () => this.#changed()});
	}

	state(): EvolutionState {
		const {metrics = () => [], log = () => []} = this.#options;
		const {hash, artefacts, problem} = this.store.load();
		const watched = readWatched(this.#disk);
		const measured = effects(this.#disk);
		const stale = new Set(this.#stale(artefacts).map(({id}) => id));
		return {
			mode: this.#modeOf(problem),
			chosen: readConfig(this.#disk).mode,
			head: hash,
			problem: problem?.message ?? null,
			metrics: metrics(),
			canary: this.#trial.line(),
			pending: readPending(this.#disk)
				.filter(({isCanary}) => !isCanary)
				.map(({candidate: {artefact}, proposed, isTested, results}) => ({
					...lineOf(artefact),
					...{proposed, isTested, results},
					evidence: evidenceText(results, isTested),
				})),
			active: artefacts.map(
				(artefact): ActiveLine => ({
					...lineOf(artefact),
					created: artefact.created,
					isStale: stale.has(artefact.id),
					effect: effectText(measured.get(artefact.id)),
					lastFired: watched[artefact.id]?.lastFired ?? null,
				}),
			),
			budget: this.#budget(),
			log: log(),
		};
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	setMode(mode: Mode, budget?: number | null): void {
		const before = readConfig(this.#disk);
		this.#audit({event: 'mode.change', actor: 'user', from: before.mode, to: mode, ...(budget === undefined ? {} : {budget})});
		writeConfig(this.#disk, {mode, budget: budget === undefined ? before.budget : budget});
		this.#changed();
	}

	async propose(candidate: Omit<Candidate, 'incumbent'>, signal: AbortSignal): Promise<Proposal> {
		this.#requireMode('suggest');
		const {artefact} = candidate;
		if (isFull(this.#disk)) {
			throw new SkillLiteError('conflict', 'Cannot take another suggestion: too many wait already.', {
				hint: 'Answer some of them: skilllite evolution status',
			});
		}

		const full: Candidate = {...candidate, incumbent: this.store.load().artefacts};
		this.#audit({event: 'candidate', artefact: artefact.id, content: artefactHash(artefact), label: artefact.label});
		const buried = this.store.tombstones().some(({id}) => id === artefact.id);
		const results = buried
			? [buriedResult]
			: await checkCandidate(
					full,
					this.#ports(() => true),
					signal,
					this.#onResult(artefact),
				);
		if (results.some(({verdict}) => verdict === 'refuse')) {
			return {kind: 'refused', results};
		}

		writePending(this.#disk, {
			candidate,
			hash: artefactHash(artefact),
			proposed: this.#options.clock().toISOString(),
			results,
			isTested: false,
			isCanary: false,
		});
		this.#changed();
		return {kind: 'pending', id: artefact.id, results};
	}

	async test(id: string, signal: AbortSignal): Promise<Pending> {
		this.#requireMode('suggest');
		const pending = findPending(this.#disk, id);
		const budget = this.#budget();
		if (budget.tests >= budget.mostTests) {
			throw new SkillLiteError('limit', `Cannot test ${id}: ${budget.mostTests} candidates were tested in the last 30 days.`, {
				hint: 'Each test may let a useless one through by chance; so there are only so many.',
			});
		}

		if (!mayBegin(budget, this.#replayTokens(pending.candidate.artefact))) {
			throw new SkillLiteError('limit', `Cannot test ${id}: ${budget.left} tokens are left of this week's ${budget.allowed}.`, {
				hint: 'The budget is a tenth of the tokens of your own work in seven days, or the bound that you set; try again later.',
			});
		}

		const lease = this.store.lease();
		// Without the price of the probes the tests of a skill still run: they cost nothing, and the probes say that they were not.
		const most = mayBegin(budget, this.estimate(id)) ? budget.mostEach : budget.left;
		const purse = openSpending(this.#disk, id, most, this.#options.clock());
		try {
			const candidate = this.#candidateOf(pending);
			const checked = await checkCandidate(
				candidate,
				this.#ports(() => true),
				signal,
			);
			const tested = checked.some(({verdict}) => verdict === 'refuse')
				? []
				: await testCandidate(candidate, this.#ports(purse.spend), signal, this.#onResult(candidate.artefact));
			lease.renew();
			const done: Pending = {...pending, results: [...checked, ...tested], isTested: !signal.aborted};
			writePending(this.#disk, done);
			this.#rememberProbes(tested);
			this.#rememberEffort(done);
			this.#goOnAlone(done);
			return findPending(this.#disk, id);
		} finally {
			purse.close();
			this.#audit({event: 'budget', artefact: id, tokens: Math.round(purse.spent())});
			lease.release();
			this.#changed();
		}
	}

	approve(id: string, hash: string): void {
		this.#requireMode('suggest');
		const pending = findPending(this.#disk, id);
		const answer: Review = {hash: hash.startsWith('sha256:') ? (hash as Review['hash']) : `sha256:${hash}`};
		const found = review(pending.candidate, {mode: this.mode(), review: answer, before: pending.results});
		this.#audit({event: 'review.approve', actor: 'user', artefact: id, content: pending.hash, reviewed: answer.hash, pass: found.pass});
		if (!found.pass) {
			throw new SkillLiteError('conflict', `Cannot adopt ${id}: ${lowerFirst(found.reason)}`, {
				hint: `Read it again with: skilllite evolution show ${id}`,
			});
		}

		this.#trial.start(pending, [...pending.results, found]);
	}

	reject(id: string): void {
		const pending = findPending(this.#disk, id);
		this.#audit({event: 'review.reject', actor: 'user', artefact: id, content: pending.hash});
		if (readCanary(this.#disk)?.id === id) {
			this.#trial.end('rejected');
		} else {
			this.store.bury(burialOf(pending.candidate.artefact), 'rejected');
			removePending(this.#disk, id);
		}

		this.#changed();
	}

	disable(id: string): Changed {
		if (!this.store.load().artefacts.some(artefact => artefact.id === id)) {
			throw new UsageError('There is no active artefact of that id.', {hint: 'See what is active with: skilllite evolution status'});
		}

		const changed = this.store.remove({ids: [id], as: 'disabled', actor: 'user'});
		this.#trial.endStale();
		this.#changed();
		return changed;
	}

	diff(a: string, b?: string): readonly string[] {
		const pending = readPending(this.#disk).find(({candidate}) => candidate.artefact.id === a);
		if (pending !== undefined && b === undefined) {
			const {artefact, replaces} = pending.candidate;
			const replaced = this.store.load().artefacts.filter(({id}) => replaces.includes(id));
			return diffLines(replaced.flatMap(artefactLines), artefactLines(artefact));
		}

		const active = this.store.load().artefacts.find(({id}) => id === a);
		if (active !== undefined && b === undefined) {
			return diffLines([], artefactLines(active));
		}

		return diffLines(this.#linesOf(a), this.#linesOf(b ?? 'HEAD'));
	}

	rollback(to?: string): RolledBack {
		const begun = performance.now();
		const canary = readCanary(this.#disk);
		if (to === undefined && canary !== null) {
			this.#trial.end('user');
			const {hash} = this.store.load();
			this.#changed();
			return {from: canary.candidate, to: hash, canary: canary.id, ms: performance.now() - begun};
		}

		const changed = this.store.rollback(to, {actor: 'user', reason: 'rollback'});
		const ms = performance.now() - begun;
		this.#trial.endStale();
		this.#changed();
		return {...changed, canary: null, ms};
	}

	session(session: string, model: string): EvolvedSession {
		const {hash, artefacts, problem} = this.store.load();
		const mode = this.#modeOf(problem);
		if (mode === 'off') {
			return {arm: 'none', artefacts: [], context: {...unevolved, manifest: null}};
		}

		const arm = problem === null && mode !== 'observe' ? this.#trial.enrol(session) : 'none';
		const trial = arm === 'candidate' ? this.#trial.set() : null;
		const set = trial ?? {hash, artefacts};
		return {
			arm: arm === 'candidate' && trial === null ? 'none' : arm,
			artefacts: holdingFor(set.artefacts, model),
			context: this.#contextOf(set.hash, set.artefacts, model),
		};
	}

	observe(task: {readonly session: string; readonly solved: boolean | null}): void {
		this.#trial.observe(task);
	}

	safetyEvent(why: string): void {
		this.#trial.safetyEvent(why);
	}

	settle(): void {
		this.#trial.settle();
	}

	watched(id: string, task: Omit<TaskSeen, 'now'>): void {
		const now = this.#options.clock();
		const all = changeWatched(this.#disk, before => ({...before, [id]: watch(before[id] ?? unwatched, {...task, now})}));
		const alarm = alarmOf(all[id] ?? unwatched);
		if (alarm !== null && this.store.load().artefacts.some(artefact => artefact.id === id)) {
			this.#audit({event: 'monitor.alarm', artefact: id, why: alarm});
			this.store.remove({ids: [id], as: 'rolled-back', actor: 'engine'});
			this.#trial.endStale();
			this.#changed();
		}
	}

	async prune(signal: AbortSignal): Promise<readonly {readonly id: string; readonly outcome: Ablation}[]> {
		this.#requireMode('suggest');
		const {left} = this.#budget();
		if (this.#due().length === 0) {
			return [];
		}

		const lease = this.store.lease();
		const purse = openSpending(this.#disk, pruning, left, this.#options.clock());
		const found: {readonly id: string; readonly outcome: Ablation}[] = [];
		try {
			for (const artefact of this.#due()) {
				const set = this.store.load().artefacts;
				const outcome = this.#isForgotten(artefact) ? 'retire' : await ablate(artefact, set, this.#ports(purse.spend), signal);
				found.push({id: artefact.id, outcome});
				this.#audit({event: 'revalidate', artefact: artefact.id, outcome, model: this.#options.model ?? 'any'});
				lease.renew();
				if (outcome === 'retire') {
					this.store.remove({ids: [artefact.id], as: 'rolled-back', actor: 'engine'});
				} else if (outcome === 'keep' && this.#options.model !== undefined) {
					addFact(this.#disk, {validated: artefact.id, model: this.#options.model});
				}
			}
		} finally {
			purse.close();
			lease.release();
			this.#changed();
		}

		return found;
	}

	hasRoom(): boolean {
		return !isFull(this.#disk);
	}

	efforts(): Efforts {
		return readEfforts(this.#disk);
	}

	asked(briefs: readonly string[]): void {
		if (briefs.length > 0) {
			changeEfforts(this.#disk, efforts => briefs.reduce(tried, efforts));
		}
	}

	purse(name: string): Spending {
		return openSpending(this.#disk, name, this.#budget().left, this.#options.clock());
	}

	pending(): readonly Pending[] {
		return readPending(this.#disk);
	}

	find(id: string): {readonly id: string} {
		return findPending(this.#disk, id).candidate.artefact;
	}

	estimate(id: string): number {
		const {artefact} = findPending(this.#disk, id).candidate;
		const isWords = artefact.kind === 'text' || artefact.kind === 'skill';
		const probing = isWords ? this.#options.gates.probes.length * 1200 : 0;
		const confirming = confirmationTokens(this.#options.gates.targets(artefact));
		return Math.min(mostTokensEach, Math.round(this.#replayTokens(artefact) + confirming + probing));
	}

	#replayTokens(artefact: Artefact): number {
		const {targets, anchors} = this.#options.gates;
		// One model call is about a 25th of a task; both arms, the usual number of pairs.
		const replays = [...targets(artefact).slice(0, 17), ...anchors(artefact).slice(0, 20)];
		return replays.reduce((sum, {tiers, tokens}) => sum + (tiers.includes('R0') ? 0 : (tokens / 25) * 4), 0);
	}

	reset(): RolledBack {
		const begun = performance.now();
		const canary = readCanary(this.#disk);
		const changed = this.store.rollback('empty', {actor: 'user', reason: 'reset'});
		this.store.endCanary();
		removeCanary(this.#disk);
		for (const {candidate} of readPending(this.#disk)) {
			removePending(this.#disk, candidate.artefact.id);
		}

		this.#changed();
		return {...changed, canary: canary?.id ?? null, ms: performance.now() - begun};
	}

	erase(): void {
		this.store.erase();
		this.#audit({event: 'erase', actor: 'user'});
		this.#changed();
	}

	get #disk() {
		return this.store.context.disk;
	}

	#audit(entry: Parameters<ArtefactStore['context']['audit']>[0]): void {
		this.store.context.audit(entry);
	}

	#changed(): void {
		for (const listener of this.#listeners) {
			listener();
		}
	}

	mode(): Mode {
		return this.#modeOf(this.store.load().problem);
	}

	/** Loading a state reads and checks each of its objects: whoever has one asks with it. */
	#modeOf(problem: Error | null): Mode {
		const {environment} = this.#options;
		return effectiveMode(readConfig(this.#disk).mode, {environment, isDamaged: problem !== null});
	}

	#requireMode(least: Mode): void {
		const {problem} = this.store.load();
		if (problem !== null) {
			throw problem;
		}

		const mode = this.#modeOf(problem);
		if (modes.indexOf(mode) < modes.indexOf(least)) {
			throw new SkillLiteError('conflict', `Cannot do this while evolution is set to ${mode}.`, {
				hint: `Raise it with: skilllite evolution mode ${least}`,
			});
		}
	}

	#budget(): BudgetState {
		const {liveTokens, clock} = this.#options;
		return budgetState(this.#disk, {liveTokens: liveTokens(), chosen: readConfig(this.#disk).budget, now: clock()});
	}

	#ports(spend: GatePorts['spend']): GatePorts {
		const {gates, clock} = this.#options;
		return {...gates, clock, spend, render: renderWhole, probedSets: probedSets(this.#disk)};
	}

	#candidateOf({candidate}: Pending): Candidate {
		return {...candidate, incumbent: this.store.load().artefacts};
	}

	#onResult({id, ...artefact}: Artefact): (result: GateResult) => void {
		const content = artefactHash({id, ...artefact} as Artefact);
		return ({gate, verdict, pass, data}) => this.#audit({event: 'gate.result', artefact: id, content, gate, verdict, pass, data});
	}

	#rememberProbes(results: readonly GateResult[]): void {
		const set = results.find(({gate, pass}) => gate === 'G6' && pass)?.data.set;
		if (typeof set === 'string') {
			addFact(this.#disk, {probed: set});
		}
	}

	#rememberEffort({candidate: {brief}, results}: Pending): void {
		if (typeof brief === 'string') {
			changeEfforts(this.#disk, efforts => afterTest(efforts, brief, results, this.#options.clock()));
		}
	}

	/** In `auto` a template that passed everything needs nobody. */
	#goOnAlone(pending: Pending): void {
		const found = review(pending.candidate, {mode: this.mode(), review: null, before: pending.results});
		if (found.pass && readCanary(this.#disk) === null) {
			this.#onResult(pending.candidate.artefact)(found);
			this.#trial.start(pending, [...pending.results, found]);
		}
	}

	#contextOf(hash: string, artefacts: ArtefactSet, model: string): EvolvedContext {
		const holding = holdingFor(artefacts, model);
		return {
			manifest: hash,
			...renderSet(holding),
			skillFolders: holding.flatMap(artefact => (artefact.kind === 'skill' ? [materialise(this.#disk.root, artefact)] : [])),
		};
	}

	#stale(artefacts: ArtefactSet): ArtefactSet {
		const {model} = this.#options;
		return model === undefined ? [] : staleFor(artefacts, model, validatedModels(this.#disk));
	}

	#due(): ArtefactSet {
		const set = this.store.load().artefacts;
		const watched = readWatched(this.#disk);
		const stale = this.#stale(set);
		const now = this.#options.clock();
		return set.filter(
			artefact =>
				stale.includes(artefact) ||
				isForgotten({lastFired: watched[artefact.id]?.lastFired ?? null, now}) ||
				isDue(artefact, {set, lastFired: watched[artefact.id]?.lastFired ?? null, now}),
		);
	}

	#isForgotten({id}: Artefact): boolean {
		return isForgotten({lastFired: readWatched(this.#disk)[id]?.lastFired ?? null, now: this.#options.clock()});
	}

	#linesOf(name: string): readonly string[] {
		const {hash, artefacts} = this.store.load();
		if (name === 'HEAD') {
			return artefacts.flatMap(artefactLines);
		}

		const one = [...artefacts, ...readPending(this.#disk).map(({candidate}) => candidate.artefact)].find(({id}) => id === name);
		if (one !== undefined) {
			return artefactLines(one);
		}

		const {lineage} = this.store.history();
		const state =
			name === 'known-good'
				? (lineage.at(-2) ?? hash)
				: lineage.findLast(state => state.startsWith(`sha256:${name.replace(/^sha256:/, '')}`));
		if (state === undefined || name.length < 6) {
			throw new UsageError('There is neither an artefact nor a state of that name.', {hint: 'See both with: skilllite evolution status'});
		}

		return this.store.loadState(state).flatMap(artefactLines);
	}
}

const buriedResult: GateResult = {
	gate: 'G0',
	verdict: 'refuse',
	pass: false,
	reason: 'It was rejected or taken out before, for good.',
	data: {},
};

function lowerFirst(text: string): string {
	return text.charAt(0).toLowerCase() + text.slice(1);
}
