/** Whether what a sentence names is ordered, or forbidden, warned of, looked for. */

import type {Sentence} from './sentences.ts';

// Right before the match, in the same clause.
const forbids =
	/\b(?:never|(?:do|does|did|must|should|shall|may|can|could|would|will)(?: not|n['’]t)|cannot|can['’]t|won['’]t|not to|not be|avoid(?:s|ing)?|refus\w+|without|no need to|prevent\w*|reject\w*|detect\w*|flag\w*|block\w*|warn\w*|refrain\w*|guard\w* against|protect\w* against|defend\w* against|beware|watch(?:es)? (?:out )?for|look(?:s|ing)? for|check(?:s|ing)? (?:for|if|whether)|scan(?:s|ning)? for|search(?:es|ing)? for|attempt\w* to|tr(?:y|ies|ied|ying) to|such as|like|e\.g\.?|for example|instances? of|signs? of|whether|asked to|tell(?:s|ing)? you to|patterns?|phrases?|instructions? (?:that|which|to|like)|instead of|rather than|stop(?:s|ping)?|ignore any)\b[^.;:!?\n]{0,70}$/i;

/** A label that says what is shown after it. */
const labelled = /\b(?:bad|wrong|unsafe|insecure|malicious|suspicious|red flags?|not like this|findings?)\s*:\s*[^.;!?\n]{0,80}$/i;

/** Whether the clause before `index` turns the order around. */
export function isForbidden({text}: Pick<Sentence, 'text'>, index: number): boolean {
	const clause =
		text
			.slice(0, index)
			.split(/[;:]|,? (?:but|then|and then)\b/)
			.at(-1) ?? '';
	return forbids.test(clause) || labelled.test(text.slice(0, index));
}

/** Whether a sentence only asks something. What is put to the reader (`Can you …?`) is an order in a polite form. */
export function isQuestion({text}: Pick<Sentence, 'text'>): boolean {
	return /\?["'`)\]*\s]*$/.test(text) && !/\b(?:you|please|let['’]?s|we)\b/i.test(text);
}

/** Whether what was matched stands in quotation marks or as code, as something that is talked about. */
export function isQuoted({text}: Pick<Sentence, 'text'>, index: number, length: number): boolean {
	const before = text.slice(0, index);
	const after = text.slice(index + length);
	return ['"', '`', '“', "'"].some(mark => {
		const closing = mark === '“' ? '”' : mark;
		const opens = mark === '“' ? before.lastIndexOf('“') > before.lastIndexOf('”') : oddBefore(before, mark);
		return opens && after.includes(closing);
	});
}

/** An odd number of marks opens; an apostrophe inside a word is none. */
function oddBefore(before: string, mark: string): boolean {
	const plain = mark === "'" ? before.replaceAll(/\w'\w|\w'(?=\s)/g, '') : before;
	return plain.split(mark).length % 2 === 0;
}

// Right before a command in the running text: it is told of, not told to.
const toldOf =
	/\b(?:such as|for example|for instance|e\.g\.|signs? of|(?:look|watch)(?:s|ing)? (?:out )?for|never (?:run|paste|use)|(?:do not|don['’]t) (?:run|paste|execute)|(?:lines?|commands?|entr(?:y|ies)) like|told (?:the |a |our )?(?:users?|people|victims?|person|staff)[^.;!?\n]{0,60}|attackers?[^.;!?\n]{0,40})[\s:,"“(]*$/i;
// And right after it: it is named for what it is.
const namedSo =
	/^[`"”)\s]*(?:is|are|means|counts? as)\s+(?:an?\s+|the\s+)?(?:[\w-]+\s+){0,2}(?:reverse shell|back-?door|attack|dropper|red flag|sign of|indicator|incident)\b|^[`"”)\s]*[:,–-]\s*(?:treat|report|flag|count)\w*\s+(?:it\s+|this\s+)?as\b/i;

/** Whether a command in the running text, from `start` to `end`, is told of and not told to. */
export function isToldOf(text: string, start: number, end: number): boolean {
	const before = text.slice(0, start);
	return toldOf.test(before) || labelled.test(before) || namedSo.test(text.slice(end));
}
