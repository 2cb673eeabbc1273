/**
What the engine takes up next: what went wrong most and was tried least, and nothing that did not help lately. A subject is
a kind of failure: the key of a brief, or a family of the arena. Times are numbers of which `day` make one.
*/

/** What was done about one subject. */
export interface Effort {
	/** Since something last helped there. */
	readonly tries: number;
	/** Candidates that did not help, since one did. */
	readonly misses: number;
	readonly waitsUntil: number;
}

/** By subject. */
export type Efforts = Readonly<Record<string, Effort>>;

export interface Subject {
	readonly key: string;
	/** How often it went wrong. */
	readonly count: number;
}

const untried: Effort = {tries: 0, misses: 0, waitsUntil: 0};
const patience = 3;

/** What is open now, the worst and least tried first. */
export function inTurn<S extends Subject>(subjects: readonly S[], efforts: Efforts, now: number): readonly S[] {
	const value = ({key, count}: S) => count / (1 + of(efforts, key).tries) ** 2;
	return subjects.filter(({key}) => of(efforts, key).waitsUntil <= now).toSorted((a, b) => value(b) - value(a));
}

export function tried(efforts: Efforts, key: string): Efforts {
	const effort = of(efforts, key);
	return {...efforts, [key]: {...effort, tries: effort.tries + 1}};
}

/** Something helped there, though it may not have got in: another wording of it is the best there is to try. */
export function helped(efforts: Efforts, key: string): Efforts {
	return {...efforts, [key]: {...of(efforts, key), tries: 0, misses: 0}};
}

/** After three candidates that did not help a subject waits, twice as long each time. */
export function missed(efforts: Efforts, key: string, {now, day}: {readonly now: number; readonly day: number}): Efforts {
	const effort = of(efforts, key);
	const misses = effort.misses + 1;
	const waitsUntil = misses >= patience ? now + day * 2 ** (misses - patience + 1) : effort.waitsUntil;
	return {...efforts, [key]: {...effort, misses, waitsUntil}};
}

function of(efforts: Efforts, key: string): Effort {
	return Object.hasOwn(efforts, key) ? (efforts[key] ?? untried) : untried;
}
