/** What a transcript tells, for people: who said what, and which tools ran. Pure. */

import type {ImageFacts} from '../core/events.ts';
import {imageLine, readImages} from '../core/image.ts';
import {branchOf, parseLines} from './branch.ts';
import {type Entry, textOf} from './entry.ts';

/** All texts are untrusted. */
export type Utterance =
	| {
			readonly kind: 'user';
			readonly id: string;
			readonly ts: string;
			readonly text: string;
			/** Pictures beside the text. */
			readonly images?: readonly ImageFacts[];
	  }
	| {readonly kind: 'agent'; readonly id: string; readonly ts: string; readonly text: string}
	| {
			readonly kind: 'tool';
			readonly id: string;
			readonly ts: string;
			readonly name: string;
			/** As the model wrote them. */
			readonly arguments: string;
			/** Null: it never came to an end that was written down. */
			readonly ended: string | null;
			readonly ok: boolean;
			readonly text: string;
	  }
	| {readonly kind: 'summary'; readonly id: string; readonly ts: string; readonly text: string};

/** The branch that was talked on last, of a transcript's text. */
export function readDialogue(transcript: string): readonly Utterance[] {
	return dialogueOf(branchOf(parseLines(transcript).entries));
}

/** A branch as utterances, in order; each call stands where the model made it, with its result. */
export function dialogueOf(entries: readonly Entry[]): readonly Utterance[] {
	const ends = new Map<string, Entry>();
	// From behind, so that of two calls with one id each finds the end that comes next.
	const utterances: Utterance[][] = [];
	for (const entry of entries.toReversed()) {
		const {id, ts, type} = entry;
		switch (type) {
			case 'tool.end':
				ends.set(textOf(entry.call), entry);
				break;
			case 'user':
				utterances.push([userOf(entry)]);
				break;
			case 'assistant':
				utterances.push([...spoken(entry), ...callsOf(entry).map(call => toolUse(entry, call, ends))]);
				break;
			case 'compaction':
				utterances.push([{kind: 'summary', id, ts, text: textOf(entry.summary)}]);
				break;
			default:
			// Starts and ends, which say nothing to a reader.
		}
	}

	return utterances.reverse().flat();
}

function userOf({id, ts, text, images}: Entry): Utterance {
	const shown = readImages(images);
	return {kind: 'user', id, ts, text: textOf(text), ...(shown.length > 0 ? {images: shown} : {})};
}

/** What the person said as text, a line for each picture beside it. */
export function textWithImages({text, images = []}: {readonly text: string; readonly images?: readonly ImageFacts[]}): string {
	return [text, ...images.map(imageLine)].join('\n');
}

function spoken({id, ts, text}: Entry): readonly Utterance[] {
	return textOf(text) === '' ? [] : [{kind: 'agent', id, ts, text: textOf(text)}];
}

interface WrittenCall {
	readonly id: string;
	readonly name: string;
	readonly argumentsText: string;
}

function toolUse({id, ts}: Entry, call: WrittenCall, ends: Map<string, Entry>): Utterance {
	const end = ends.get(call.id);
	ends.delete(call.id);
	return {
		kind: 'tool',
		id,
		ts,
		name: call.name,
		arguments: call.argumentsText,
		ended: end ? textOf(end.ended) : null,
		ok: end?.ok === true,
		text: textOf(end?.text),
	};
}

/** The calls of an assistant's entry that have the shape of calls. */
export function callsOf({calls}: Entry): readonly WrittenCall[] {
	return (Array.isArray(calls) ? calls : []).flatMap((item: unknown) => {
		const {id, name, argumentsText}: {readonly id?: unknown; readonly name?: unknown; readonly argumentsText?: unknown} = {
			...(typeof item === 'object' ? item : {}),
		};
		return typeof id === 'string' && typeof name === 'string' ? [{id, name, argumentsText: textOf(argumentsText)}] : [];
	});
}
