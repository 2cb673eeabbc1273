/**
A server's tool as it may be shown to a model, or why it may not.

All that a server says of a tool are a stranger's words that a model reads before anything is called: they are scanned, bounded
and shown without what a screen would obey or hide. What a server says of how safe a tool is (its annotations) is not read.
*/

import type {Tool} from '@modelcontextprotocol/sdk/types.js';
import {digestOf, type Sha256, scanTool, toDisplay} from '../../../sandbox/index.ts';
import type {JsonSchema} from '../../core/tool.ts';
import {toolName} from './tool-name.ts';

export interface OfferedTool {
	/** As the server calls it. */
	readonly raw: string;
	/** As a model calls it. */
	readonly name: string;
	readonly description: string;
	readonly parameters: JsonSchema;
	/** Of everything that a person agrees to when they allow it. */
	readonly digest: Sha256;
}

export interface RefusedTool {
	readonly raw: string;
	/** The end of a sentence. */
	readonly reason: string;
}

export type VettedTool = ({readonly kind: 'offered'} & OfferedTool) | ({readonly kind: 'refused'} & RefusedTool);

const longestName = 128;
const longestDescription = 8000;
const shownDescription = 2000;
const longestSchema = 16 * 1024;
const deepestSchema = 12;

/** Look at a tool of a server. Never rejects: what cannot be looked at is not offered. */
export async function vetTool(server: string, tool: Tool): Promise<VettedTool> {
	const raw = tool.name;
	try {
		const reason = await whyNot(tool);
		if (reason !== null) {
			return {kind: 'refused', raw, reason};
		}
	} catch (thrown) {
		return {kind: 'refused', raw, reason: `it cannot be looked at: ${thrown instanceof Error ? thrown.message : String(thrown)}`};
	}

	const {description = '', inputSchema} = tool;
	return {
		kind: 'offered',
		raw,
		name: toolName(server, raw),
		description: toDisplay(description, {multiline: true, maxLength: shownDescription}),
		parameters: inputSchema,
		digest: digestOf({name: raw, description, schema: inputSchema}),
	};
}

async function whyNot({name, description = '', inputSchema}: Tool): Promise<string | null> {
	if (name === '' || name.length > longestName || toDisplay(name) !== name) {
		return 'its name is empty, too long or holds characters that are not shown';
	}

	if (description.length > longestDescription) {
		return `its description has more than ${longestDescription} characters`;
	}

	if (isDeeper(inputSchema, deepestSchema)) {
		return `its schema is nested more than ${deepestSchema} deep`;
	}

	const schema = JSON.stringify(inputSchema);
	if (schema.length > longestSchema) {
		return `its schema has more than ${longestSchema} characters`;
	}

	// A line feed is written as \n in there, so that nothing which a screen obeys or hides is honest.
	if (toDisplay(schema) !== schema || /\\u00[01]|\\u007f/i.test(schema)) {
		return 'its schema holds characters that are not shown';
	}

	const [worst] = await scanTool({name, description, inputSchema});
	return worst === undefined ? null : `its description is no description (${worst.id}): ${worst.message}`;
}

/** Without recursion: depth is what is in question. */
function isDeeper(value: unknown, most: number): boolean {
	let level: readonly unknown[] = [value];
	for (let depth = 0; depth <= most; depth++) {
		level = level.flatMap(item => (typeof item === 'object' && item !== null ? Object.values(item) : []));
		if (level.length === 0) {
			return false;
		}
	}

	return true;
}
