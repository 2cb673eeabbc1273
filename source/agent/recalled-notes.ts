/** Notes beside the user's message: kept as a field of its entry in the transcript, given to the model in front of it. */

import type {ImageFacts, Label} from '../core/events.ts';
import {isLabel, labelOfMessage, lowestLabel} from '../core/label.ts';
import type {Recalled} from '../session/notes/memory.ts';

/** What the model reads: the user's own words last, and unchanged. */
export function messageWithNotes(text: string, recalled: Recalled | null): string {
	return recalled ? `${recalled.text}\n\n${text}` : text;
}

export function labelWithNotes(text: string, recalled: Recalled | null, images: readonly ImageFacts[]): Label {
	return lowestLabel([labelOfMessage(text, images), ...(recalled ? [recalled.label] : [])]);
}

/** The notes that an entry of a transcript has beside its message. What the transcript does not label is foreign. */
export function recalledOf(value: unknown): Recalled | null {
	const {text, notes, label}: Partial<Record<keyof Recalled, unknown>> = {...(typeof value === 'object' ? value : {})};
	if (typeof text !== 'string' || !Array.isArray(notes)) {
		return null;
	}

	return {text, notes: notes.filter(id => typeof id === 'string'), label: isLabel(label) ? label : 'foreign'};
}
