/** The notes of a session: from flags and project to what the agent and its person can do with them. */

import {createMemoryTools} from '../agent/memory-tools.ts';
import type {AgentTool} from '../agent/agent-tool.ts';
import type {Flags} from '../core/parse-arguments.ts';
import type {Project} from '../core/paths.ts';
import {globalStoreFolder, projectStoreFolder} from '../core/project-store.ts';
import type {FoundModel} from '../model/find-model.ts';
import {type Memory, memoryFolder, openMemory, type Recalled} from '../session/notes/memory.ts';
import type {Found} from '../session/notes/search-notes.ts';
import type {Meant} from '../session/notes/vector-table.ts';
import type {Embeddings} from './start-embeddings.ts';

export interface StartedMemory {
	readonly memory: Memory;
	/** For the agent: a memory that cannot be read is said once, and the turn goes on without. */
	readonly recall: (message: string, signal: AbortSignal) => Promise<Recalled | null>;
	/** The notes that answer a question of the person. */
	readonly find: (question: string, limit: number, signal: AbortSignal) => Promise<readonly Found[]>;
	/** To be called when the user rests, where the settings name a model that embeds: gives notes the vectors that they lack. */
	readonly prepare: ((signal: AbortSignal) => Promise<void>) | null;
	/** Go with the conversation to another endpoint. */
	readonly use: (found: FoundModel) => void;
	readonly tools: readonly AgentTool[];
}

export interface MemoryOptions {
	readonly flags: Flags;
	readonly project: Project;
	/** Names the one that runs. */
	readonly session: () => string;
	/** The model that embeds; null for none. */
	readonly embeddings: string | null;
	/** Where the chat's model was found. */
	readonly found: FoundModel;
	readonly warn: (text: string) => void;
	readonly notice: (text: string) => void;
}

/** The project's notes, and those that hold everywhere. */
export function openProjectMemory(project: Project): Memory {
	return openMemory([memoryFolder(projectStoreFolder(project)), memoryFolder(globalStoreFolder())]);
}

/** Null under `--no-memory`. */
export async function startMemory(options: MemoryOptions): Promise<StartedMemory | null> {
	const {flags, project, session, warn} = options;
	if (flags.has('no-memory')) {
		return null;
	}

	const memory = openProjectMemory(project);
	const embeddings = await embeddingsOf(options);
	let isBroken = false;

	/** Nothing is asked of an endpoint where there are no notes. */
	async function meaning(question: string, signal: AbortSignal): Promise<Meant | null> {
		return embeddings && memory.stores().length > 0 ? embeddings.meaning(question, signal) : null;
	}

	return {
		memory,
		async recall(message, signal) {
			try {
				return isBroken ? null : memory.recall(message, await meaning(message, signal));
			} catch (thrown) {
				isBroken = true;
				warn(`Notes are left out of this session. ${thrown instanceof Error ? thrown.message : String(thrown)}`);
				return null;
			}
		},
		find: async (question, limit, signal) => memory.search(question, limit, await meaning(question, signal)),
		prepare: embeddings && (signal => embeddings.prepare(memory.stores(), signal)),
		use: found => embeddings?.use(found),
		tools: createMemoryTools({memory, session, meaning}),
	};
}

async function embeddingsOf({embeddings: model, found, warn, notice}: MemoryOptions): Promise<Embeddings | null> {
	if (model === null) {
		return null;
	}

	const {startEmbeddings} = await import('./start-embeddings.ts');
	return startEmbeddings({model, found, warn, notice});
}
