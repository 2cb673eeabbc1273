/** What a model reported → findings of the report. A quote that does not stand in the file is no evidence, and the finding is void. */

import {toDisplay} from '../../base/display.ts';
import {type Match, type Rule, toFindings} from '../findings.ts';
import type {Finding, Severity} from '../report.ts';
import {masked} from './shown-text.ts';

/** One finding as the model gave it; known to have this shape and nothing more. */
export interface Reported {
	readonly file: string;
	readonly quote: string;
	readonly class: string;
	readonly severity: Severity;
	readonly sentence: string;
}

interface ModelClass {
	/** For the model. */
	readonly idea: string;
	readonly rule: Rule;
}

/** The classes by the name that the model uses. */
export const modelClasses: Readonly<Record<string, ModelClass>> = {
	'against-the-person': modelClass(
		1,
		'I1',
		'instructions that turn the agent against the person or its own rules',
		'Instructs the agent against the person or its own rules.',
	),
	concealed: modelClass(2, 'I3', 'something is done that the person is not told, or told otherwise', 'Keeps from the person what it does.'),
	'data-leaves': modelClass(
		3,
		'C3',
		'data, files, secrets or conversations go to where the purpose does not need them',
		'Sends data to where its purpose does not need it.',
	),
	'other-purpose': modelClass(
		4,
		'S9',
		'does something that its declared purpose does not explain',
		'Does something that its purpose does not explain.',
	),
	'foreign-orders': modelClass(
		5,
		'I7',
		'fetches, unpacks or is given code or instructions from elsewhere and obeys them',
		'Obeys code or instructions from elsewhere.',
	),
	harm: modelClass(
		6,
		'C8',
		'destroys, stays on the machine, spends money or changes settings without asking',
		'Does lasting harm without asking.',
	),
	misleads: modelClass(7, 'I13', 'gives the person false, slanted or dangerous answers', 'Gives the person false or dangerous answers.'),
	'speaks-to-judge': modelClass(8, 'S10', 'speaks to you, a scanner or a reviewer', 'Speaks to whoever examines it.'),
};

/** The rules behind the classes, for formats that list all rules. */
export const modelRules: readonly Rule[] = Object.values(modelClasses).map(({rule}) => rule);

const shortestQuote = 8;

/**
The findings among what was reported, and how many were void.

A model's word asks a person and never blocks: `critical` counts as `high`.
*/
export function modelFindings(
	reported: readonly Reported[],
	texts: ReadonlyMap<string, string>,
): {readonly findings: readonly Finding[]; readonly voided: number} {
	const matches = reported.flatMap(one => matchOf(one, texts.get(one.file) ?? ''));
	return {findings: toFindings(matches, texts, new Map()), voided: reported.length - matches.length};
}

/** Where a quote stands in a shown text: every place. None for a quote too short to be evidence, or of masked text. */
export function placesOf(quote: string, text: string): readonly {readonly start: number; readonly end: number}[] {
	const wanted = quote.trim();
	if (wanted.replaceAll(masked, '').trim().length < shortestQuote) {
		return [];
	}

	const places: {start: number; end: number}[] = [];
	for (let start = text.indexOf(wanted); start !== -1 && places.length < 1000; start = text.indexOf(wanted, start + 1)) {
		places.push({start, end: start + wanted.length});
	}

	return places;
}

function matchOf({file, quote, class: name, severity, sentence}: Reported, text: string): readonly Match[] {
	const rule = modelClasses[name]?.rule;
	const [place] = placesOf(quote, text);
	if (!rule || !place) {
		return [];
	}

	const message = `${rule.message} The model says: ${toDisplay(sentence, {maxLength: 300, reveal: true})}`;
	// The detail puts a `%s` of the sentence back where it stood.
	return [{rule: {...rule, message}, file, layer: 'model', place, detail: '%s', severity: severity === 'critical' ? 'high' : severity}];
}

function modelClass(number: number, threat: string, idea: string, message: string): ModelClass {
	return {
		idea,
		rule: {
			id: `SL-MODEL-00${number}`,
			class: threat,
			severity: 'high',
			message,
			remedy: 'Read the place; a model may be wrong.',
			references: ['LLM01'],
		},
	};
}
