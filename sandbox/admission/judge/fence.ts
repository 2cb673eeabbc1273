/**
The marks between which foreign text stands in a question.

They carry a random token, drawn for this one question: a text that imitates them is told from them by it, and a text
that knows it ends the question.
*/

import {randomBytes} from 'node:crypto';

export interface Section {
	/** Our own words; paths only as JSON. */
	readonly label: string;
	readonly text: string;
}

/** The token of a fence stood in what was to be fenced in. */
export class FenceBroken extends Error {}

/** 128 random bits as hex digits. */
export function randomToken(): string {
	return randomBytes(16).toString('hex');
}

/** The sections between marks. Throws FenceBroken when one of them holds the token. */
export function fenced(sections: readonly Section[], token: string): string {
	if (sections.some(({label, text}) => `${label}\n${text}`.includes(token))) {
		throw new FenceBroken();
	}

	return [
		`<<<BEGIN ${token}>>>`,
		...sections.flatMap(({label, text}) => [`<<<PART ${token} ${label}>>>`, text]),
		`<<<END ${token}>>>`,
	].join('\n');
}
