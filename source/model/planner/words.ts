/** Words as the planner compares them: one stem for the forms of a word and for its everyday synonyms. */

import {createPattern} from './letters.ts';

const mostRemembered = 20_000;

const stopWords = new Set(
	`a an the this that these those there here it its i im me my mine we us our you your he she they them their is are was were be been am do does
	did done have has had will would can could may might shall should must please kindly thanks thank hey hi hello ok okay and or but if so then
	than too very just also of in on at to by for from with without into onto about as over under between per via not no yes what whats which who
	whom whose when where why how tell show give let lets know want wanted need like say see using use used run skill tool now right today
	currently up out off both each every any some all lot anything something
		go going gonna goes happening called named`
		.split(/\s+/)
		.filter(Boolean),
);

/** Words whose ending is not an inflection: "what time is it" is not about "15 times 27", nor "the meaning of life" about a mean. */
const whole = new Set(['times', 'meaning', 'news', 'series', 'always', 'perhaps', 'nothing', 'morning', 'evening', 'during']);

/** Each group is one word to the planner; the first one names it. */
const synonymGroups = [
	'average mean avg',
	'sum total',
	'maximum max highest largest biggest',
	'minimum min lowest smallest',
	'image picture photo pic',
	'repository repo',
	'dimension dimensions size resolution width height',
	'weather forecast temperature rain rainy',
	'fetch get download retrieve request',
	'summarize summary overview sum-up recap',
	'calculate compute evaluate calc calculation calculator arithmetic math maths solve',
	'uppercase upper uppercased',
	'lowercase lower lowercased',
	'count many',
	'reverse backwards backward flip',
	'statistics stats statistic',
	'create make new generate scaffold build',
	'sort order',
	'duplicate dedupe deduplicate unique',
	'validate check verify',
	'commit history',
	'multiply product',
	'subtract minus difference',
	'divide quotient',
	'text string',
];

/** A word without case, number, tense and British spelling. */
export const rootOf = remembered(root);

const canonical = new Map(
	synonymGroups.flatMap(group => {
		const [first = '', ...others] = group.split(' ').map(rootOf);
		return others.map(other => [other, first] as const);
	}),
);

/** The stem under which a word is compared: its root, or the root of its everyday synonym. */
export const stemOf = remembered((word: string) => canonical.get(rootOf(word)) ?? rootOf(word));

/** Whether a word carries no subject of its own ("the", "please", "what"). */
export const isStopWord = remembered((word: string) => stopWords.has(plain(word).replace(/'/g, '')));

const word = createPattern(String.raw`[\p{L}\p{N}]+(?:['’][\p{L}]+)?`, 'g');

/** The words of free text, letters and digits only, as written. */
export function wordsOf(text: string): readonly string[] {
	return text.match(word(text)) ?? [];
}

/** The stems of the words that carry a subject, in order. */
export function contentStems(text: string): readonly string[] {
	return wordsOf(text)
		.filter(word => !isStopWord(word))
		.map(stemOf);
}

function plain(word: string): string {
	return word
		.normalize('NFKC')
		.toLowerCase()
		.replace(/’/g, "'")
		.replace(/'(?:s|re|ll|d|ve|m)$/, '');
}

function withoutEnding(word: string): string {
	if (word.length < 4 || whole.has(word) || /(?:ss|us|is)$/.test(word)) {
		return word;
	}

	const singular = word.replace(/ies$/, 'y').replace(/(?<=[^s])s$/, '');
	const root = singular.replace(/(?<=[aeiouy].*.)(?:ing|ed)$/, '');
	// "stopping" and "stopped" lose the doubled letter that the ending brought; "fill" keeps its own.
	return root === singular ? singular : root.replace(/([bdfgmnprt])\1$/, '$1');
}

function root(word: string): string {
	const american = plain(word)
		.replace(/is(e[ds]?|ing|ation|ations)$/, 'iz$1')
		.replace(/lys(e[ds]?|ing)$/, 'lyz$1')
		.replace(/olour/, 'olor')
		.replace(/[_-]/g, '');
	return withoutEnding(american).replace(/(?<=..)e$/, '');
}

/** The words of one conversation are few, and each is asked about for every example of every tool. */
function remembered<Value>(compute: (word: string) => Value): (word: string) => Value {
	const known = new Map<string, Value>();
	return word => {
		const before = known.get(word);
		if (before !== undefined) {
			return before;
		}

		if (known.size >= mostRemembered) {
			known.clear();
		}

		const value = compute(word);
		known.set(word, value);
		return value;
	};
}
