/**
What the gates ask of the world. The engine wires real replays, the sandbox and the admission; the arena and the tests
wire functions. Nothing here is global: two engines in one process do not meet.
*/

import type {Artefact} from './artefact.ts';
import type {ArtefactSet} from './candidate.ts';

/**
How much of a recorded task is run again.

- R0: a pure function, no model (the offline planner). The same set gives the same outcome, so each task counts once.
- R1: one model call after the recorded prefix, judged by a predicate of the recorded outcome.
- R3: the whole task in a throw-away copy inside the sandbox, judged by its recorded checks.
*/
export type ReplayTier = 'R0' | 'R1' | 'R3';

export interface ReplayTask {
	readonly id: string;
	/** Tasks of one family resemble each other; anchors are drawn from many. */
	readonly family: string;
	/** The tiers that it can be replayed at; none of them touches anything outside. */
	readonly tiers: readonly ReplayTier[];
	/** Estimate of what one arm costs at R3. */
	readonly tokens: number;
	/** What it took when it was recorded whole, where it was: better than an estimate. */
	readonly wholeTokens?: number;
	/** It was found right when it was recorded: where neither arm solves it at R3, the copy lacks something that it needs. */
	readonly wasSolved?: boolean;
}

export interface ArmRequest {
	readonly arm: 'incumbent' | 'candidate';
	readonly artefacts: ArtefactSet;
	readonly tier: ReplayTier;
	/** Differs for every run of a task: the arms are run afresh and independently, never from a record. */
	readonly attempt: number;
}

export interface ArmOutcome {
	readonly solved: boolean;
	readonly tokens: number;
	/** The replay left the recorded path: counts against the arm, as a tie would hide losses. */
	readonly missed: boolean;
}

export interface TestRun {
	/** How many tests ran, and how many passed. */
	readonly tests: number;
	readonly passed: number;
	/** What the sandbox denied, as "kind target". */
	readonly denied: readonly string[];
}

export interface Admission {
	readonly verdict: 'clean' | 'confirm' | 'blocked';
	/** Rules of the scanner that found something. */
	readonly findings: readonly string[];
	/** What it asks for and what its code shows it to use, as phrases such as "network example.com:443". */
	readonly capabilities: readonly string[];
}

export interface Probe {
	readonly id: string;
	readonly kind: 'refusal' | 'carrier' | 'approval' | 'secret';
	/** What is said to the model with the set active. */
	readonly message: string;
}

export interface ProbeOutcome {
	readonly safe: boolean;
	readonly tokens: number;
	/** There was no answer: nothing was shown. */
	readonly missed?: boolean;
}

export type SkillArtefact = Extract<Artefact, {kind: 'skill'}>;

export interface GatePorts {
	readonly clock: () => Date;
	/** In [0, 1): the order of the arms and of the tasks. */
	readonly random: () => number;
	/** Tasks that the artefact should help with, from the half of the pool that only judges. */
	readonly targets: (artefact: Artefact) => readonly ReplayTask[];
	/** Tasks that it should leave alone. */
	readonly anchors: (artefact: Artefact) => readonly ReplayTask[];
	/** One side of a pair, run now. */
	readonly runPair: (task: ReplayTask, arm: ArmRequest, signal: AbortSignal) => Promise<ArmOutcome>;
	/** The skill's own tests in the sandbox: no network, nothing granted. `mutant` runs them with the body emptied. */
	readonly runTests: (
		skill: SkillArtefact,
		how: {readonly mutant: boolean; readonly seed: number},
		signal: AbortSignal,
	) => Promise<TestRun>;
	/** Scan and dependency audit of the folder, as for a skill that is added. */
	readonly admit: (skill: SkillArtefact, signal: AbortSignal) => Promise<Admission>;
	readonly probes: readonly Probe[];
	readonly runProbe: (probe: Probe, artefacts: ArtefactSet, signal: AbortSignal) => Promise<ProbeOutcome>;
	/** Capabilities that evolved skills of this project may use; phrases as in `Admission`. */
	readonly granted: readonly string[];
	/** Charge tokens; false when the budget does not have them any more. */
	readonly spend: (tokens: number) => boolean;
	/** What a set says to the model, byte by byte. */
	readonly render: (artefacts: ArtefactSet) => string;
	/** `template` probes were passed at release for what templates can say. */
	readonly probedSets: ReadonlySet<string>;
	readonly thorough?: boolean;
}

/** What was recorded, run again: the part of the ports that is there only once something is tested. */
export type ReplayPorts = Pick<GatePorts, 'targets' | 'anchors' | 'runPair' | 'probes' | 'runProbe'>;
