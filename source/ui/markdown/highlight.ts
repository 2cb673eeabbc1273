/** Colours for code: comments, strings, numbers and the keywords of the languages people ask for. One pass, no grammar. */

import type {Line, Span, Tone} from '../line.ts';

const keywords = new Set(
	'and as async await break case catch class const continue def default del do done elif else enum esac except export extends false False fi finally fn for from func function global if impl import in interface is lambda let match mod mut new nil None nonlocal not null or package pass pub raise return self static struct super switch then this throw trait true True try type undefined use var void while with yield'.split(
		' ',
	),
);
const hash = /^(?:py|python|sh|bash|zsh|shell|rb|ruby|ya?ml|toml|dockerfile|make|makefile|r|perl|pl|conf|ini)$/;
const dashes = /^(?:sql|lua|haskell|hs)$/;

/** One line of code as spans. A language that is not known gets strings, numbers and keywords alike. */
export function highlightLine(line: string, language: string): Line {
	const comment = hash.test(language) ? '#.*' : dashes.test(language) ? '--.*' : '//.*|/\\*.*?(?:\\*/|$)';
	const pattern = new RegExp(
		`(${comment})|("(?:\\\\.|[^"\\\\])*"?|'(?:\\\\.|[^'\\\\])*'?|\`(?:\\\\.|[^\`\\\\])*\`?)|(\\b\\d[\\w.]*)|([A-Za-z_]\\w*)`,
		'g',
	);
	const spans: Span[] = [];
	let last = 0;
	for (const match of line.matchAll(pattern)) {
		const tone = toneOf(match);
		if (tone !== 'code') {
			push(spans, line.slice(last, match.index), 'code');
			push(spans, match[0], tone);
			last = match.index + match[0].length;
		}
	}

	push(spans, line.slice(last), 'code');
	return spans;
}

function toneOf([, comment, string, number, word]: RegExpExecArray | RegExpMatchArray): Tone {
	if (comment !== undefined) {
		return 'comment';
	}

	if (string !== undefined) {
		return 'string';
	}

	return number !== undefined ? 'number' : word !== undefined && keywords.has(word) ? 'keyword' : 'code';
}

function push(spans: Span[], text: string, tone: Tone): void {
	if (text !== '') {
		spans.push({text, tone});
	}
}
