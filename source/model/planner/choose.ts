/**
Decides what a message asks for: a call, a question about a missing field, a skill of
instructions, or nothing.

It would rather say that it has no answer than guess: a tool is chosen only when it
accounts for more than half of the words that carry a subject.
*/

import type {ToolDefinition} from '../../core/tool.ts';
import {catalogueOf, type Entry} from './catalogue.ts';
import {type Filled, fillTemplate} from './fill.ts';
import {type Message, readMessage, type Subject, subjectsOf} from './message.ts';
import {adjustInput, emptyTemplate, missingFields} from './input.ts';
import {createRanker} from './rank.ts';
import type {Template} from './template.ts';
import {isStrong} from './tokens.ts';
import {stemOf} from './words.ts';

export type Choice =
	| {readonly kind: 'call'; readonly tool: ToolDefinition; readonly input: Readonly<Record<string, unknown>>}
	| {readonly kind: 'ask'; readonly tool: ToolDefinition; readonly missing: readonly string[]; readonly example: string | undefined}
	/** `asked` when the message names the skill and wants to see it. */
	| {readonly kind: 'instructions'; readonly tool: ToolDefinition; readonly skill: string; readonly asked: boolean}
	/** The message names a tool and says no more. */
	| {readonly kind: 'name'; readonly entry: Entry}
	/** The nearest tools first. */
	| {readonly kind: 'nothing'; readonly nearest: readonly Entry[]};

interface Candidate {
	readonly entry: Entry;
	readonly template: Template;
	readonly input: Readonly<Record<string, unknown>>;
	readonly missing: readonly string[];
	/** The message calls the tool by its name. */
	readonly named: boolean;
	readonly score: number;
}

/** A tool must account for more than this share of a message's subjects. */
const threshold = 0.5;

/** Choose for one message. Equal messages and tools give equal choices. */
export function choose(text: string, tools: readonly ToolDefinition[]): Choice {
	const message = readMessage(text);
	const entries = catalogueOf(tools);
	const stems = message.subjects.flatMap(subject => subject.stems);
	const rank = createRanker(entries, stems);
	const candidates = entries.flatMap(entry => candidatesOf(entry, message, rank(entry)));
	// A stable sort: of two equals the one that was installed first.
	const [best] = candidates.sort((a, b) => b.score - a.score);
	if (!best) {
		return {kind: 'nothing', nearest: entries.toSorted((a, b) => rank(b) - rank(a))};
	}

	const {entry, input, missing, template} = best;
	if (entry.reading) {
		return {kind: 'instructions', tool: entry.tool, skill: entry.name, asked: best.named};
	}

	if (missing.length > 0 && best.named && saysNoMore(message, entry)) {
		return {kind: 'name', entry};
	}

	return missing.length > 0
		? {kind: 'ask', tool: entry.tool, missing, example: template.example.text || entry.examples[0]?.text}
		: {kind: 'call', tool: entry.tool, input};
}

function candidatesOf(entry: Entry, message: Message, rank: number): readonly Candidate[] {
	const name = nameIn(message, entry.name);
	if (name.length === 0 && !isRelated(entry, message)) {
		return [];
	}

	const vocabulary = new Set(entry.weights.keys());
	const named = isAddressed(message, name);
	return templatesFor(entry, message).flatMap(template => {
		const filled = fillTemplate(template, message, vocabulary, name);
		const adjusted = adjustInput(entry, template, filled, message);
		const missing = missingFields(entry, adjusted.input, filled);
		// While something is missing, a word is not known to be a value: "the average height of a giraffe" names no file.
		const explained = missing.length === 0 ? adjusted.used : new Set([...adjusted.used].filter(index => !filled.words.has(index)));
		const verbatim = wordOverlap(template, message, adjusted.used) === 1 && filled.empty.length === 0;
		const known = verbatim ? 1 : coverage(entry, message, explained);
		const isUnsure = (missing.length > 0 || entry.reading) && isVague(entry, message);
		const covered = isUnsure || isForeign(template, message, filled) ? 0 : known;
		if (!named && covered <= threshold) {
			return [];
		}

		const score =
			rank +
			likeness(template, message, adjusted.used) -
			0.5 * ownWords(entry, message, filled) +
			fitOf(entry, filled, message, adjusted.used, missing.length);
		return [{entry, template, input: adjusted.input, missing, named, score}];
	});
}

/** Written arithmetic says its order itself: where a tool takes expressions, nothing else is tried ("subtract 5 from 12"). */
function templatesFor(entry: Entry, message: Message): readonly Template[] {
	const expressions = message.arithmetic ? entry.templates.filter(template => template.slots.some(slot => slot.kind === 'expression')) : [];
	return expressions.length > 0 ? expressions : entry.templates.length > 0 ? entry.templates : [emptyTemplate];
}

/** Whether it is worth trying the examples of an entry. */
function isRelated(entry: Entry, message: Message): boolean {
	const isWordless = message.subjects.length === 0 || message.arithmetic !== undefined;
	return (
		isWordless ||
		message.subjects.some(subject => weightOf(entry, subject) > 0) ||
		entry.templates.some(({anchors}) => anchors.length === 0)
	);
}

/** The share of the message's subjects that the entry knows; 0 for a message without any. */
function coverage(entry: Entry, message: Message, used: ReadonlySet<number>): number {
	const subjects = subjectsOf(message, used);
	// A file or an address that the tool has no use for speaks against it as an unknown word does.
	const strange = [...message.tokens.entries()].filter(([index, token]) => !used.has(index) && isStrong(token)).length;
	const known = subjects.map(subject => weightOf(entry, subject));
	if (subjects.length === 0) {
		const isArithmetic = message.arithmetic !== undefined && message.arithmeticTokens.every(index => used.has(index));
		return isArithmetic ? 1 : 0;
	}

	return isEvidence(entry, known) ? known.reduce((sum, weight) => sum + weight, 0) / (subjects.length + strange) : 0;
}

/** One word that is neither the tool's name nor one of its choices asks for nothing: "what's new". */
function isVague(entry: Entry, message: Message): boolean {
	const [only, ...others] = message.subjects;
	return only !== undefined && others.length === 0 && weightOf(entry, only) < 1;
}

/** Plain words are the values of an example only when the message has one of its words: "capital of Peru" is no "word count of Peru". */
function isForeign(template: Template, message: Message, filled: Filled): boolean {
	const theirs = subjectsOf(message, filled.used).map(subject => subject.stems);
	const anchors = template.anchors;
	return filled.words.size > 0 && anchors.length > 0 && overlap(anchors, theirs) === 0;
}

function weightOf(entry: Entry, {stems}: Subject): number {
	return stems.reduce((most, stem) => Math.max(most, entry.weights.get(stem) ?? 0), 0);
}

/** A word of the description alone is no evidence, unless the tool has no examples: "my name is Bob" makes nothing of that name. */
function isEvidence(entry: Entry, known: readonly number[]): boolean {
	return known.some(weight => weight >= 0.9) || (entry.templates.length === 0 && known.some(weight => weight > 0));
}

/** How many plain words became values although the tool knows them as its own: "new" is not the kind of "a new skill". */
function ownWords(entry: Entry, message: Message, filled: Filled): number {
	return [...filled.words].filter(index => entry.weights.has(stemOf(message.tokens[index]?.text ?? ''))).length;
}

/** How alike an example and the message are: subjects first, then all words, so that "from" tells "subtract a from b" from "a less b". */
function likeness(template: Template, message: Message, used: ReadonlySet<number>): number {
	const theirs = subjectsOf(message, used).map(subject => subject.stems);
	return 4 * overlap(template.anchors, theirs) + wordOverlap(template, message, used);
}

/** How many of all words outside the values two texts share, stop words included; 1 when they are the same sentence. */
function wordOverlap(template: Template, message: Message, used: ReadonlySet<number>): number {
	const said = message.words.filter(({index}) => !used.has(index));
	return overlap(
		template.words,
		said.map(({text}) => [text]),
	);
}

/** Jaccard similarity; each item of the second list may be any one of several words. */
function overlap(own: readonly string[], theirs: readonly (readonly string[])[]): number {
	const words = new Set(own);
	const shared = new Set<string>();
	for (const options of theirs) {
		const found = options.find(option => words.has(option));
		if (found !== undefined) {
			shared.add(found);
		}
	}

	const union = words.size + theirs.length - shared.size;
	return union <= 0 ? 0 : shared.size / union;
}

/** How well the literals of the message and the slots of the example fit each other. */
function fitOf(entry: Entry, filled: Filled, message: Message, used: ReadonlySet<number>, missing: number): number {
	const literals = [...message.tokens.entries()].filter(([, token]) => token.kind !== 'word' && token.kind !== 'symbol');
	const unused = literals.filter(([index]) => !used.has(index)).length;
	const files = literals
		.filter(([, token]) => token.kind === 'file')
		.map(([, token]) => (/\.(\w+)$/.exec(token.text)?.[1] ?? '').toLowerCase());
	const familiar = files.filter(ending => entry.extensions.has(ending)).length;
	const strange = entry.extensions.size > 0 ? files.length - familiar : 0;
	const arithmetic = message.arithmetic && message.arithmeticTokens.every(index => filled.used.has(index)) ? 3 : 0;
	return arithmetic + familiar - strange - unused + 0.3 * filled.count + (missing === 0 ? 1 : -1.25 * missing);
}

/** The tokens that spell a tool's name, written as one word or as several. */
function nameIn(message: Message, name: string): readonly number[] {
	const wanted = joined(name);
	const lengths = [1, name.split(/[_-]+/).length];
	for (const [index] of message.tokens.entries()) {
		for (const length of lengths) {
			const run = message.tokens.slice(index, index + length);
			if (run.every(token => token.kind === 'word') && joined(run.map(token => token.text).join('')) === wanted) {
				return run.map((_, offset) => index + offset);
			}
		}
	}

	return [];
}

function joined(text: string): string {
	return text.toLowerCase().replace(/[_-]/g, '');
}

/** Whether a message holds nothing but a tool's name and words without a subject. */
function saysNoMore(message: Message, entry: Entry): boolean {
	const rest = subjectsOf(message, new Set(nameIn(message, entry.name)));
	return rest.length === 0 && message.tokens.every(token => token.kind === 'word');
}

/** "use calculator", "read writing-helper", or the name first with its input behind it. */
function isAddressed(message: Message, name: readonly number[]): boolean {
	const first = name[0];
	if (first === undefined) {
		return false;
	}

	const lead = message.tokens.slice(0, first).filter(token => !/^(?:the|a|an|please|skill|tool|my)$/i.test(token.text));
	const verb = lead.at(-1)?.text ?? '';
	const after = message.tokens[(name.at(-1) ?? first) + 1];
	return (
		/^(?:use|run|call|read|open|show|load|with|using|via|try|start|execute)$/i.test(verb) ||
		(first === 0 && (!after || ['pair', 'json'].includes(after.kind)))
	);
}
