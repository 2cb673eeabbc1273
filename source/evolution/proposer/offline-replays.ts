/**
R0 for the gates: recorded requests, answered again by the planner with one set of artefacts or another. No model, no tool, no file.

Targets are requests that were not understood at the time, anchors those that were.
*/

import type {ToolDefinition} from '../../core/tool.ts';
import type {Artefact} from '../artefact.ts';
import type {RecordedRequest} from '../miner/recorded-request.ts';
import {solves, type WantedCall, wantedCalls} from './offline.ts';

export interface OfflineTask {
	readonly id: string;
	/** The skill that the request was for. */
	readonly family: string;
	readonly tiers: readonly ['R0'];
	readonly tokens: 0;
}

export interface OfflineReplays {
	targets(artefact: Artefact): readonly OfflineTask[];
	anchors(artefact: Artefact): readonly OfflineTask[];
	/** A request that is gone counts as left: neither arm solves it. */
	runPair(
		task: {readonly id: string},
		arm: {readonly artefacts: readonly Artefact[]},
	): Promise<{readonly solved: boolean; readonly tokens: number; readonly missed: boolean}>;
}

/** The replays of what was recorded, with the tools that there are now. */
export function offlineReplays(requests: readonly RecordedRequest[], tools: readonly ToolDefinition[]): OfflineReplays {
	const wanted = new Map(wantedCalls(requests).map(one => [one.request.id, one]));
	const all = [...wanted.values()];
	// For rules of another kind the planner has no ear: replaying it would show nothing.
	const tasks = (artefact: Artefact, those: (one: WantedCall) => boolean) => (isHeard(artefact) ? all.filter(those).map(taskOf) : []);
	return {
		targets: artefact => tasks(artefact, one => one.isResolved && one.call.tool === toolOf(artefact)),
		anchors: artefact => tasks(artefact, one => !one.isResolved),
		async runPair({id}, {artefacts}) {
			const one = wanted.get(id);
			return {solved: one !== undefined && solves(one, tools, artefacts), tokens: 0, missed: one === undefined};
		},
	};
}

function taskOf({request, call}: WantedCall): OfflineTask {
	return {id: request.id, family: call.tool, tiers: ['R0'], tokens: 0};
}

function isHeard(artefact: Artefact): boolean {
	return toolOf(artefact) !== null;
}

function toolOf(artefact: Artefact): string | null {
	if (artefact.kind !== 'rule') {
		return null;
	}

	const {rule} = artefact;
	return rule.template === 'phrase' ? rule.skill : rule.template === 'argument-default' ? rule.tool : null;
}
