/** The closed tables of the grammar: what each template holds, and what a style or a limit may be about. */

import type {Rule} from '../artefact.ts';
import {errorClasses, languages, slotKinds, taskKinds} from '../events/event.ts';
import type {Refusal, Slot} from './refusal.ts';
import {argument, count, glob, key, listOf, model, name, oneOf, term} from './slots.ts';

/** What a style may say. A key that is not here cannot be learnt. */
export const styles: Readonly<Record<string, readonly string[]>> = {
	language: ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'ru', 'uk', 'tr', 'ar', 'hi', 'zh', 'ja', 'ko'],
	length: ['brief', 'normal', 'detailed'],
	indent: ['tabs', 'spaces-2', 'spaces-4'],
	quotes: ['single', 'double'],
	semicolons: ['always', 'never'],
	comments: ['none', 'sparse', 'full'],
	format: ['plain', 'markdown', 'table', 'list', 'json', 'csv'],
	units: ['metric', 'imperial'],
	dates: ['iso', 'local'],
	commits: ['imperative', 'conventional'],
};

/** What a limit may count. */
export const limits = ['calls', 'files', 'lines', 'retries', 'steps', 'seconds', 'sentences', 'results'] as const;

export const ruleShapes: Readonly<Record<Rule['template'], Readonly<Record<string, Slot>>>> = {
	'prefer-tool': {tool: name, over: name},
	// biome-ignore lint/suspicious/noThenProperty: a rule's slot holds a name, never a function
	order: {first: name, then: name},
	'verify-after': {action: name, check: name},
	'argument-default': {tool: name, key, value: argument},
	avoid: {tool: name, when: oneOf(...new Set([...errorClasses, ...taskKinds, ...languages]))},
	'ask-first': {action: name},
	'path-hint': {glob},
	limit: {what: oneOf(...limits), count},
	style: {key: oneOf(...Object.keys(styles)), value: oneOf(...new Set(Object.values(styles).flat()))},
	phrase: {phrase: listOf(term, {least: 1, most: 5}), skill: name},
};

export const conditionShape: Readonly<Record<string, Slot>> = {
	models: listOf(model, {most: 5}),
	tools: listOf(name, {most: 5}),
	languages: listOf(oneOf(...languages), {most: 5}),
	taskKinds: listOf(oneOf(...taskKinds), {most: 5}),
	errorClasses: listOf(oneOf(...errorClasses), {most: 5}),
	terms: listOf(term, {most: 5}),
};

export const stepShape: Readonly<Record<string, Slot>> = {tool: name, slots: listOf(oneOf(...slotKinds), {most: 6, repeats: true})};

/** What is wrong with an object of exactly these members. */
export function shapeFaults(value: unknown, shape: Readonly<Record<string, Slot>>, where: string): readonly Refusal[] {
	if (!isRecord(value)) {
		return [{gate: 'G1', where, why: 'is not an object'}];
	}

	const strange = Object.keys(value).filter(key => !Object.hasOwn(shape, key));
	if (strange.length > 0) {
		return [{gate: 'G1', where, why: `has ${strange.length} members that do not belong there`}];
	}

	return Object.entries(shape).flatMap(([key, slot]): readonly Refusal[] => {
		const why = Object.hasOwn(value, key) ? slot(value[key]) : 'is missing';
		return why === null ? [] : [{gate: 'G1', where: where === '' ? key : `${where}.${key}`, why}];
	});
}

/** A plain object: no list, nothing with a prototype of its own, nothing with accessors. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return false;
	}

	const prototype = Object.getPrototypeOf(value);
	return (
		(prototype === Object.prototype || prototype === null) &&
		Object.values(Object.getOwnPropertyDescriptors(value)).every(property => 'value' in property)
	);
}
