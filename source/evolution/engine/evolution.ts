/** Evolution of one project, as the panel, the commands and the agent use it: what it needs and what it does. */

import type {EvolvedContext} from '../../core/evolved-context.ts';
import type {Efforts} from '../agenda.ts';
import type {Spending} from '../budget.ts';
import type {CanaryArm, CanaryOutcome, CanaryState} from '../canary.ts';
import type {ArtefactSet, Candidate, GateResult} from '../candidate.ts';
import type {Mode} from '../modes.ts';
import type {TaskSeen} from '../monitors.ts';
import type {GatePorts, ReplayPorts} from '../ports.ts';
import type {ArmCount} from '../statistics/canary-rule.ts';
import type {ArtefactStore} from '../store/store.ts';
import type {Changed} from '../store/transaction.ts';
import type {Pending} from './pending.ts';
import type {Pruned} from './pruning.ts';
import type {EvolutionState, LogLine, MetricLine} from './state.ts';

export interface EvolutionOptions {
	readonly store: ArtefactStore;
	/** Deals the arms of a canary; nobody but this user has it. */
	readonly key: Uint8Array;
	readonly clock: () => Date;
	/** What tests and admission are made of. */
	readonly gates: Omit<GatePorts, 'spend' | 'render' | 'probedSets' | 'clock' | keyof ReplayPorts>;
	/** What was recorded until now, to be run again. Asked when something is tested: who answers it may not be there before. */
	readonly replays: () => Promise<ReplayPorts>;
	/** `SKILLLITE_EVOLUTION`: can only lower the mode. */
	readonly environment?: string | undefined;
	/** The model in use, for what was shown to help another. */
	readonly model?: string | undefined;
	/** Tokens of the user's own work in the last seven days. */
	readonly liveTokens: () => number;
	/** Of the last 60 tasks. */
	readonly lastTasks: () => ArmCount;
	/** Outcomes of a canary as the events have them; what `observe` was told when left out. */
	readonly outcomes?: (canary: CanaryState) => readonly CanaryOutcome[];
	readonly metrics?: () => readonly MetricLine[];
	readonly log?: () => readonly LogLine[];
}

export interface EvolvedSession {
	readonly context: EvolvedContext;
	readonly arm: CanaryArm | 'none';
	/** What the context is made of. */
	readonly artefacts: ArtefactSet;
}

export type Proposal =
	| {readonly kind: 'pending'; readonly id: string; readonly results: readonly GateResult[]}
	| {readonly kind: 'refused'; readonly results: readonly GateResult[]};

export interface RolledBack extends Changed {
	/** A trial that was ended by it. */
	readonly canary: string | null;
	readonly ms: number;
}

export interface Evolution {
	state(): EvolutionState;
	/** The mode that holds now. */
	mode(): Mode;
	/** Told after each change of this process; gives what ends it. */
	subscribe(listener: () => void): () => void;
	/** A user's act: nothing else may call it. */
	setMode(mode: Mode, budget?: number | null): void;
	/** Take a candidate in; what G0 to G4 refuse never becomes a suggestion. */
	propose(candidate: Omit<Candidate, 'incumbent'>, signal: AbortSignal): Promise<Proposal>;
	/** Run G5 to G8. In `auto`, what passes them all goes on into its trial. Throws a SkillLiteError: `limit`, `conflict`. */
	test(id: string, signal: AbortSignal): Promise<Pending>;
	/** A person has read these bytes: into its trial. Throws an IntegrityError or a SkillLiteError (`conflict`) otherwise. */
	approve(id: string, hash: string): void;
	reject(id: string): void;
	/** Take an active artefact out for good. */
	disable(id: string): Changed;
	/** What a person reads: one suggestion against what it replaces, or one state against another. Every line is escaped. */
	diff(a: string, b?: string): readonly string[];
	/** End the trial, or go to an earlier state. Needs no model, network or database. */
	rollback(to?: string): RolledBack;
	/** What holds for a session from its beginning to its end. */
	session(session: string, model: string): EvolvedSession;
	/** How a task of a session went. Ends the trial when it is time. */
	observe(task: {readonly session: string; readonly solved: boolean | null}): void;
	/** What was seen of an active artefact in a task; takes it out when that is reason enough. */
	watched(id: string, task: Omit<TaskSeen, 'now'>): void;
	/** Something happened that a trial must not survive. */
	safetyEvent(why: string): void;
	/** Look at the trial again, for outcomes that became known since. */
	settle(): void;
	/** Run what is unused or was shown to help another model without it, and take out what is not missed. */
	prune(signal: AbortSignal): Promise<readonly Pruned[]>;
	/** Whether another suggestion would be taken. */
	hasRoom(): boolean;
	/** What was done about each brief. */
	efforts(): Efforts;
	/** A model was asked about these briefs. */
	asked(briefs: readonly string[]): void;
	/** Tokens for what is no test of a candidate, within the same budget. */
	purse(name: string): Spending;
	/** What waits, the artefact of the trial included. */
	pending(): readonly Pending[];
	/** One that waits. Throws a UsageError when there is none of that id. */
	find(id: string): {readonly id: string};
	/** What testing it will take at most, in tokens. */
	estimate(id: string): Promise<number>;
	/** Back to nothing evolved; what waits goes too. */
	reset(): RolledBack;
	/** Delete every text that was recorded or learnt. */
	erase(): void;
	readonly store: ArtefactStore;
}
