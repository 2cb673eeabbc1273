/**
The text of a web page for a model: no scripts, no styles, no markup, and nothing that a person would not see said with it.

One pass over the source, so that a hostile page costs no more than its length.
*/

import {toDisplay} from '../../../sandbox/index.ts';

const silent = new Set('script style noscript template svg math iframe object head select textarea canvas'.split(' '));
const blocks = new Set(
	'address article aside blockquote br dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul'.split(
		' ',
	),
);
/** Inline styles and attributes by which a part is not shown. */
const hidden =
	/\shidden(?=[\s=>/]|$)|\saria-hidden\s*=\s*["']?true|display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])/i;
const empty = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

/** What is in them is no markup. */
const raw = new Set(['script', 'style', 'textarea']);
/** A tag ends before the next one begins, so that no text is looked at twice. */
const pieces = /<(\/?)([a-zA-Z][a-zA-Z0-9:-]*)([^<>]*)>|[^<]+|</g;

/** The visible text of a page, one block a line; its title first. */
export function pageText(source: string): string {
	const html = source.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '').replaceAll(/<[!?][^<>]*>/g, '');
	const title = /<title[^>]{0,1000}>([^<]{0,1000})/i.exec(html)?.[1] ?? '';
	let text = '';
	/** Elements of this name that are open: the outermost one that is not shown, and those in it. */
	let outermost = '';
	let depth = 0;
	for (const [whole, closing = '', rawName = '', attributes = ''] of html.matchAll(pieces)) {
		const name = rawName.toLowerCase();
		if (depth > 0) {
			depth += name !== outermost || attributes.endsWith('/') ? 0 : closing ? -1 : raw.has(name) ? 0 : 1;
		} else if (name === '') {
			text += whole;
		} else if (!closing && !empty.has(name) && (silent.has(name) || hidden.test(attributes))) {
			outermost = name;
			depth = 1;
		} else if (blocks.has(name)) {
			text += '\n';
		}
	}

	const lines = decoded(text)
		.split('\n')
		.map(line => line.replaceAll(/[^\S\n]+/g, ' ').trim())
		.filter(Boolean);
	return visible([decoded(title).trim(), ...lines].filter(Boolean).join('\n'));
}

/** Without characters that are there for no reader. */
export function visible(text: string): string {
	return toDisplay(text, {multiline: true});
}

const names: Readonly<Record<string, string>> = {
	...{amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', shy: '', ndash: '–', mdash: '—', hellip: '…', copy: '©', reg: '®'},
	...{lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', laquo: '«', raquo: '»', bull: '•', middot: '·', euro: '€', times: '×'},
};

function decoded(text: string): string {
	return text.replaceAll(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));?/g, (whole, decimal, hex, name) => {
		if (name !== undefined) {
			return names[name] ?? whole;
		}

		const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
		return code > 0 && code <= 0x10_ff_ff && (code < 0xd8_00 || code > 0xdf_ff) ? String.fromCodePoint(code) : '';
	});
}
