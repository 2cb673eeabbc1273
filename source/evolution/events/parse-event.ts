/**
The one gate for events, on the way into a file and out of it: known types, known fields, closed words, names of bounded
shape, finite numbers. Whatever else an object holds does not come through. Pure.
*/

import {isLabel} from '../../core/label.ts';
import {
	arms,
	type EvolutionEvent,
	errorClasses,
	languages,
	namePattern,
	outcomes,
	replanReasons,
	signalKinds,
	slotKinds,
	taskKinds,
	taskStatuses,
	toolClasses,
} from './event.ts';

const hex = /^[0-9a-f-]{8,64}$/;
const modelName = /^[A-Za-z0-9][\w.:/@+ -]{0,127}$/;
const checkName = /^[a-z0-9][a-z0-9-]{0,39}$/;
const artefactId = /^[rtps]-[0-9a-f]{8,64}$/;
const manifestId = /^[\w:-]{1,100}$/;
const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/;
const mostArguments = 20;

/** The event that a value is, with nothing more than that; null for what is none. */
export function parseEvent(value: unknown): EvolutionEvent | null {
	const fields = recordOf(value);
	try {
		return fields && ({...placeOf(fields), ...bodyOf(fields)} as EvolutionEvent); // each field was checked
	} catch (thrown) {
		if (thrown instanceof NoEvent) {
			return null;
		}

		throw thrown;
	}
}

class NoEvent extends Error {}

type Fields = Readonly<Record<string, unknown>>;

function placeOf(fields: Fields) {
	return {
		v: literal(fields.v, 1),
		id: shaped(fields.id, hex),
		ts: shaped(fields.ts, time),
		seq: count(fields.seq),
		session: shaped(fields.session, hex),
		task: shaped(fields.task, hex),
		model: shaped(fields.model, modelName),
		manifest: fields.manifest === null ? null : shaped(fields.manifest, manifestId),
		arm: oneOf(fields.arm, arms),
		label: isLabel(fields.label) ? fields.label : fail(),
	};
}

function bodyOf(fields: Fields) {
	switch (fields.type) {
		case 'task.start':
			return {type: fields.type, prompt: shaped(fields.prompt, hex), pasted: yesOrNo(fields.pasted)};
		case 'tool.call':
			return {
				type: fields.type,
				tool: shaped(fields.tool, namePattern),
				class: oneOf(fields.class, toolClasses),
				arguments: listOf(fields.arguments, argumentOf, mostArguments),
				ms: amount(fields.ms),
				outcome: oneOf(fields.outcome, outcomes),
				error: fields.error === null ? null : oneOf(fields.error, errorClasses),
				bytes: count(fields.bytes),
			};
		case 'replan':
			return {type: fields.type, reason: oneOf(fields.reason, replanReasons), step: count(fields.step)};
		case 'check':
			return {
				type: fields.type,
				check: shaped(fields.check, checkName),
				exit: count(fields.exit),
				ms: amount(fields.ms),
				phase: oneOf(fields.phase, ['before', 'after'] as const),
			};
		case 'user.signal':
			return {
				type: fields.type,
				kind: oneOf(fields.kind, signalKinds),
				weight: amount(fields.weight, 1),
				linesChanged: fields.linesChanged === null ? null : count(fields.linesChanged),
			};
		case 'task.end':
			return {
				type: fields.type,
				status: oneOf(fields.status, taskStatuses),
				verified: oneOf(fields.verified, ['check', 'none'] as const),
				kind: oneOf(fields.kind, taskKinds),
				languages: listOf(fields.languages, language => oneOf(language, languages), languages.length),
				replans: count(fields.replans),
				calls: count(fields.calls),
				failures: count(fields.failures),
				inputTokens: count(fields.inputTokens),
				outputTokens: count(fields.outputTokens),
				cost: fields.cost === null ? null : amount(fields.cost),
				ms: amount(fields.ms),
			};
		case 'artefact.fired':
			return {type: fields.type, artefact: shaped(fields.artefact, artefactId)};
		default:
			return fail();
	}
}

function argumentOf(value: unknown) {
	const fields = recordOf(value) ?? fail();
	return {key: shaped(fields.key, namePattern), kind: oneOf(fields.kind, slotKinds)};
}

function shaped(value: unknown, shape: RegExp): string {
	return typeof value === 'string' && shape.test(value) ? value : fail();
}

function oneOf<T>(value: unknown, values: readonly T[]): T {
	return values.find(known => known === value) ?? fail();
}

function literal<T>(value: unknown, expected: T): T {
	return value === expected ? expected : fail();
}

function yesOrNo(value: unknown): boolean {
	return typeof value === 'boolean' ? value : fail();
}

function amount(value: unknown, most = Number.MAX_SAFE_INTEGER): number {
	return typeof value === 'number' && value >= 0 && value <= most ? value : fail();
}

function count(value: unknown): number {
	return Number.isInteger(value) ? amount(value) : fail();
}

function listOf<T>(value: unknown, parse: (item: unknown) => T, most: number): readonly T[] {
	return Array.isArray(value) && value.length <= most ? value.map(parse) : fail();
}

function recordOf(value: unknown): Fields | null {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? {...value} : null;
}

function fail(): never {
	throw new NoEvent();
}
