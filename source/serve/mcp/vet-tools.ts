/** All tools of a server, as they may be shown to a model, and those that are left out. */

import type {Tool} from '@modelcontextprotocol/sdk/types.js';
import {type OfferedTool, type RefusedTool, vetTool} from './offered-tool.ts';

export interface VettedTools {
	readonly offered: readonly OfferedTool[];
	readonly refused: readonly RefusedTool[];
}

const mostTools = 100;

/** Look at what a server lists. Never rejects: what cannot be looked at is left out. */
export async function vetTools(server: string, listed: readonly Tool[]): Promise<VettedTools> {
	const vetted = await Promise.all(listed.slice(0, mostTools).map(tool => vetTool(server, tool)));
	const offered = vetted.filter(tool => tool.kind === 'offered');
	// Of two that say they are one, neither is known to be it.
	const isTwice = ({raw}: OfferedTool) => offered.filter(other => other.raw === raw).length > 1;
	return {
		offered: offered.filter(tool => !isTwice(tool)),
		refused: [
			...vetted.filter(tool => tool.kind === 'refused'),
			...offered.filter(isTwice).map(({raw}) => ({raw, reason: 'the server has two of that name'})),
			...listed.slice(mostTools).map(({name}) => ({raw: name, reason: `it is behind the first ${mostTools}`})),
		],
	};
}
