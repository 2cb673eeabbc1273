/** Text inside of a paragraph: bold, code, links. */

import type {Token} from 'marked';
import {type Span, span, type Tone} from '../line.ts';

/** The spans of inline tokens; a link whose text is not its address shows the address, so that it cannot lie. */
export function inlineSpans(tokens: readonly Token[], tone: Tone = 'plain'): readonly Span[] {
	return tokens.flatMap(token => spansOf(token, tone));
}

function spansOf(token: Token, tone: Tone): readonly Span[] {
	switch (token.type) {
		case 'strong':
			return inlineSpans(token.tokens ?? [], 'strong');
		case 'em':
			return inlineSpans(token.tokens ?? [], 'emphasis');
		case 'codespan':
			return [span(token.text, 'code')];
		case 'br':
			return [span('\n', tone)];
		case 'checkbox':
			return [];
		case 'link':
			return linkSpans(token.text, token.href);
		case 'image':
			return linkSpans(`image: ${token.text}`, token.href);
		case 'del':
			return [span(`~${token.text}~`, 'dim')];
		default:
			return 'tokens' in token && token.tokens ? inlineSpans(token.tokens, tone) : [span('text' in token ? token.text : token.raw, tone)];
	}
}

function linkSpans(text: string, href: string): readonly Span[] {
	return text === href || `mailto:${text}` === href ? [span(text, 'link')] : [span(text, 'link'), span(` (${href})`, 'dim')];
}
