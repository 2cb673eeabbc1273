/** What happens again and again in tasks: failures, corrections and sequences of calls. Pure. */

import {canonicalJson} from '../../../sandbox/index.ts';
import type {PlanStep} from '../artefact.ts';
import {corrections} from '../events/signals.ts';
import type {Trigger} from './brief.ts';
import type {CallEvent, TaskStory} from './task-story.ts';

export interface Cluster {
	readonly trigger: Trigger;
	readonly count: number;
	readonly tasks: readonly TaskStory[];
}

const shortestSequence = 3;
const longestSequence = 8;
const verifiedShare = 0.8;

/** The same failure of the same tool in the same kind of task. What was denied or had to fail is none. */
export function failureClusters(stories: readonly TaskStory[]): readonly Cluster[] {
	const failures = stories.flatMap(story =>
		story.calls.flatMap((call, index) =>
			(call.outcome === 'error' || call.outcome === 'timeout') && call.error !== null && call.tool !== 'unknown'
				? [
						{
							story,
							error: call.error,
							tool: call.tool,
							taskKind: story.end?.kind ?? 'other',
							next: story.calls.slice(index + 1).find(isGood)?.tool,
						},
					]
				: [],
		),
	);
	return [...Map.groupBy(failures, ({error, tool, taskKind}) => canonicalJson([error, tool, taskKind])).values()].flatMap(group => {
		const [first] = group;
		return first
			? [
					{
						trigger: {
							kind: 'failures',
							error: first.error,
							tool: first.tool,
							taskKind: first.taskKind,
							fixedBy: countsOf(group.map(({next}) => next)),
						},
						count: group.length,
						tasks: distinct(group.map(({story}) => story)),
					} as const,
				]
			: [];
	});
}

/** The same act of correction in the same kind of task. */
export function correctionClusters(stories: readonly TaskStory[]): readonly Cluster[] {
	const acts = stories.flatMap(story =>
		story.signals.filter(({kind}) => corrections.has(kind)).map(({kind}) => ({story, signal: kind, taskKind: story.end?.kind ?? 'other'})),
	);
	return [...Map.groupBy(acts, ({signal, taskKind}) => canonicalJson([signal, taskKind])).values()].flatMap(group => {
		const [first] = group;
		return first
			? [
					{
						trigger: {kind: 'corrections', signal: first.signal, taskKind: first.taskKind},
						count: group.length,
						tasks: distinct(group.map(({story}) => story)),
					} as const,
				]
			: [];
	});
}

/** Calls that went well in the same order in three verified tasks, and in most of those whose outcome is known; the longest of each. */
export function sequenceClusters(stories: readonly TaskStory[], least: number): readonly Cluster[] {
	const known = stories.filter(({verified}) => verified !== null);
	const byKey = new Map<string, {readonly steps: readonly PlanStep[]; readonly tasks: Map<string, TaskStory>}>();
	for (const story of known) {
		for (const steps of sequencesOf(story)) {
			const key = canonicalJson(steps);
			const entry = byKey.get(key) ?? {steps, tasks: new Map<string, TaskStory>()};
			byKey.set(key, entry);
			entry.tasks.set(story.id, story);
		}
	}

	const found = [...byKey.values()].flatMap(({steps, tasks}) => {
		const verified = [...tasks.values()].filter(story => story.verified === true);
		return verified.length >= least && verified.length >= verifiedShare * tasks.size
			? [{trigger: {kind: 'sequence', steps, verified: verified.length}, count: tasks.size, tasks: verified} as const]
			: [];
	});
	return found.filter(
		({trigger, tasks}) => !found.some(other => other.tasks.length >= tasks.length && isWithin(trigger.steps, other.trigger.steps)),
	);
}

/** Every run of three to eight calls that went well; what is called twice in a row is one step. */
function sequencesOf({calls}: TaskStory): readonly (readonly PlanStep[])[] {
	const steps = calls.filter(isGood).map(stepOf);
	const run = steps.filter((step, index) => canonicalJson(step) !== canonicalJson(steps[index - 1] ?? null)).slice(0, 40);
	return run.flatMap((_, from) =>
		Array.from({length: longestSequence - shortestSequence + 1}, (_none, extra) => run.slice(from, from + shortestSequence + extra)).filter(
			(part, extra) => part.length === shortestSequence + extra,
		),
	);
}

function isWithin(part: readonly PlanStep[], whole: readonly PlanStep[]): boolean {
	const inner = canonicalJson(part).slice(1, -1);
	return part.length < whole.length && canonicalJson(whole).includes(inner);
}

function stepOf({tool, arguments: given}: CallEvent): PlanStep {
	return {tool, slots: given.slice(0, 6).map(({kind}) => kind)};
}

function isGood({outcome, tool}: CallEvent): boolean {
	return (outcome === 'ok' || outcome === 'expected') && tool !== 'unknown';
}

function countsOf(names: readonly (string | undefined)[]): readonly {readonly tool: string; readonly count: number}[] {
	return [
		...Map.groupBy(
			names.filter(name => name !== undefined),
			name => name,
		),
	]
		.map(([tool, group]) => ({tool, count: group.length}))
		.sort((a, b) => b.count - a.count || (a.tool < b.tool ? -1 : 1))
		.slice(0, 3);
}

function distinct(stories: readonly TaskStory[]): readonly TaskStory[] {
	return [...new Map(stories.map(story => [story.id, story])).values()];
}
