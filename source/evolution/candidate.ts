/** What stands at the gates: an artefact, where it comes from and what it would join. Plain data. */

import type {Label} from '../core/events.ts';
import type {Artefact} from './artefact.ts';

/** The evolved artefacts that hold for a session, in the order in which they are rendered. */
export type ArtefactSet = readonly Artefact[];

export interface Source {
	/** Of the event, note or message. */
	readonly id: string;
	readonly label: Label;
}

export interface Candidate {
	readonly artefact: Artefact;
	/** Everything that was read to make it, by our code or by the model that proposed it. */
	readonly readSet: readonly Source[];
	/** Words that the user typed: terms of a condition must be among them. */
	readonly userTerms: readonly string[];
	/** What is active now. */
	readonly incumbent: ArtefactSet;
	/** Ids of active artefacts that it takes the place of. */
	readonly replaces: readonly string[];
	/** Ids of the tasks that suggested it: they never judge it. */
	readonly suggestedBy: readonly string[];
	/** Key of the brief that it answers. */
	readonly brief?: string | null;
}

export const gateIds = ['G0', 'G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G7', 'G8', 'G9'] as const;

export type GateId = (typeof gateIds)[number];

export type GateData = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/**
What one gate found; each is an entry of the audit log.

- `pass`: nothing speaks against it.
- `suggest`: not refused, but nothing here lets the engine adopt it by itself: a person has to.
- `refuse`: it does not go on.
*/
export interface GateResult {
	readonly gate: GateId;
	readonly verdict: 'pass' | 'suggest' | 'refuse';
	readonly pass: boolean;
	/** One sentence for the person; fixed words and numbers, never text of the candidate. */
	readonly reason: string;
	readonly data: GateData;
}

/** The set with the candidate in it. */
export function candidateSet({artefact, incumbent, replaces}: Pick<Candidate, 'artefact' | 'incumbent' | 'replaces'>): ArtefactSet {
	return [...incumbent.filter(({id}) => id !== artefact.id && !replaces.includes(id)), artefact];
}
