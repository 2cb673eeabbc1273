/** Labels of texts, and what the worst of those in the model's context is. */

import type {Label} from '../../core/events.ts';

const order: readonly Label[] = ['core', 'user', 'derived', 'foreign'];

/** The label of a text that was made from texts of these: the lowest wins. */
export function lowestLabel(...labels: readonly Label[]): Label {
	return labels.reduce((lowest, label) => (order.indexOf(label) > order.indexOf(lowest) ? label : lowest), 'core');
}

/** More lines than a person types: pasted from somewhere. */
const typedLines = 3;

/** The label of a message to the agent. */
export function labelOfMessage(text: string): Label {
	return text.trim().split('\n').length > typedLines ? 'foreign' : 'user';
}

/** What is in the context of one conversation. It only falls: what was read stays in the context until that is made anew. */
export interface Taint {
	note(label: Label): void;
	/** The label of whatever the model makes from its context. */
	label(): Label;
	isForeign(): boolean;
	/** The context was made anew, from texts of this label. */
	reset(label: Label): void;
}

export function createTaint(label: Label = 'user'): Taint {
	let lowest = label;
	return {
		note(next) {
			lowest = lowestLabel(lowest, next);
		},
		label: () => lowest,
		isForeign: () => lowest === 'foreign',
		reset(next) {
			lowest = next;
		},
	};
}
