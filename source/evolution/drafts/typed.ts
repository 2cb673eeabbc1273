/** More than a person types at once was pasted from somewhere. */

import type {Label} from '../../core/events.ts';

const mostLines = 3;
const mostCharacters = 200;

/** Whether a message can have been typed. */
export function isTyped(text: string): boolean {
	return text.length <= mostCharacters && text.trim().split(/\r\n|[\n\r\u0085\u2028\u2029]/).length <= mostLines;
}

/** The label of a message: what was pasted is a stranger's. */
export function labelOfMessage(text: string): Label {
	return isTyped(text) ? 'user' : 'foreign';
}
