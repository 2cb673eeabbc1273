/**
What a tool server says of its tools. A model reads these texts before any tool is called, and no person sees them, so they are
instructions like any other.
*/

import {guarded} from './phrase.ts';

const servers = guarded(/\b(?:inputSchema|input_schema|mcp|FastMCP|McpServer|registerTool|@tool|function_call|"parameters")\b/i);
const kinds = /\.(?:json|ya?ml|py|[cm]?[jt]s)$/i;

const descriptions = [
	// In JSON, and in the objects of JavaScript.
	/\bdescription["']?\s*[:=]\s*"((?:[^"\\\n]|\\.)*)"/g,
	/\bdescription["']?\s*[:=]\s*'((?:[^'\\\n]|\\.)*)'/g,
	/\bdescription["']?\s*[:=]\s*\(?\s*(?:`|"""|''')([\s\S]*?)(?:`|"""|''')/g,
	// `server.tool(name, description, …)`.
	/\.(?:tool|registerTool|addTool)\(\s*["'`][\w-]+["'`]\s*,\s*["'`]([^\n]*?)["'`]\s*,/g,
	// The docstring of a function that a decorator makes a tool.
	/^[ \t]*@[\w.]*(?:tool|prompt|resource)\b[^\n]*\n(?:[ \t]*@[^\n]*\n)*[ \t]*(?:async[ \t]+)?def[ \t][^:]*(?::[^\n:]*)*:[ \t]*\n[ \t]*[rf]?"""([\s\S]*?)"""/gm,
];

/** Whether a file tells a model of tools, by what is in it. */
export function describesTools(file: string, text: string): boolean {
	return kinds.test(file) && text.length < 256 * 1024 && servers.test(text) && /description|"""|\.(?:tool|addTool)\(/.test(text);
}

/** The descriptions in place, with everything else blanked, so that offsets stay true. */
export function toolDescriptions(text: string): string {
	let spoken = '';
	for (const {start, value} of foundIn(text)) {
		if (start >= spoken.length) {
			spoken += blank(text.slice(spoken.length, start)) + value;
		}
	}

	return spoken;
}

function foundIn(text: string): readonly {readonly start: number; readonly value: string}[] {
	return descriptions
		.flatMap(pattern =>
			[...text.matchAll(pattern)].map(match => {
				const raw = match[1] ?? '';
				return {start: match.index + match[0].lastIndexOf(raw), value: raw.replaceAll(/\\[nrt]/g, '  ').replaceAll(/\\(.)/g, ' $1')};
			}),
		)
		.sort((a, b) => a.start - b.start);
}

/** A break between two texts, so that they are not one sentence. */
function blank(text: string): string {
	const spaces = text.replaceAll(/[^\n]/g, ' ');
	return spaces.length < 2 ? spaces : `${spaces.slice(0, -2)}\n\n`;
}
