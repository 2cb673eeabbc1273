/** What a tool gave back, as text for a model. Pictures and sounds are said in words: they are not looked at. */

import type {CallToolResult, ContentBlock} from '@modelcontextprotocol/sdk/types.js';
import {toDisplay} from '../../../sandbox/index.ts';

/** More than any file of a session should hold; the rest is not kept. */
const mostCharacters = 2_000_000;

/** All of it in order, without what a screen would obey or hide. */
export function resultText({content, structuredContent}: CallToolResult): string {
	const parts = content.map(textOf);
	const said = parts.length > 0 || structuredContent === undefined ? parts : [JSON.stringify(structuredContent, null, '\t')];
	const text = said.filter(part => part !== '').join('\n');
	const kept = text.length > mostCharacters ? `${text.slice(0, mostCharacters)}\n[It is longer than ${mostCharacters} characters.]` : text;
	return toDisplay(kept, {multiline: true}) || '(empty)';
}

function textOf(block: ContentBlock): string {
	switch (block.type) {
		case 'text':
			return block.text;
		case 'image':
			return `[A picture that is not shown: ${word(block.mimeType)}, ${bytesOf(block.data)} bytes.]`;
		case 'audio':
			return `[A sound that is not played: ${word(block.mimeType)}, ${bytesOf(block.data)} bytes.]`;
		case 'resource_link':
			return `[A link: ${word(block.name)}, ${word(block.uri)}]`;
		case 'resource':
			return 'text' in block.resource
				? `[${word(block.resource.uri)}]\n${block.resource.text}`
				: `[A resource that is no text: ${word(block.resource.uri)}, ${bytesOf(block.resource.blob)} bytes.]`;
	}
}

function word(text: string): string {
	return toDisplay(text, {maxLength: 300});
}

function bytesOf(base64: string): number {
	return Math.floor((base64.length * 3) / 4);
}
