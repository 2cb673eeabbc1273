/** What a note is, how a line of the journal is read, and what a note may not be. Pure. */

import {toDisplay, UsageError} from '../../../sandbox/index.ts';
import type {Label} from '../../core/events.ts';
import {isLabel, lowestLabel} from '../../core/label.ts';

/** `pointer` says where something stands, `evidence` quotes what a foreign text said; the others are what the user or we hold. */
export const noteKinds = ['preference', 'fact', 'decision', 'episode', 'pointer', 'evidence'] as const;

export type NoteKind = (typeof noteKinds)[number];

export interface Note {
	readonly id: string;
	readonly kind: NoteKind;
	readonly text: string;
	/** Other words under which it should be found. */
	readonly keys: readonly string[];
	/** The lowest of everything that it was made from. */
	readonly label: Label;
	/** What it was made from: ids of notes, or names such as a session's. */
	readonly sources: readonly string[];
	readonly created: string;
	readonly validFrom?: string | undefined;
	readonly validTo?: string | undefined;
	/** The note that this one takes the place of. */
	readonly supersedes?: string | undefined;
}

/** A note as the caller gives it. */
export type NoteDraft = Pick<Note, 'text' | 'label'> &
	Partial<Pick<Note, 'kind' | 'keys' | 'sources' | 'validFrom' | 'validTo' | 'supersedes'>>;

export const longestNote = 600;
const longestKey = 60;
const mostKeys = 12;

/**
A draft as it is kept: bounded, without hidden characters, otherwise in its own words.

What is foreign becomes `evidence` unless it is a `pointer`, whatever it was called: a page or a tool
cannot write down a preference of the user. The label falls to that of the lowest note it was made from.

Throws a UsageError for a text that is empty, too long or holds a secret: half a note or a masked one
would say something else than what was meant.
*/
export function shapeNote(
	draft: NoteDraft,
	labelsOfSources: readonly Label[],
	mask: (text: string) => string,
): Omit<Note, 'id' | 'created'> {
	const label = lowestLabel([draft.label, ...labelsOfSources]);
	const kind = draft.kind ?? 'fact';
	const text = clean(draft.text, 10 * longestNote);
	const keys = (draft.keys ?? []).slice(0, mostKeys).map(key => clean(key, longestKey));
	assertKeepable([text, ...keys].join('\n'), text, mask);
	return {
		kind: label === 'foreign' && kind !== 'pointer' ? 'evidence' : kind,
		text,
		keys: keys.filter(Boolean),
		label,
		sources: (draft.sources ?? []).slice(0, mostKeys).map(source => clean(source, longestKey)),
		...(draft.validFrom === undefined ? {} : {validFrom: draft.validFrom}),
		...(draft.validTo === undefined ? {} : {validTo: draft.validTo}),
		...(draft.supersedes === undefined ? {} : {supersedes: draft.supersedes}),
	};
}

function assertKeepable(everything: string, text: string, mask: (text: string) => string): void {
	if (text === '') {
		throw new UsageError('Cannot keep an empty note.', {hint: 'Say what to remember.'});
	}

	const length = [...text].length;
	if (length > longestNote) {
		throw new UsageError(`Cannot keep a note of ${length} characters: ${longestNote} is the most.`, {
			hint: 'Keep the sentence that matters, or write a file and remember where it is.',
		});
	}

	if (mask(everything) !== everything) {
		throw new UsageError('Cannot keep the note: it holds what looks like a key or a password.', {
			hint: 'Remember where the secret is kept, not the secret.',
		});
	}
}

function clean(text: string, maxLength: number): string {
	return toDisplay(text.normalize('NFC'), {multiline: true, maxLength}).trim();
}

/** A note from a line of the journal; null for what is none. A label that cannot be read is foreign. */
export function parseNote(value: unknown): Note | null {
	if (typeof value !== 'object' || value === null) {
		return null;
	}

	const {id, kind, text, keys, label, sources, created, validFrom, validTo, supersedes}: Partial<Record<keyof Note, unknown>> = value;
	if (typeof id !== 'string' || typeof text !== 'string' || typeof created !== 'string' || !isKind(kind)) {
		return null;
	}

	if (text.length > 2 * longestNote) {
		return null; // never written by us
	}

	const known = isLabel(label) ? label : 'foreign';
	return {
		id,
		kind: known === 'foreign' && kind !== 'pointer' ? 'evidence' : kind,
		text,
		keys: strings(keys),
		label: known,
		sources: strings(sources),
		created,
		...(typeof validFrom === 'string' ? {validFrom} : {}),
		...(typeof validTo === 'string' ? {validTo} : {}),
		...(typeof supersedes === 'string' ? {supersedes} : {}),
	};
}

export function isKind(value: unknown): value is NoteKind {
	return noteKinds.some(kind => kind === value);
}

function strings(value: unknown): readonly string[] {
	return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}
