/** Completes an input beyond the example that it came from: pairs, whole JSON inputs, named choices, values beside a field's name. */

import type {JsonSchema} from '../../core/tool.ts';
import type {Entry} from './catalogue.ts';
import type {Filled} from './fill.ts';
import type {Message} from './message.ts';
import type {Template} from './template.ts';
import type {Token} from './tokens.ts';
import {isStopWord, rootOf, stemOf} from './words.ts';
import {writeExpression} from './expression.ts';

export interface Adjusted {
	readonly input: Readonly<Record<string, unknown>>;
	readonly used: ReadonlySet<number>;
}

/** For tools without examples: nothing is constant and nothing is aligned. */
export const emptyTemplate: Template = {example: {text: ''}, tokens: [], slots: [], input: {}, anchors: [], words: [], power: '**'};

/** What the message says in so many words overrides what the example means. */
export function adjustInput(entry: Entry, template: Template, filled: Filled, message: Message): Adjusted {
	const input: Record<string, unknown> = {...filled.input};
	const used = new Set(filled.used);
	const whole = message.tokens.findIndex((token, index) => !used.has(index) && token.kind === 'json' && isInputOf(entry, token.value));
	if (whole >= 0) {
		return {input: message.tokens[whole]?.value as Record<string, unknown>, used: new Set([...used, whole])}; // isInputOf checked it
	}

	const slots = new Set(template.slots.map(slot => slot.path[0]));
	for (const [name, schema] of Object.entries(entry.properties)) {
		const found = pairFor(name, schema, message) ?? choiceFor(name, schema, template, entry, message, used);
		const other =
			found ??
			(slots.has(name) || name in input
				? undefined
				: (besideName(name, schema, message, used) ?? byType(entry, name, schema, message, used)));
		if (other) {
			input[name] = other.value;
			for (const index of other.used) {
				used.add(index);
			}
		}
	}

	return {input, used};
}

/** The fields that a call still needs, by name. */
export function missingFields(entry: Entry, input: Readonly<Record<string, unknown>>, filled: Filled): readonly string[] {
	const required = entry.required.filter(name => input[name] === undefined);
	// What the chosen example holds, this message needs too: the call would mean something else without it.
	const slots = filled.empty.map(slot => String(slot.path[0])).filter(name => input[name] === undefined || Array.isArray(input[name]));
	const none = Object.keys(input).length === 0 && entry.required.length === 0 ? Object.keys(entry.properties).slice(0, 1) : [];
	return [...new Set([...required, ...slots, ...(entry.templates.length > 0 ? [] : none)])];
}

interface Found {
	readonly value: unknown;
	readonly used: readonly number[];
}

function pairFor(name: string, schema: JsonSchema, message: Message): Found | undefined {
	const index = message.tokens.findIndex(token => token.kind === 'pair' && normal(token.key ?? '') === normal(name));
	const token = message.tokens[index];
	const value = token && coerce(schema, token.value);
	return value === undefined ? undefined : {value, used: [index]};
}

/** A word of the message that is one of a field's choices, where the example does not decide it already. */
function choiceFor(
	name: string,
	schema: JsonSchema,
	template: Template,
	entry: Entry,
	message: Message,
	used: ReadonlySet<number>,
): Found | undefined {
	const choices: readonly unknown[] = Array.isArray(schema.enum) ? schema.enum : [];
	if (choices.length === 0) {
		return undefined;
	}

	const words = [...message.tokens.entries()].filter(([index, token]) => token.kind === 'word' && !used.has(index));
	const own = new Set(template.tokens.filter(token => token.kind === 'word' && !isStopWord(token.text)).map(token => stemOf(token.text)));
	if (name in template.input && words.some(([, token]) => own.has(stemOf(token.text)))) {
		return undefined;
	}

	// A synonym decides only what has to be decided: "request" names no method of an http request.
	const comparisons = entry.required.includes(name) ? [rootOf, stemOf] : [rootOf];
	for (const compare of comparisons) {
		for (const [, token] of words) {
			const value = choices.find(choice => typeof choice === 'string' && compare(choice) === compare(token.text));
			if (value !== undefined) {
				return {value, used: []};
			}
		}
	}

	return undefined;
}

/** "column price", "limit 5": the value after the field's name. */
function besideName(name: string, schema: JsonSchema, message: Message, used: ReadonlySet<number>): Found | undefined {
	const wanted = stemOf(name);
	// A field called "by" or "from" is beside a value in half of all sentences.
	for (const [index, token] of isStopWord(name) ? [] : message.tokens.entries()) {
		const next = message.tokens[index + 1];
		if (token.kind !== 'word' || stemOf(token.text) !== wanted || !next || used.has(index + 1)) {
			continue;
		}

		const value = next.kind === 'word' && isStopWord(next.text) ? undefined : coerce(schema, next.value);
		if (value !== undefined) {
			return {value, used: [index, index + 1]};
		}
	}

	return undefined;
}

/** For tools without examples: the first literal that fits the field by its type and name. */
function byType(entry: Entry, name: string, schema: JsonSchema, message: Message, used: ReadonlySet<number>): Found | undefined {
	if (entry.templates.length > 0) {
		return undefined;
	}

	if (/^(?:expression|expr|formula)$/i.test(name) && message.arithmetic) {
		return {value: writeExpression(message.arithmetic.expression, entry.power), used: message.arithmeticTokens};
	}

	const index = message.tokens.findIndex((token, at) => !used.has(at) && fits(name, schema, token));
	const token = message.tokens[index];
	return token && {value: coerce(schema, token.value), used: [index]};
}

function fits(name: string, schema: JsonSchema, token: Token): boolean {
	if (coerce(schema, token.value) === undefined || Array.isArray(schema.enum)) {
		return false;
	}

	const wantsFile = /file|path|image|input|csv/i.test(name);
	switch (token.kind) {
		case 'number':
		case 'percent':
			return schema.type === 'number' || schema.type === 'integer';
		case 'file':
			return schema.type === 'string' && wantsFile;
		case 'url':
			return schema.type === 'string' && /url|uri|address|link|endpoint/i.test(name);
		case 'quoted':
			return schema.type === 'string' && !/url|uri/i.test(name);
		case 'json':
			return schema.type === 'object' || schema.type === 'array';
		default:
			return false;
	}
}

/** A value as a field's type wants it, or undefined when it cannot be that. */
function coerce(schema: JsonSchema, value: unknown): unknown {
	if (Array.isArray(schema.enum)) {
		return schema.enum.find(
			(choice: unknown) =>
				choice === value || (typeof choice === 'string' && typeof value === 'string' && stemOf(choice) === stemOf(value)),
		);
	}

	switch (schema.type) {
		case 'number':
			return typeof value === 'number' ? value : undefined;
		case 'integer':
			return Number.isInteger(value) ? value : undefined;
		case 'boolean':
			return typeof value === 'boolean'
				? value
				: /^(?:true|yes|on)$/i.test(String(value))
					? true
					: /^(?:false|no|off)$/i.test(String(value))
						? false
						: undefined;
		case 'array':
			return Array.isArray(value) ? value : typeof value === 'string' || typeof value === 'number' ? String(value).split(',') : undefined;
		case 'object':
			return typeof value === 'object' && value !== null ? value : undefined;
		case 'string':
			return typeof value === 'object' ? JSON.stringify(value) : String(value);
		default:
			return value;
	}
}

/** Whether a JSON object of the message is a whole input: it has only known fields and at least one. */
function isInputOf(entry: Entry, value: unknown): boolean {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return false;
	}

	const keys = Object.keys(value);
	const known = Object.keys(entry.properties);
	return keys.length > 0 && (known.length === 0 || keys.every(key => known.includes(key)));
}

function normal(name: string): string {
	return name.toLowerCase().replace(/[_-]/g, '');
}
