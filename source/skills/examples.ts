/**
Reads the phrasings that a SKILL.md gives for itself under `## Examples`.

One list item each: one or more phrases in inline code (or in double quotes), an
arrow, then the input they mean as a JSON object in inline code:

	- `multiply 15 by 27` `what is 15 times 27` → `{"operation": "multiply", "a": 15, "b": 27}`
	- `uppercase 'hello'` -> `{"operation": "uppercase", "text": "hello"}`
	- "help me write an email"

Rules:
- A phrase and its input agree on values: what the input holds and the phrase names literally
  (numbers, quoted words, file names) varies from message to message; the rest is constant.
- An item without an arrow is a phrase without an input: it helps to find the skill and fills nothing in.
- An item whose right side is not a JSON object is left out.
- In a skill of several scripts, a heading below `## Examples` that names the script (`### init`)
  holds the examples of that script's tool.
*/

import type {Manifest} from '../../sandbox/index.ts';
import type {ToolExample} from '../core/tool.ts';
import {codeSpans, listItems, type Section, sectionsOf} from './markdown.ts';

const maximumExamples = 200;

/** The documented phrasings, in order; those below a heading naming `script` when one is given. */
export function readExamples(manifest: Manifest, script?: string): readonly ToolExample[] {
	return exampleSections(sectionsOf(manifest.body), script)
		.flatMap(section => listItems(section.lines))
		.flatMap(readItem)
		.slice(0, maximumExamples);
}

function exampleSections(sections: readonly Section[], script: string | undefined): readonly Section[] {
	const start = sections.findIndex(section => /^examples?$/i.test(section.title));
	const first = sections[start];
	if (!first) {
		return [];
	}

	const after = sections.slice(start + 1);
	const end = after.findIndex(section => section.depth <= first.depth);
	const below = end === -1 ? after : after.slice(0, end);
	return script === undefined ? [first, ...below] : below.filter(section => section.title === script);
}

function readItem(item: string): readonly ToolExample[] {
	const spans = codeSpans(item);
	const arrow = arrowOutside(item, spans);
	const before = arrow === -1 ? item : item.slice(0, arrow);
	const phrases = phrasesOf(before);
	if (arrow === -1) {
		return phrases.map(text => ({text}));
	}

	const input = parseObject(spans.find(span => span.start > arrow)?.text ?? '');
	return input ? phrases.map(text => ({text, input})) : [];
}

function phrasesOf(text: string): readonly string[] {
	const coded = codeSpans(text).map(span => span.text.trim());
	const phrases = coded.length > 0 ? coded : [...text.matchAll(/"([^"]{1,300})"/g)].map(match => match[1]?.trim() ?? '');
	return phrases.filter(phrase => phrase !== '' && phrase.length <= 300);
}

/** Where the arrow stands, leaving out arrows inside inline code; -1 without one. */
function arrowOutside(item: string, spans: readonly {readonly start: number; readonly end: number}[]): number {
	const arrows = [...item.matchAll(/→|->|=>/g)].map(match => match.index);
	return arrows.find(index => !spans.some(span => index > span.start && index < span.end)) ?? -1;
}

function parseObject(text: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return isRecord(value) ? value : undefined;
	} catch {
		// A faulty example costs this example only.
		return undefined;
	}
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
