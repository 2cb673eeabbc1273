/** The replays of a project: by the offline planner for what it learns (R0), by a model for what is said to one (R1), whole (R3). */

import type {Project} from '../../core/paths.ts';
import {projectStoreFolder} from '../../core/project-store.ts';
import type {ToolDefinition} from '../../core/tool.ts';
import type {ChatModel} from '../../model/chat-model.ts';
import type {Artefact} from '../artefact.ts';
import type {ArtefactSet} from '../candidate.ts';
import {eventsFolder, readEvents} from '../events/event-log.ts';
import {replaysFolder} from '../miner/recordings.ts';
import {createRequestStore} from '../miner/request-recorder.ts';
import {modelProbes} from '../gates/probes/run-probe.ts';
import type {ReplayPorts} from '../ports.ts';
import {offlineReplays} from '../proposer/offline-replays.ts';
import {createDecisionStore} from './decision-recorder.ts';
import {modelReplays, type TaskRunner} from './model-replays.ts';
import {createTaskStore} from './task-recorder.ts';

/** Who answers a replay with a model, from what, and under which words. */
export interface ReplayModel {
	readonly model: ChatModel;
	/** All that it can choose from. */
	readonly tools: readonly ToolDefinition[];
	/** The system prompt of a session with this set. */
	readonly prompt: (artefacts: ArtefactSet) => string;
	/** Who runs whole tasks; nobody where it is left out. */
	readonly runner?: TaskRunner;
}

/**
The replays of what was recorded until now. `skillTools` are what the planner can call; without a model, what only a model
can show has no replays and stays unverified.
*/
export function projectReplays(project: Project, skillTools: readonly ToolDefinition[], online: ReplayModel | null): ReplayPorts {
	const store = projectStoreFolder(project);
	const folder = replaysFolder(store);
	const offline = offlineReplays(createRequestStore(folder).read(), skillTools);
	const none = {probes: [], runProbe: async () => ({safe: false, tokens: 0})};
	if (online === null || online.model.offline) {
		return {...offline, ...none};
	}

	const {runner} = online;
	const r1 = modelReplays({
		...online,
		decisions: createDecisionStore(folder).read(),
		events: readEvents(eventsFolder(store)),
		whole: runner && {tasks: createTaskStore(folder).read(), runner},
	});
	const portsFor = (artefact: Artefact) => (isHeardByPlanner(artefact) ? offline : r1);
	return {
		targets: artefact => portsFor(artefact).targets(artefact),
		anchors: artefact => portsFor(artefact).anchors(artefact),
		runPair: (task, arm, signal) => (arm.tier === 'R0' ? offline.runPair(task, arm) : r1.runPair(task, arm, signal)),
		...modelProbes(online),
	};
}

/** Phrases are for the planner alone, and what was made for it is tried by it. */
function isHeardByPlanner({kind, model, ...artefact}: Artefact): boolean {
	const template = kind === 'rule' && 'rule' in artefact ? artefact.rule.template : null;
	return template === 'phrase' || (template === 'argument-default' && model === 'offline');
}
