/**
Reads the parameters that a SKILL.md documents under `## Input Parameters`.

As a list, one item a parameter; only the name is required:

	- `operation` (string, required): One of `add`, `subtract`.
	- `limit` (integer, optional, default 10, minimum 1, maximum 100): Rows to show.
	- `data` (object or array): Inline JSON.
	- `names` (array of strings): Who.

or as a table whose header names the columns (`Name`, `Type`, `Required`, `Default`, `Description`).
*/

import type {JsonSchema} from '../core/tool.ts';
import {codeSpans, listItems, plainText, type Section, tableRows} from './markdown.ts';

export interface Parameter {
	readonly name: string;
	readonly required: boolean;
	readonly schema: JsonSchema;
}

const types = new Map([
	['string', 'string'],
	['str', 'string'],
	['text', 'string'],
	['path', 'string'],
	['file', 'string'],
	['number', 'number'],
	['float', 'number'],
	['decimal', 'number'],
	['integer', 'integer'],
	['int', 'integer'],
	['boolean', 'boolean'],
	['bool', 'boolean'],
	['array', 'array'],
	['list', 'array'],
	['object', 'object'],
	['dict', 'object'],
	['map', 'object'],
	['null', 'null'],
]);

/** The documented parameters of one section, in order; empty when it documents none. */
export function readParameters(section: Section): readonly Parameter[] {
	const fromTable = tableRows(section.lines);
	const found = fromTable.length > 1 ? readTable(fromTable) : listItems(section.lines).flatMap(readItem);
	return found.filter((parameter, index) => found.findIndex(other => other.name === parameter.name) === index);
}

function readItem(item: string): readonly Parameter[] {
	const match = /^(?:`([^`]{1,64})`|\*\*`?([^`*]{1,64})`?\*\*|([A-Za-z_][\w-]{0,63})(?=\s*\())\s*(.*)$/.exec(item);
	const name = match?.[1] ?? match?.[2] ?? match?.[3];
	if (!match || name === undefined || !/^[A-Za-z_][\w.-]*$/.test(name)) {
		return [];
	}

	const rest = match[4] ?? '';
	const closing = rest.startsWith('(') ? closingParenthesis(rest) : -1;
	const attributes = closing === -1 ? '' : rest.slice(1, closing);
	const text = rest.slice(closing + 1).replace(/^\s*(?::|–|—|-)\s*/, '');
	return [createParameter(name, attributes, text)];
}

function readTable(rows: readonly (readonly string[])[]): readonly Parameter[] {
	const header = (rows[0] ?? []).map(cell => plainText(cell).toLowerCase());
	const column = (pattern: RegExp) => header.findIndex(cell => pattern.test(cell));
	const at = {
		name: column(/^(?:name|parameter|field|key|property|argument)/),
		type: column(/^type/),
		required: column(/^(?:required|mandatory)/),
		fallback: column(/^default/),
		text: column(/^(?:description|meaning|text|notes?|what)/),
	};
	if (at.name === -1) {
		return [];
	}

	return rows.slice(1).flatMap(row => {
		const name = plainText(row[at.name] ?? '');
		const required = /^(?:yes|true|required|y|✓|✔|x)$/i.test(plainText(row[at.required] ?? ''));
		const fallback = plainText(row[at.fallback] ?? '');
		const attributes = [row[at.type] ?? '', required ? 'required' : '', /^[-–—]?$/.test(fallback) ? '' : `default ${fallback}`];
		return /^[A-Za-z_][\w.-]*$/.test(name) ? [createParameter(name, attributes.filter(Boolean).join(', '), row[at.text] ?? '')] : [];
	});
}

function createParameter(name: string, attributes: string, text: string): Parameter {
	const parts = attributes.split(',').map(part => part.trim());
	const choices = choicesOf(attributes)?.choices ?? choicesOf(text)?.choices;
	const schema: Record<string, unknown> = {...readType(plainText(parts[0] ?? ''))};
	const description = plainText(withoutChoices(text)).slice(0, 500);
	if (description) {
		schema.description = description;
	}

	if (choices) {
		schema.type ??= 'string';
		schema.enum = schema.type === 'integer' || schema.type === 'number' ? choices.map(Number) : choices;
	}

	for (const key of ['minimum', 'maximum'] as const) {
		const bound = new RegExp(`\\b${key} (-?\\d+(?:\\.\\d+)?)`, 'i').exec(attributes)?.[1];
		if (bound !== undefined) {
			schema[key] = Number(bound);
		}
	}

	const fallback =
		/\bdefault(?:s to)?:?\s+`?([^`,;]{1,100})/i.exec(attributes)?.[1] ?? /\bdefaults?(?: to|:| is)?\s+`([^`]{1,100})`/i.exec(text)?.[1];
	if (fallback !== undefined) {
		schema.default = readDefault(fallback.trim(), schema.type);
	}

	return {name, required: parts.some(part => /^required\b/i.test(part)), schema};
}

/** `string`, `number or string`, `array of strings`, `string[]`, `any`; an unknown word means any type. */
function readType(text: string): JsonSchema {
	const word = text.toLowerCase().trim();
	const items = /^(?:array|list)(?:\s+of\s+(\w+?)e?s?)?$/.exec(word)?.[1] ?? /^(\w+)\[\]$/.exec(word)?.[1];
	if (items !== undefined) {
		const of = types.get(items);
		return of === undefined ? {type: 'array', items: {}} : {type: 'array', items: {type: of}};
	}

	const several = word.split(/\s*(?:\||\/|\bor\b)\s*/).map(part => (part.startsWith('array') ? 'array' : types.get(part)));
	const known = several.filter(type => type !== undefined);
	if (known.length !== several.length || known.length === 0) {
		return {};
	}

	if (known.includes('array')) {
		return {type: known.length === 1 ? 'array' : known, items: {}};
	}

	return {type: known.length === 1 ? known[0] : known};
}

/** The values after "one of": inline code, quoted, or plain words with commas; undefined when there is no such list. */
function choicesOf(text: string): {readonly choices: readonly string[]; readonly from: number; readonly to: number} | undefined {
	const start = /\bone of:?\s/i.exec(text);
	if (!start) {
		return undefined;
	}

	const sentence = text.slice(start.index + start[0].length);
	const choices: string[] = [];
	let end = 0;
	for (const span of codeSpans(sentence.replace(/"([^"`]{1,64})"/g, '`$1`'))) {
		if (
			choices.length > 0 &&
			!/^\s*(?:\([^()]{0,120}\))?\s*(?:,|\bor\b|\band\b|,\s*or\b|\/|\|)?\s*(?:or\s+)?$/.test(sentence.slice(end, span.start))
		) {
			break;
		}

		choices.push(span.text);
		end = span.end;
	}

	return choices.length > 0 ? {choices, from: start.index, to: start.index + start[0].length + end} : undefined;
}

/** The text without its list of values where that is a part of a sentence by itself and explains none of them: the schema has it. */
function withoutChoices(text: string): string {
	const found = choicesOf(text);
	if (!found) {
		return text;
	}

	const {from, to} = found;
	const [before, list, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)];
	const isApart = /(?:^|[,;:])\s*$/.test(before) && /^\s*(?:\.|$)/.test(after) && !list.includes('(');
	return isApart ? `${before.replace(/[,;:]?\s*$/, '')}${before.trim() === '' ? after.replace(/^\s*\.\s*/, '') : after}` : text;
}

function readDefault(text: string, type: unknown): unknown {
	if (type === 'string') {
		return text.replace(/^"(.*)"$/, '$1');
	}

	try {
		return JSON.parse(text);
	} catch {
		// Written as plain words: the text itself is the default.
		return text;
	}
}

function closingParenthesis(text: string): number {
	let depth = 0;
	for (const [index, character] of [...text].entries()) {
		depth += character === '(' ? 1 : character === ')' ? -1 : 0;
		if (depth === 0) {
			return index;
		}
	}

	return -1;
}
