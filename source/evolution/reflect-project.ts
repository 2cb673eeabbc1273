/** One reflection on a project: what was recorded on this machine goes in, what comes out is offered to the engine. */

import type {Project} from '../core/paths.ts';
import {projectStoreFolder} from '../core/project-store.ts';
import type {ToolDefinition} from '../core/tool.ts';
import type {ChatModel} from '../model/chat-model.ts';
import {hasJournal} from '../session/notes/journal.ts';
import {memoryFolder} from '../session/notes/memory.ts';
import {openNoteStore} from '../session/notes/note-store.ts';
import {sessionsFolder} from '../session/sessions-folder.ts';
import type {Evolution, Proposal} from './engine/evolution.ts';
import type {EvolutionEvent} from './events/event.ts';
import {type Reflection, reflect} from './proposer/reflect.ts';
import {type Recordings, readRecordings} from './miner/recordings.ts';

export interface ProjectReflection {
	readonly project: Project;
	readonly evolution: Evolution;
	/** What the skills that there are can be called with. */
	readonly tools: readonly ToolDefinition[];
	readonly skills: readonly string[];
	/** Null for none. */
	readonly model: ChatModel | null;
	readonly signal: AbortSignal;
}

export interface Reflected {
	readonly proposals: readonly Proposal[];
	readonly refusedDrafts: Reflection['refusedDrafts'];
	readonly failures: readonly string[];
}

/** Look at what was recorded and propose what follows from it. A model is asked only within the budget. */
export async function reflectOn({project, evolution, tools, skills, model, signal}: ProjectReflection): Promise<Reflected> {
	const store = projectStoreFolder(project);
	const recordings = recordingsOf(store);
	const {events} = recordings;
	const buried = evolution.store.tombstones();
	const purse = evolution.purse('proposals');
	try {
		const {candidates, refusedDrafts, failures, asked} = await reflect({
			...recordings,
			now: new Date(),
			tools: [...tools, ...toolsSeen(events, tools)],
			checks: [...new Set(events.flatMap(event => (event.type === 'check' ? [event.check] : [])))],
			skills,
			active: evolution.store.load().artefacts,
			pending: evolution.pending().map(({candidate}) => candidate.artefact),
			rejected: new Set(buried.map(({id}) => id)),
			rejectedCalls: new Set(buried.flatMap(({sources = []}) => sources)),
			efforts: evolution.efforts(),
			model,
			spend: purse.spend,
			signal,
		});
		evolution.asked(asked);
		const proposals: Proposal[] = [];
		for (const candidate of candidates) {
			if (evolution.hasRoom()) {
				proposals.push(await evolution.propose(candidate, signal));
			}
		}

		return {proposals, refusedDrafts, failures};
	} finally {
		purse.close();
	}
}

/** Notes are opened only where there are some. */
function recordingsOf(store: string): Recordings {
	const folder = memoryFolder(store);
	const notes = hasJournal(folder) ? openNoteStore(folder) : null;
	try {
		return readRecordings(store, sessionsFolder(), notes);
	} finally {
		notes?.close();
	}
}

/** The agent's own tools, of which events have the names; what a rule may name needs no more. */
function toolsSeen(events: readonly EvolutionEvent[], known: readonly ToolDefinition[]): readonly ToolDefinition[] {
	const names = new Set(events.flatMap(event => (event.type === 'tool.call' && event.tool !== 'unknown' ? [event.tool] : [])));
	return [...names]
		.filter(name => !known.some(tool => tool.name === name))
		.map(name => ({name, description: '', parameters: {type: 'object', properties: {}}}));
}
