/** The answer of a model, which may be anything → what was asked for, or an AnswerError that says what is wrong with it. */

import {asList, asRecord, asText} from '../json-file.ts';
import type {Severity} from '../report.ts';
import {modelClasses, type Reported} from './model-findings.ts';

/** The message is in our words and goes back to the model. */
export class AnswerError extends Error {}

/** What the model said to one claim. */
export interface Weighed {
	/** The handle. */
	readonly claim: string;
	readonly harmless: boolean;
	readonly quote: string;
	readonly reason: string;
}

const severities: readonly Severity[] = ['note', 'low', 'medium', 'high', 'critical'];
const longestAnswer = 200_000;
const mostEntries = 100;

/** The findings of an answer to the first question with this request id. */
export function readFindings(answer: string, request: string): readonly Reported[] {
	return readList(answer, request, 'findings').map(entry => {
		const {file, quote, class: name, severity, sentence} = asRecord(entry, 'an entry of findings');
		const known = severities.find(one => one === severity);
		if (known === undefined) {
			throw new TypeError('a severity is not one of high, medium, low');
		}

		if (typeof name !== 'string' || !Object.hasOwn(modelClasses, name)) {
			throw new TypeError('a class is not in the list');
		}

		return {
			file: asText(file, 'file'),
			quote: asText(quote, 'quote'),
			class: name,
			severity: known,
			sentence: asText(sentence, 'sentence'),
		};
	});
}

/** What an answer to the second question with this request id says of each claim. */
export function readWeighed(answer: string, request: string): readonly Weighed[] {
	return readList(answer, request, 'answers').map(entry => {
		const {claim, harmless, quote, reason} = asRecord(entry, 'an entry of answers');
		if (typeof harmless !== 'boolean') {
			throw new TypeError('harmless is neither true nor false');
		}

		return {claim: asText(claim, 'claim'), harmless, quote: asText(quote, 'quote'), reason: asText(reason, 'reason')};
	});
}

/** Run a reader; what it finds wrong becomes an AnswerError. */
export function readAnswer<Value>(read: () => Value): Value {
	try {
		return read();
	} catch (cause) {
		throw cause instanceof TypeError ? new AnswerError(`${cause.message}.`, {cause}) : cause;
	}
}

function readList(answer: string, request: string, key: string): readonly unknown[] {
	if (answer.length > longestAnswer) {
		throw new TypeError('it is too long');
	}

	const objects = objectsIn(answer);
	if (objects.length === 0) {
		throw new TypeError('it is not a JSON object');
	}

	// Text of the skill that is only repeated has no request id.
	const own = objects.find(object => object.request === request);
	if (!own) {
		throw new TypeError('its request id is not that of the question');
	}

	const list = asList(own[key], key);
	if (list.length > mostEntries) {
		throw new TypeError(`${key} has more than ${mostEntries} entries`);
	}

	return list;
}

/** The answer itself, and what stands in it after thoughts, in a block of code or between the outermost braces. */
function objectsIn(answer: string): readonly Readonly<Record<string, unknown>>[] {
	const said = answer.slice(answer.lastIndexOf('</think>') + 1).replace(/^\/think>/, '');
	const blocks = [...said.matchAll(/```(?:json)?\s*\n([\s\S]*?)\n\s*```/g)].map(([, block = '']) => block);
	const candidates = [said, ...blocks, said.slice(said.indexOf('{'), said.lastIndexOf('}') + 1)];
	return candidates.flatMap(candidate => {
		try {
			return [asRecord(JSON.parse(candidate), 'the answer')];
		} catch {
			// Words around the object; the next candidate may be it.
			return [];
		}
	});
}
