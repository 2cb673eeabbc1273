/** I4: text that a model reads and a person does not see. */

import type {Match, Rule} from '../findings.ts';
import type {RuleFile} from './rule-file.ts';

const tagCharacters: Rule = {
	id: 'SL-HIDDEN-001',
	class: 'I4',
	severity: 'critical',
	message: 'Holds invisible characters that spell text for a model (%s).',
	remedy: 'Remove the characters U+E0000 to U+E007F and U+E0100 to U+E01EF.',
	references: ['LLM01', 'CWE-1007'],
};

const reordering: Rule = {
	...tagCharacters,
	id: 'SL-HIDDEN-002',
	severity: 'high',
	message: 'Holds characters that show text in another order than it is read.',
	remedy: 'Remove the bidirectional controls U+202A to U+202E and U+2066 to U+2069.',
	references: ['CWE-1007'],
};

const insideWords: Rule = {
	...tagCharacters,
	id: 'SL-HIDDEN-003',
	severity: 'high',
	message: 'Holds runs of zero-width characters, or words broken by them.',
	remedy: 'Remove the zero-width characters.',
};

/** Nobody breaks several words at several letters by accident: whoever searches for them is not to find them. */
const spelledApart = /(?:(?:[A-Za-z][\u200B\u200C\u2060\uFEFF]){3}[^\n]{0,300}?){3}/;

// Flags of regions are spelled with tag characters after a black flag and end with U+E007F.
const flags = /\u{1F3F4}[\u{E0020}-\u{E007E}]{1,8}\u{E007F}/gu;
const tags = /[\u{E0000}-\u{E007F}]{2,}|[\u{E0100}-\u{E01EF}]{3,}/u;
const overrides = /[\u202A\u202B\u202D\u202E]|[\u2066-\u2069]/;
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;
const zeroWidth =
	/(?:\u200B|\u200C|\u200D|\u2060|\uFEFF){4,}|[A-Za-z]{2}(?:\u200B|\u200C|\u2060|\uFEFF)[A-Za-z]{2}|(?:[A-Za-z](?:\u200B|\u200C|\u2060|\uFEFF)){2}[A-Za-z]/;

export const hiddenText: RuleFile = {
	rules: [tagCharacters, reordering, insideWords],
	match: ({texts}) => [...texts].flatMap(([file, text]) => inText(file, text)),
};

function inText(file: string, text: string): readonly Match[] {
	// Most files are plain: one quick look before the slower ones.
	if (!/[\u200B-\u200D\u202A-\u202E\u2060-\u2069\uFEFF\uDB40]/.test(text)) {
		return [];
	}

	const plain = text.replaceAll(flags, flag => ' '.repeat(flag.length));
	const layer = /\.(?:md|markdown|txt|mdx)$/i.test(file) ? 'instructions' : 'files';
	const found: readonly (readonly [Rule, RegExp, boolean])[] = [
		[tagCharacters, tags, true],
		[reordering, overrides, !rightToLeft.test(plain)],
		[insideWords, zeroWidth, true],
	];
	return found.flatMap(([rule, pattern, applies]) => {
		const match = applies ? pattern.exec(plain) : null;
		const isSpelled = rule === insideWords && spelledApart.test(plain);
		return match
			? [
					{
						rule,
						file,
						layer,
						severity: isSpelled ? 'critical' : rule.severity,
						place: {start: match.index, end: match.index + match[0].length},
						detail: spelled(match[0]),
					} as const,
				]
			: [];
	});
}

/** What tag characters spell in ASCII. */
function spelled(text: string): string {
	const letters = [...text].map(character => String.fromCodePoint(((character.codePointAt(0) ?? 0) - 0xe0000) & 0x7f));
	return `${letters.join('').slice(0, 40)}`;
}
