/** Reads the bodies of chat requests as foreign data. */

import type {Condition} from './scenario.ts';

type Fields = {readonly [key: string]: unknown};

export function fields(value: unknown): Fields {
	// An object has string keys; that is all that is claimed.
	return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

export function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

/** The last message of a chat request; empty texts when there is none. */
export function lastMessage(body: unknown): {readonly role: string; readonly content: string} {
	const {messages} = fields(body);
	const last = fields(Array.isArray(messages) ? messages.at(-1) : null);
	return {role: textOf(last.role), content: textIn(last.content)};
}

/** The data URLs of all pictures in a chat request, in their order. */
export function imagesIn(body: unknown): readonly string[] {
	const {messages} = fields(body);
	return (Array.isArray(messages) ? messages : []).flatMap(message =>
		partsOf(fields(message).content)
			.filter(({type}) => type === 'image_url')
			.map(part => textOf(fields(part.image_url).url)),
	);
}

/** Content is a text, or a list of parts with pictures among them. */
function textIn(content: unknown): string {
	return typeof content === 'string'
		? content
		: partsOf(content)
				.map(({text}) => textOf(text))
				.join('');
}

function partsOf(content: unknown): readonly Fields[] {
	return Array.isArray(content) ? content.map(fields) : [];
}

/** Whether the `number`th chat request fulfils the condition. */
export function matches(body: unknown, condition: Condition, number: number): boolean {
	const {role, content} = lastMessage(body);
	return (
		(condition.request ?? number) === number &&
		(condition.lastRole ?? role) === role &&
		content.toLowerCase().includes((condition.lastContains ?? '').toLowerCase()) &&
		(condition.hasImage ?? imagesIn(body).length > 0) === imagesIn(body).length > 0 &&
		(condition.has === undefined || fields(body)[condition.has] !== undefined)
	);
}
