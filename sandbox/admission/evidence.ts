/** What a finding rests on, as a hash: the same words in the same file, wherever in it they stand. */

import {digestOf, type Sha256} from '../base/canonical-json.ts';
import type {Place} from './parse/code.ts';
import type {Severity} from './report.ts';

export interface Evidence {
	/** Of the rule. */
	readonly id: string;
	/** The same words that weigh more are not what a person accepted. */
	readonly severity: Severity;
	readonly file: string;
	/** What the rule says of it: where a flow comes from, for example. */
	readonly detail: string;
	/** The lines, or what stands for a whole file: the hash of its content. */
	readonly text: string;
}

export function evidenceHash({id, severity, file, detail, text}: Evidence): Sha256 {
	return digestOf([id, severity, file, detail, normalised(text)]);
}

/** A line of a minified file is the whole program: so much of it counts on each side of the place. */
const reach = 500;

/** The whole lines of a place. */
export function linesOf({start, end}: Place, text: string): string {
	const first = text.lastIndexOf('\n', Math.max(0, start - 1)) + 1;
	const after = text.indexOf('\n', Math.max(start, end - 1));
	const last = after === -1 ? text.length : after;
	return text.slice(Math.max(first, start - reach), Math.min(last, end + reach));
}

function normalised(text: string): string {
	return text
		.split('\n')
		.map(line => line.trim())
		.filter(line => line !== '')
		.join('\n');
}
