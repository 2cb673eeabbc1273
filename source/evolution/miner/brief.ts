/**
What the miner hands to a proposer: counts, words of closed lists, names of tools, and words that the user typed.

There is no field that an argument, an output or a text of strangers could stand in.
*/

import type {Label} from '../../core/events.ts';
import type {PlanStep} from '../artefact.ts';
import type {ErrorClass, Language, SignalKind, TaskKind} from '../events/event.ts';

export type Trigger =
	/** The same failure again and again. `fixedBy`: what was called next in the same task and went well. */
	| {
			readonly kind: 'failures';
			readonly error: ErrorClass;
			readonly tool: string;
			readonly taskKind: TaskKind;
			readonly fixedBy: readonly {readonly tool: string; readonly count: number}[];
	  }
	/** The same calls in the same order, in tasks that were verified. */
	| {readonly kind: 'sequence'; readonly steps: readonly PlanStep[]; readonly verified: number}
	/** The same correction by the person. */
	| {readonly kind: 'corrections'; readonly signal: SignalKind; readonly taskKind: TaskKind}
	/** The person said it in so many words. */
	| {readonly kind: 'remembered'};

export interface Brief {
	/** The same for the same trigger, whatever its counts: for dedupe and back-off. */
	readonly key: string;
	readonly trigger: Trigger;
	/** How often, in how many tasks and sessions. */
	readonly count: number;
	readonly tasks: readonly string[];
	readonly sessions: number;
	readonly languages: readonly Language[];
	/** The lowest label of everything that was read for it. */
	readonly label: Label;
	/** Events and notes that it was made from, each with its label. */
	readonly readSet: readonly {readonly id: string; readonly label: Label}[];
	/** Texts that the user typed, word for word; none where a stranger had a part. */
	readonly quotes: readonly string[];
}
