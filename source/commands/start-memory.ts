/** The notes of a session: from flags and project to what the agent and its person can do with them. */

import {createMemoryTools} from '../agent/memory-tools.ts';
import type {AgentTool} from '../agent/agent-tool.ts';
import type {Flags} from '../core/parse-arguments.ts';
import type {Project} from '../core/paths.ts';
import {globalStoreFolder, projectStoreFolder} from '../core/project-store.ts';
import {type Memory, memoryFolder, openMemory, type Recalled} from '../session/notes/memory.ts';

export interface StartedMemory {
	readonly memory: Memory;
	/** For the agent: a memory that cannot be read is said once, and the turn goes on without. */
	readonly recall: (message: string) => Recalled | null;
	readonly tools: readonly AgentTool[];
}

/** The project's notes, and those that hold everywhere. */
export function openProjectMemory(project: Project): Memory {
	return openMemory([memoryFolder(projectStoreFolder(project)), memoryFolder(globalStoreFolder())]);
}

/** Null under `--no-memory`. `session` names the one that runs. */
export function startMemory(flags: Flags, project: Project, session: () => string, warn: (text: string) => void): StartedMemory | null {
	if (flags.has('no-memory')) {
		return null;
	}

	const memory = openProjectMemory(project);
	let isBroken = false;
	return {
		memory,
		recall(message) {
			try {
				return isBroken ? null : memory.recall(message);
			} catch (thrown) {
				isBroken = true;
				warn(`Notes are left out of this session. ${thrown instanceof Error ? thrown.message : String(thrown)}`);
				return null;
			}
		},
		tools: createMemoryTools({memory, session}),
	};
}
