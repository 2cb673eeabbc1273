/**
All tools of a session as the agent is given them: its own and those of skills, whose results are noted, and kept whole where
they are too long.

A name belongs to the first that has it, so that no skill can stand in for a tool of the agent's own.
*/

import type {AgentTool} from './agent-tool.ts';
import {noted, type Taint} from './permissions/taint.ts';
import {type LongResults, shortened} from './tools/long-results.ts';

/** The tools in order, each once. */
export function gatherTools(tools: readonly AgentTool[], taint: Taint, results: LongResults): readonly AgentTool[] {
	const byName = new Map(tools.toReversed().map(tool => [tool.name, tool]));
	return tools.filter(tool => byName.get(tool.name) === tool).map(tool => noted(shortened(tool, results), taint));
}
