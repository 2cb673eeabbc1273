/** What a model answered, as far as the grammar can say it. Nothing is repaired, and no text of the answer is kept beside. Pure. */

import type {Artefact} from '../artefact.ts';
import {parseBoundedJson} from '../grammar/bounded-json.ts';
import {parseContent} from '../grammar/parse.ts';
import type {Refusal} from '../grammar/refusal.ts';
import type {Rendered} from '../grammar/render.ts';
import {isRecord} from '../grammar/templates.ts';
import {strayWords, type Vocabulary} from '../grammar/vocabulary.ts';
import {alternatives} from './request.ts';

/** What a model may propose: rules, plans and free words. Code is drafted from verified calls alone. */
export type Proposable = Exclude<Rendered, {readonly kind: 'skill'}>;

export interface Answer {
	readonly contents: readonly Proposable[];
	/** The active artefact that it would take away. */
	readonly deletes: string | null;
	/** One list of reasons for each alternative that was refused; where the whole answer was, one in all. */
	readonly refused: readonly (readonly Refusal[])[];
}

/** Read an answer; whatever it is, this does not throw. */
export function readAnswer(text: string, vocabulary: Vocabulary, active: readonly Artefact[]): Answer {
	const json = jsonIn(text);
	const parsed = json === null ? ({kind: 'refused', why: 'is not JSON'} as const) : parseBoundedJson(json);
	if (parsed.kind === 'refused') {
		return {contents: [], deletes: null, refused: [[{gate: 'G1', where: '', why: parsed.why}]]};
	}

	const {alternatives: given, delete: id} = isRecord(parsed.value) ? parsed.value : {};
	const read = (Array.isArray(given) ? given : []).slice(0, alternatives).map(value => readAlternative(value, vocabulary));
	return {
		contents: read.flatMap(one => (one.kind === 'content' ? [one.content] : [])),
		deletes: active.find(artefact => artefact.id === id)?.id ?? null,
		refused: Array.isArray(given)
			? read.flatMap(one => (one.kind === 'refused' ? [one.reasons] : []))
			: [[{gate: 'G1', where: 'alternatives', why: 'is not a list'}]],
	};
}

type Alternative =
	| {readonly kind: 'content'; readonly content: Proposable}
	| {readonly kind: 'refused'; readonly reasons: readonly Refusal[]};

function readAlternative(value: unknown, vocabulary: Vocabulary): Alternative {
	const parsed = parseContent(value);
	if (parsed.kind === 'refused') {
		return parsed;
	}

	const {content} = parsed;
	if (content.kind === 'skill') {
		return {kind: 'refused', reasons: [{gate: 'G1', where: 'kind', why: 'is not one that a model may propose'}]};
	}

	const stray = strayWords(content, vocabulary);
	return stray.length > 0 ? {kind: 'refused', reasons: stray} : {kind: 'content', content};
}

/** Models put their JSON into a fence or talk before it. */
function jsonIn(text: string): string | null {
	const from = text.indexOf('{');
	const to = text.lastIndexOf('}');
	return from >= 0 && to > from ? text.slice(from, to + 1) : null;
}
