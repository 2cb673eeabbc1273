import type {Label} from './events.ts';

const ranks: Readonly<Record<Label, number>> = {core: 3, user: 2, derived: 1, foreign: 0};

/** Whether a value read from a file is a label. */
export function isLabel(value: unknown): value is Label {
	return typeof value === 'string' && Object.hasOwn(ranks, value);
}

/** The label of what was made from texts with these labels: the lowest of them. What comes from nowhere is foreign. */
export function lowestLabel(labels: readonly Label[]): Label {
	const [first, ...others] = labels;
	return first === undefined ? 'foreign' : others.reduce((lowest, label) => (ranks[label] < ranks[lowest] ? label : lowest), first);
}

/** More lines than a person types: pasted from somewhere, or sent by a program. */
const typedLines = 3;

/** What a terminal or a model shows as a new line. */
const lineEnds = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;

/** The label of a message to the agent, with the pictures beside it. */
export function labelOfMessage(text: string, images: readonly {readonly label: Label}[] = []): Label {
	const own = text.trim().split(lineEnds).length > typedLines ? 'foreign' : 'user';
	return lowestLabel([own, ...images.map(({label}) => label)]);
}
