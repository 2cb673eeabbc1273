/** HTML out of untrusted text: whatever stands in a template is escaped, unless it came out of a template itself. */

import {toDisplay} from '../../base/display.ts';

/** Only `html` makes one. */
export interface Markup {
	readonly markup: string;
}

export type Fragment = string | number | Markup | readonly Fragment[];

/** A template for text between tags and in quoted attributes; never for names of tags, scripts or styles. */
export function html(literals: TemplateStringsArray, ...fragments: readonly Fragment[]): Markup {
	return {markup: literals.reduce((text, literal, index) => text + textOf(fragments[index - 1] ?? '') + literal)};
}

function textOf(fragment: Fragment): string {
	if (typeof fragment === 'string') {
		return escaped(fragment);
	}

	if (typeof fragment === 'number') {
		return String(fragment);
	}

	return 'markup' in fragment ? fragment.markup : fragment.map(textOf).join('');
}

const entities: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;'};

/** What reorders, hides or controls is shown by its number, as in every other format. */
function escaped(text: string): string {
	return toDisplay(text, {multiline: true, reveal: true}).replace(/[&<>"'`]/g, character => entities[character] ?? '');
}
