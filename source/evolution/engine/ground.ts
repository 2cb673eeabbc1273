/** What the parts of the engine stand on: the store and its log, the mode that holds, what may be spent, and who is told of changes. */

import {SkillLiteError} from '../../../sandbox/index.ts';
import type {Artefact} from '../artefact.ts';
import {type BudgetState, budgetState} from '../budget.ts';
import type {GateResult} from '../candidate.ts';
import {effectiveMode, type Mode, modes, readConfig} from '../modes.ts';
import {artefactHash} from '../store/manifest.ts';
import type {ArtefactStore} from '../store/store.ts';
import type {EvolutionOptions} from './evolution.ts';

export class Ground {
	readonly options: EvolutionOptions;
	readonly store: ArtefactStore;
	readonly #listeners = new Set<() => void>();

	constructor(options: EvolutionOptions) {
		this.options = options;
		this.store = options.store;
	}

	get disk() {
		return this.store.context.disk;
	}

	audit(entry: Parameters<ArtefactStore['context']['audit']>[0]): void {
		this.store.context.audit(entry);
	}

	/** What a gate found goes into the log as it is there. */
	onResult({id, ...artefact}: Artefact): (result: GateResult) => void {
		const content = artefactHash({id, ...artefact} as Artefact);
		return ({gate, verdict, pass, data}) => this.audit({event: 'gate.result', artefact: id, content, gate, verdict, pass, data});
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	changed(): void {
		for (const listener of this.#listeners) {
			listener();
		}
	}

	mode(): Mode {
		return this.modeOf(this.store.load().problem);
	}

	/** Loading a state reads and checks each of its objects: whoever has one asks with it. */
	modeOf(problem: Error | null): Mode {
		const {environment} = this.options;
		return effectiveMode(readConfig(this.disk).mode, {environment, isDamaged: problem !== null});
	}

	requireMode(least: Mode): void {
		const {problem} = this.store.load();
		if (problem !== null) {
			throw problem;
		}

		const mode = this.modeOf(problem);
		if (modes.indexOf(mode) < modes.indexOf(least)) {
			throw new SkillLiteError('conflict', `Cannot do this while evolution is set to ${mode}.`, {
				hint: `Raise it with: skilllite evolution mode ${least}`,
			});
		}
	}

	budget(): BudgetState {
		const {liveTokens, clock} = this.options;
		return budgetState(this.disk, {liveTokens: liveTokens(), chosen: readConfig(this.disk).budget, now: clock()});
	}
}
