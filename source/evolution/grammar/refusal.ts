/** Why something is not an artefact: the gate that says so, the place in it, and the reason. */
export interface Refusal {
	/** G1 is about shape, G2 about what a text may hold. */
	readonly gate: 'G1' | 'G2';
	/** The member that is wrong, as a path (`condition.terms.0`). */
	readonly where: string;
	readonly why: string;
}

/** A check of one value: the reason against it, or null. It never throws, whatever it is given. */
export type Slot = (value: unknown) => string | null;
