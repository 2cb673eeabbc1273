/**
Evolution of one project, as the panel, the commands and the agent use it.

    proposed ─ G0–G4 ─▶ pending ─ test: G5–G8 ─▶ tested ─ G9 ─▶ canary ─▶ active
                            └──────── a person's word ───────────┘   └▶ gone for good

Nothing is kept in memory: what is true stands in the store, so that two processes see the same.
*/

import {SkillLiteError, UsageError} from '../../../sandbox/index.ts';
import {type EvolvedContext, unevolved} from '../../core/evolved-context.ts';
import {type Efforts, tried} from '../agenda.ts';
import {openSpending, type Spending} from '../budget.ts';
import {readCanary, removeCanary} from '../canary-file.ts';
import type {ArtefactSet, Candidate} from '../candidate.ts';
import {type Review, review} from '../gates/g9-review.ts';
import {type Mode, readConfig, writeConfig} from '../modes.ts';
import {alarmOf, type TaskSeen, unwatched, watch} from '../monitors.ts';
import {holdingFor, renderSet} from '../render.ts';
import {materialise} from '../store/materialise.ts';
import type {ArtefactStore} from '../store/store.ts';
import {burialOf} from '../store/tombstones.ts';
import type {Changed} from '../store/transaction.ts';
import {differencesOf} from './differences.ts';
import {drawState} from './draw-state.ts';
import {changeEfforts, readEfforts} from './efforts.ts';
import type {EvolvedSession, Evolution, EvolutionOptions, Proposal, RolledBack} from './evolution.ts';
import {Ground} from './ground.ts';
import {findPending, isFull, type Pending, readPending, removePending} from './pending.ts';
import type {Pruned} from './pruning.ts';
import {changeWatched} from './records.ts';
import type {EvolutionState} from './state.ts';
import {Trial} from './trial.ts';

/** The engine over a store; nothing is made before something is to be kept. */
export function createEvolution(options: EvolutionOptions): Evolution {
	return new Engine(options);
}

class Engine implements Evolution {
	readonly store: ArtefactStore;
	readonly #ground: Ground;
	readonly #trial: Trial;

	constructor(options: EvolutionOptions) {
		this.store = options.store;
		this.#ground = new Ground(options);
		this.#trial = new Trial({...options, changed: () => this.#ground.changed()});
	}

	state(): EvolutionState {
		return drawState(this.#ground, this.#trial);
	}

	mode(): Mode {
		return this.#ground.mode();
	}

	subscribe(listener: () => void): () => void {
		return this.#ground.subscribe(listener);
	}

	setMode(mode: Mode, budget?: number | null): void {
		const before = readConfig(this.#ground.disk);
		this.#ground.audit({event: 'mode.change', actor: 'user', from: before.mode, to: mode, ...(budget === undefined ? {} : {budget})});
		writeConfig(this.#ground.disk, {mode, budget: budget === undefined ? before.budget : budget});
		this.#ground.changed();
	}

	async propose(candidate: Omit<Candidate, 'incumbent'>, signal: AbortSignal): Promise<Proposal> {
		this.#ground.requireMode('suggest');
		const {takeIn} = await import('./testing.ts');
		return takeIn(this.#ground, candidate, signal);
	}

	async test(id: string, signal: AbortSignal): Promise<Pending> {
		this.#ground.requireMode('suggest');
		const {testPending} = await import('./testing.ts');
		return testPending(this.#ground, this.#trial, id, signal);
	}

	async estimate(id: string): Promise<number> {
		const {estimateOf} = await import('./testing.ts');
		return estimateOf(this.#ground, id);
	}

	approve(id: string, hash: string): void {
		this.#ground.requireMode('suggest');
		const pending = findPending(this.#ground.disk, id);
		const answer: Review = {hash: hash.startsWith('sha256:') ? (hash as Review['hash']) : `sha256:${hash}`};
		const found = review(pending.candidate, {mode: this.mode(), review: answer, before: pending.results});
		this.#ground.audit({
			event: 'review.approve',
			actor: 'user',
			artefact: id,
			content: pending.hash,
			reviewed: answer.hash,
			pass: found.pass,
		});
		if (!found.pass) {
			throw new SkillLiteError('conflict', `Cannot adopt ${id}: ${lowerFirst(found.reason)}`, {
				hint: `Read it again with: skilllite evolution show ${id}`,
			});
		}

		this.#trial.start(pending, [...pending.results, found]);
	}

	reject(id: string): void {
		const pending = findPending(this.#ground.disk, id);
		this.#ground.audit({event: 'review.reject', actor: 'user', artefact: id, content: pending.hash});
		if (readCanary(this.#ground.disk)?.id === id) {
			this.#trial.end('rejected');
		} else {
			this.store.bury(burialOf(pending.candidate.artefact), 'rejected');
			removePending(this.#ground.disk, id);
		}

		this.#ground.changed();
	}

	disable(id: string): Changed {
		if (!this.store.load().artefacts.some(artefact => artefact.id === id)) {
			throw new UsageError('There is no active artefact of that id.', {hint: 'See what is active with: skilllite evolution status'});
		}

		const changed = this.store.remove({ids: [id], as: 'disabled', actor: 'user'});
		this.#trial.endStale();
		this.#ground.changed();
		return changed;
	}

	diff(a: string, b?: string): readonly string[] {
		return differencesOf(this.#ground, a, b);
	}

	rollback(to?: string): RolledBack {
		const begun = performance.now();
		const canary = readCanary(this.#ground.disk);
		if (to === undefined && canary !== null) {
			this.#trial.end('user');
			const {hash} = this.store.load();
			this.#ground.changed();
			return {from: canary.candidate, to: hash, canary: canary.id, ms: performance.now() - begun};
		}

		const changed = this.store.rollback(to, {actor: 'user', reason: 'rollback'});
		const ms = performance.now() - begun;
		this.#trial.endStale();
		this.#ground.changed();
		return {...changed, canary: null, ms};
	}

	session(session: string, model: string): EvolvedSession {
		const {hash, artefacts, problem} = this.store.load();
		const mode = this.#ground.modeOf(problem);
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
		const now = this.#ground.options.clock();
		const all = changeWatched(this.#ground.disk, before => ({...before, [id]: watch(before[id] ?? unwatched, {...task, now})}));
		const alarm = alarmOf(all[id] ?? unwatched);
		if (alarm !== null && this.store.load().artefacts.some(artefact => artefact.id === id)) {
			this.#ground.audit({event: 'monitor.alarm', artefact: id, why: alarm});
			this.store.remove({ids: [id], as: 'rolled-back', actor: 'engine'});
			this.#trial.endStale();
			this.#ground.changed();
		}
	}

	async prune(signal: AbortSignal): Promise<readonly Pruned[]> {
		this.#ground.requireMode('suggest');
		const {pruneActive} = await import('./pruning.ts');
		return pruneActive(this.#ground, signal);
	}

	hasRoom(): boolean {
		return !isFull(this.#ground.disk);
	}

	efforts(): Efforts {
		return readEfforts(this.#ground.disk);
	}

	asked(briefs: readonly string[]): void {
		if (briefs.length > 0) {
			changeEfforts(this.#ground.disk, efforts => briefs.reduce(tried, efforts));
		}
	}

	purse(name: string): Spending {
		return openSpending(this.#ground.disk, name, this.#ground.budget().left, this.#ground.options.clock());
	}

	pending(): readonly Pending[] {
		return readPending(this.#ground.disk);
	}

	find(id: string): {readonly id: string} {
		return findPending(this.#ground.disk, id).candidate.artefact;
	}

	reset(): RolledBack {
		const begun = performance.now();
		const canary = readCanary(this.#ground.disk);
		const changed = this.store.rollback('empty', {actor: 'user', reason: 'reset'});
		this.store.endCanary();
		removeCanary(this.#ground.disk);
		for (const {candidate} of readPending(this.#ground.disk)) {
			removePending(this.#ground.disk, candidate.artefact.id);
		}

		this.#ground.changed();
		return {...changed, canary: canary?.id ?? null, ms: performance.now() - begun};
	}

	erase(): void {
		this.store.erase();
		this.#ground.audit({event: 'erase', actor: 'user'});
		this.#ground.changed();
	}

	#contextOf(hash: string, artefacts: ArtefactSet, model: string): EvolvedContext {
		const holding = holdingFor(artefacts, model);
		return {
			manifest: hash,
			...renderSet(holding),
			skillFolders: holding.flatMap(artefact => (artefact.kind === 'skill' ? [materialise(this.#ground.disk.root, artefact)] : [])),
		};
	}
}

function lowerFirst(text: string): string {
	return text.charAt(0).toLowerCase() + text.slice(1);
}
