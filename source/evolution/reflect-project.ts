/** One reflection on a project: what was recorded on this machine goes in, what comes out is offered to the engine. */

import type {Project} from '../core/paths.ts';
import {projectStoreFolder} from '../core/project-store.ts';
import type {ToolDefinition} from '../core/tool.ts';
import type {ChatModel} from '../model/chat-model.ts';
import {sessionsFolder} from '../session/sessions-folder.ts';
import {createCallStore} from './drafts/call-store.ts';
import type {Evolution, Proposal} from './engine/evolution.ts';
import {eventsFolder, readEvents} from './events/event-log.ts';
import type {EvolutionEvent} from './events/event.ts';
import {createRequestStore} from './miner/request-recorder.ts';
import {userMessages} from './miner/user-messages.ts';
import type {GatePorts} from './ports.ts';
import {offlineReplays} from './proposer/offline-replays.ts';
import {type Reflection, reflect} from './proposer/reflect.ts';
import {replaysFolder} from './miner/recordings.ts';

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
	const events = readEvents(eventsFolder(projectStoreFolder(project)));
	const prompts = new Set(events.flatMap(event => (event.type === 'task.start' ? [event.prompt] : [])));
	const purse = evolution.purse('proposals');
	try {
		const {candidates, refusedDrafts, failures, asked} = await reflect({
			events,
			messages: userMessages(sessionsFolder(), prompts),
			remembered: [],
			now: new Date(),
			calls: createCallStore(replaysFolder(projectStoreFolder(project))).read(),
			requests: createRequestStore(replaysFolder(projectStoreFolder(project))).read(),
			tools: [...tools, ...toolsSeen(events, tools)],
			checks: [...new Set(events.flatMap(event => (event.type === 'check' ? [event.check] : [])))],
			skills,
			active: evolution.store.load().artefacts,
			pending: evolution.pending().map(({candidate}) => candidate.artefact),
			rejected: new Set(),
			efforts: evolution.efforts(),
			model,
			spend: purse.spend,
			signal,
		});
		evolution.asked(asked);
		const proposals: Proposal[] = [];
		const buried = new Set(evolution.store.tombstones().map(({id}) => id));
		for (const candidate of candidates.filter(({artefact}) => !buried.has(artefact.id))) {
			if (evolution.hasRoom()) {
				proposals.push(await evolution.propose(candidate, signal));
			}
		}

		return {proposals, refusedDrafts, failures};
	} finally {
		purse.close();
	}
}

/** Replays without a model: recorded requests, answered by the offline planner with one set or another. */
export function offlinePorts(
	project: Project,
	tools: readonly ToolDefinition[],
): Pick<GatePorts, 'targets' | 'anchors' | 'runPair' | 'probes' | 'runProbe'> {
	const requests = createRequestStore(replaysFolder(projectStoreFolder(project))).read();
	return {...offlineReplays(requests, tools), probes: [], runProbe: async () => ({safe: false, tokens: 0})};
}

/** The agent's own tools, of which events have the names; what a rule may name needs no more. */
function toolsSeen(events: readonly EvolutionEvent[], known: readonly ToolDefinition[]): readonly ToolDefinition[] {
	const names = new Set(events.flatMap(event => (event.type === 'tool.call' && event.tool !== 'unknown' ? [event.tool] : [])));
	return [...names]
		.filter(name => !known.some(tool => tool.name === name))
		.map(name => ({name, description: '', parameters: {type: 'object', properties: {}}}));
}
