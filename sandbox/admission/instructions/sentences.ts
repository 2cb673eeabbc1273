/** Blocks → sentences, each with the role that its place gives it: told to whoever reads the skill, only shown, or hidden. */

import {type Block, blocksOf} from './blocks.ts';
import {guarded} from './phrase.ts';

export type Role =
	/** Said to the agent or the person as something to do. */
	| 'told'
	/** Quoted, tabled, an example, part of a lesson about attacks. Weighs less, but never nothing: the label is the author's own. */
	| 'shown'
	/** In a comment, where only a model reads it. */
	| 'hidden';

export interface Sentence {
	readonly text: string;
	/** UTF-16 offset in the file. */
	readonly start: number;
	readonly role: Role;
	/** Quoted or tabled in a skill that says of itself that it is about attacks: twice removed from an order. */
	readonly isTaught: boolean;
	/** Which run of neighbouring sentences it belongs to: they have one heading and one kind of role. */
	readonly section: number;
}

const prose = new Set(['', 'text', 'txt', 'markdown', 'md', 'prompt', 'plaintext']);

// Headings and lead-ins under which attacks are described, not ordered.
const lesson = guarded(
	/\b(?:(?<!\.)examples?|samples?|e\.g|attacks?|attackers?|adversar\w+|payloads?|malicious|threats?|detect\w*|red flags?|anti-?patterns?|bad|wrong|incorrect|don'?t|do not|never|avoid|insecure|unsafe|vulnerab\w+|indicators?|signatures?|injections?|jailbreaks?|exploits?|test (?:cases?|strings?|prompts?)|look(?:s|ing)? for|checks? for|checklist|typical|in the wild|seen in|observed|iocs?|signs? of|symptoms?|flags?|scanners?|audit\w*|review\w*|rationali[sz]ations?|mistakes?|pitfalls?|limitations?)\b/i,
);

// Stronger words hold for all that stands below them.
const lessonBook =
	/\b(?:attacks?|attackers?|exploit\w*|malicious|payloads?|vulnerab\w+|threats?|injections?|jailbreaks?|real-world|incidents?|case stud\w+|indicators?|red flags?|anti-?patterns?)\b/i;

const displayed: ReadonlySet<Block['kind']> = new Set(['row', 'quotation', 'code']);

/** The sentences of a document in order. */
export function sentencesOf(text: string, isAboutAttacks = false): readonly Sentence[] {
	const sentences: Sentence[] = [];
	let section = 0;
	let last: Block | undefined;
	for (const block of blocksOf(text)) {
		if (last && (block.headings.join('\0') !== last.headings.join('\0') || (block.kind === 'field') !== (last.kind === 'field'))) {
			section += 1;
		}

		last = block;
		if (block.kind !== 'code' || prose.has(block.language)) {
			sentences.push(
				...split(block).map(part => ({
					...part,
					role: roleOf(block),
					isTaught: isAboutAttacks && (displayed.has(block.kind) || exhibit.test(block.text)),
					section,
				})),
			);
		}
	}

	return sentences;
}

/** An entry that is one quotation, after a word that says which. */
const exhibit = /^\s*(?:[-*+]|\d+[.)])\s+(?:[*_]{1,2}[^*_\n]{1,40}[*_]{1,2}:?:?\s*|[\w -]{1,30}:\s*)?(?:"[^"]+"|“[^”]+”|`[^`]+`)[\s.;,]*$/;

/** What an investigator finds, at the beginning of a paragraph or an entry that lists it. */
const finds = guarded(
	/^\s*(?:[-*+]\s+|\d+[.)]\s+)?[*_]{0,2}(?:(?:typical|common|usual|frequent|known) (?:finds?|findings|signs?|traces|tricks|indicators?)|findings|signs? of|traces? of|indicators?(?: of compromise)?|iocs?|red flags?|what to look for|look for|watch (?:out )?for|suspicious (?:lines?|commands?|entries))\b[^.\n:]{0,40}:/i,
);

/** The line that leads to what was found where somebody broke in. */
const casebook = guarded(
	/\b(?:what (?:the|an?|this|that|these) [\w -]{0,30}\b(?:packages?|attackers?|intruders?|malware|worm|stealer|adversary|thie(?:f|ves)|criminals?) (?:did|do|does|took|left|stole)\b|(?:attackers?|intruders?|malware|adversar(?:y|ies))\b[^.\n]{0,30}\b(?:puts?|plants?|leaves?|left|writes?|adds?|drops?|hides?)\b|(?:patterns?|signs?|traces|tricks|indicators?)\b[^.\n]{0,30}\b(?:in mind|of (?:compromise|an? (?:attack|intrusion|break-in)))|\b(?:dangerous|suspicious|risky|malicious|bad|known|these|such)? ?(?:patterns|constructs|signs|tricks)\b to (?:explain|flag|look for|recogni[sz]e|report|catch|find|teach|show)\b|(?:taken|quoted|seen|known) (?:from|in) (?:old|past|real|earlier) (?:cases|incidents|intrusions|break-ins))\b/i,
);

/** Whether a list is of what attackers left, by the line that leads to it. */
export function isCasebook({lead}: Pick<Block, 'lead'>): boolean {
	return casebook.test(lead);
}

/** Whether what a block shows is a lesson, by the headings above it, the line that leads to it and how it begins. */
export function isLesson({headings, lead, text = ''}: Pick<Block, 'headings' | 'lead'> & {readonly text?: string}): boolean {
	return (
		finds.test(text) ||
		lesson.test(headings.at(-1) ?? '') ||
		lesson.test(lead.replaceAll(urges, '')) ||
		headings.some(title => lessonBook.test(title))
	);
}

/** Whether a block that counts as a lesson is one of how to do it: nothing says that it is bad. */
export function isExample({headings, lead, text = ''}: Pick<Block, 'headings' | 'lead'> & {readonly text?: string}): boolean {
	return !isLesson({headings: headings.map(title => title.replaceAll(ofUse, '')), lead: lead.replaceAll(ofUse, ''), text});
}

const ofUse = /\b(?:examples?|samples?|e\.g|reviews?|flags?|limitations?|typical)\b/gi;

/** What honest work is called too, and what stands below such a heading may well be told to do. */
const ofWork = /\b(?:audit\w*|review\w*|flags?|limitations?|signatures?|checklist|samples?)\b/gi;

/** `Do not ask first:` forbids nothing of what follows, it hurries. */
const urges =
	/\b(?:do not|don['’]?t|never|without)\s+(?:\w+\s+)?(?:ask|wait|stop|paus|confirm|hesitat|worr|forget|skip|miss|mention|tell|bother|interrupt|review)\w*/gi;

function roleOf(block: Block): Role {
	if (block.kind === 'comment') {
		return 'hidden';
	}

	const isShown =
		block.kind === 'row' ||
		block.kind === 'quotation' ||
		block.kind === 'code' ||
		isLesson({...block, headings: block.headings.map(title => title.replaceAll(ofWork, '')), lead: ''}) ||
		(block.kind === 'item' && isCasebook(block));
	return isShown ? 'shown' : 'told';
}

/** A line break ends a sentence only where the next line begins something of its own. */
function split({text, start}: Block): readonly Pick<Sentence, 'text' | 'start'>[] {
	const parts: {text: string; start: number}[] = [];
	for (const match of text.matchAll(/[^\n.!?]*(?:(?:[.!?](?![\s"'`)\]])|\n(?![ \t]*(?:[-*+]|\d+[.)])[ \t]))[^\n.!?]*)*[.!?\n"'`)\]]*/g)) {
		if (/\p{L}{2}/u.test(match[0])) {
			// Of the same length, so that offsets stay true; a line may break anywhere.
			parts.push({text: match[0].replaceAll('\n', ' '), start: start + match.index});
		}
	}

	return parts;
}
