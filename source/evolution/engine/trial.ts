/** The one trial that may run at a time: from a person's word, or all gates in `auto`, to active or gone. */

import {SkillLiteError, toSkillLiteError} from '../../../sandbox/index.ts';
import {type CanaryArm, type CanaryState, enrol as enrolIn, judge, observe} from '../canary.ts';
import {readCanary, removeCanary, withCanary, writeCanary} from '../canary-file.ts';
import type {ArtefactSet, GateResult} from '../candidate.ts';
import {unwatched} from '../monitors.ts';
import {type ArmCount, canaryHorizon} from '../statistics/canary-rule.ts';
import type {ArtefactStore} from '../store/store.ts';
import {burialOf} from '../store/tombstones.ts';
import type {EvolutionOptions} from './evolution.ts';
import {lineOf} from './line-of.ts';
import {type Pending, readPending, removePending, writePending} from './pending.ts';
import {addFact, changeWatched} from './records.ts';
import type {CanaryLine} from './state.ts';

export interface TrialOptions extends Pick<EvolutionOptions, 'store' | 'key' | 'clock' | 'model' | 'lastTasks' | 'outcomes'> {
	/** Told after each change. */
	readonly changed: () => void;
}

export class Trial {
	readonly #store: ArtefactStore;
	readonly #options: TrialOptions;

	constructor(options: TrialOptions) {
		this.#options = options;
		this.#store = options.store;
	}

	observe({session, solved}: {readonly session: string; readonly solved: boolean | null}): void {
		withCanary(this.#disk, state => ({state: observe(state, session, solved), value: true}));
		this.settle();
	}

	safetyEvent(why: string): void {
		withCanary(this.#disk, state => ({state: {...state, safetyEvent: why}, value: true}));
		this.settle();
	}

	settle(): void {
		const stored = readCanary(this.#disk);
		if (stored === null) {
			return;
		}

		const {outcomes} = this.#options;
		const state = outcomes === undefined ? stored : {...stored, outcomes: outcomes(stored)};
		const verdict = judge(state, this.#options.clock());
		switch (verdict.kind) {
			case 'rollback':
				this.end(verdict.why, {worse: verdict.worse, tasks: state.outcomes.length});
				break;
			case 'pass':
				this.#adopt(state);
				break;
			case 'inconclusive':
				this.end('inconclusive', {tasks: state.outcomes.length});
				break;
			default:
				return;
		}

		this.#options.changed();
	}

	start(pending: Pending, results: readonly GateResult[]): void {
		const {artefact, replaces} = pending.candidate;
		this.#disk.exclusively('canary.lock', () => {
			const running = readCanary(this.#disk);
			if (running !== null) {
				throw new SkillLiteError('conflict', `Cannot try ${artefact.id}: ${running.id} is being tried, and only one can be at a time.`, {
					hint: 'Wait until it is done, or end it with: skilllite evolution rollback',
				});
			}

			const {hash} = this.#store.load();
			const candidate = this.#store.prepareCanary({artefact, replaces, expected: hash, actor: 'engine'});
			writeCanary(this.#disk, {
				v: 1,
				id: artefact.id,
				content: pending.hash,
				incumbent: hash,
				candidate,
				replaces,
				started: this.#options.clock().toISOString(),
				before: this.#options.lastTasks(),
				sessions: [],
				outcomes: [],
				safetyEvent: null,
				model: this.#options.model,
			});
			writePending(this.#disk, {...pending, results, isCanary: true});
			this.#audit({event: 'canary.start', artefact: artefact.id, content: pending.hash, from: hash, candidate});
		});
		this.#options.changed();
	}

	/** HEAD never moved, so ending a trial is forgetting its pointer. What failed never comes back; what was not seen may. */
	end(why: string, facts: Readonly<Record<string, unknown>> = {}): void {
		this.#disk.exclusively('canary.lock', () => {
			const state = readCanary(this.#disk);
			if (state === null) {
				return;
			}

			const comesBack = why === 'inconclusive' || why === 'moved';
			this.#audit({event: comesBack ? 'canary.end' : 'canary.rollback', artefact: state.id, content: state.content, why, ...facts});
			this.#store.endCanary();
			removeCanary(this.#disk);
			const pending = readPending(this.#disk).find(({candidate}) => candidate.artefact.id === state.id);
			if (comesBack) {
				if (pending !== undefined) {
					writePending(this.#disk, {...pending, isCanary: false});
				}
			} else {
				const known = pending === undefined ? {} : burialOf(pending.candidate.artefact);
				this.#store.bury({...known, id: state.id, hash: state.content}, why === 'rejected' ? 'rejected' : 'rolled-back');
				removePending(this.#disk, state.id);
			}
		});
	}

	/** A trial against a state that does not hold any more says nothing. */
	endStale(): void {
		const state = readCanary(this.#disk);
		if (state !== null && state.incumbent !== this.#store.load().hash) {
			this.end('moved');
		}
	}

	#adopt(state: CanaryState): void {
		try {
			const artefact = this.#store.staged(state.content);
			this.#audit({event: 'canary.pass', artefact: state.id, content: state.content, tasks: state.outcomes.length});
			this.#store.adopt({artefact, replaces: state.replaces, expected: state.incumbent, actor: 'engine'});
		} catch (error) {
			this.end(toSkillLiteError(error).code === 'conflict' ? 'moved' : 'safety');
			return;
		}

		this.#store.endCanary();
		removeCanary(this.#disk);
		removePending(this.#disk, state.id);
		addFact(this.#disk, {effect: state.id, candidate: countOf(state, 'candidate'), incumbent: countOf(state, 'incumbent')});
		changeWatched(this.#disk, all => ({...all, [state.id]: {...unwatched, before: state.before}}));
		if (state.model !== undefined) {
			addFact(this.#disk, {validated: state.id, model: state.model});
		}
	}

	enrol(session: string): CanaryArm | 'none' {
		return (
			withCanary(this.#disk, state => {
				const {state: next, arm} = enrolIn(state, session, this.#options.key);
				return {state: next, value: arm};
			}) ?? 'none'
		);
	}

	/** The set of the trial; a trial whose bytes are not what was approved ends here. */
	set(): {readonly hash: string; readonly artefacts: ArtefactSet} | null {
		const state = readCanary(this.#disk);
		try {
			return state === null ? null : {hash: state.candidate, artefacts: this.#store.loadState(state.candidate)};
		} catch {
			this.safetyEvent('what is tried is not what was approved');
			return null;
		}
	}

	line(): CanaryLine | null {
		const stored = readCanary(this.#disk);
		const pending = readPending(this.#disk).find(({candidate}) => candidate.artefact.id === stored?.id);
		if (stored === null || pending === undefined) {
			return null;
		}

		const {outcomes} = this.#options;
		const state = outcomes === undefined ? stored : {...stored, outcomes: outcomes(stored)};
		return {
			...lineOf(pending.candidate.artefact),
			candidate: countOf(state, 'candidate'),
			incumbent: countOf(state, 'incumbent'),
			worse: judge(state, this.#options.clock()).worse,
			tasks: state.outcomes.length,
			horizon: canaryHorizon.tasks,
			started: state.started,
		};
	}

	get #disk() {
		return this.#store.context.disk;
	}

	#audit(entry: Parameters<ArtefactStore['context']['audit']>[0]): void {
		this.#store.context.audit(entry);
	}
}

function countOf({outcomes}: CanaryState, arm: CanaryArm): ArmCount {
	const known = outcomes.filter(outcome => outcome.arm === arm && outcome.solved !== null);
	return {successes: known.filter(({solved}) => solved).length, known: known.length};
}
