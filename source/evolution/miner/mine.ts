/**
Reflection without a model: what of the last fortnight's events is worth a proposal.

Deterministic: the same events give the same briefs. Tasks in which a text of strangers was read are kept apart: what only
they show is labelled foreign, quotes nobody, and can never be adopted but by a person.
*/

import {digestOf} from '../../../sandbox/index.ts';
import type {Label} from '../../core/events.ts';
import {lowestLabel} from '../../core/label.ts';
import type {EvolutionEvent} from '../events/event.ts';
import type {Brief} from './brief.ts';
import {type Cluster, correctionClusters, failureClusters, sequenceClusters} from './clusters.ts';
import {type TaskStory, taskStories} from './task-story.ts';
import {isQuotable} from './user-messages.ts';

export interface Remembered {
	readonly id: string;
	readonly text: string;
	readonly label: Label;
	/** ISO 8601. */
	readonly created: string;
}

export interface MinerInput {
	readonly events: readonly EvolutionEvent[];
	/** What the user typed, by the hash of the message; see `userMessages`. */
	readonly messages: ReadonlyMap<string, string>;
	/** Preferences that the user asked to be remembered. */
	readonly remembered: readonly Remembered[];
	readonly now: Date;
}

const leastCount = 3;
const leastSessions = 2;
const windowMs = 14 * 24 * 60 * 60 * 1000;
const mostQuotes = 5;
const mostBriefs = 20;
const mostRead = 200;

/** The briefs, those with the user's own words first, then by how often it happened. */
export function mine({events, messages, remembered, now}: MinerInput): readonly Brief[] {
	const recent = events.filter(({ts}) => isRecent(ts, now));
	const stories = taskStories(recent);
	const own = briefsOf(
		stories.filter(({label}) => label !== 'foreign'),
		messages,
	);
	const known = new Set(own.map(({key}) => key));
	const others = briefsOf(stories, new Map()).filter(({key}) => !known.has(key));
	const told = remembered.filter(({created}) => isRecent(created, now)).flatMap(briefOfNote);
	return [...told, ...own, ...others].slice(0, mostBriefs);
}

/**
What one half of the tasks shows is read there alone, so that the other half can judge what comes of it. Where a half is too
little, all are read, and later tasks have to judge.
*/
function briefsOf(stories: readonly TaskStory[], messages: MinerInput['messages']): readonly Brief[] {
	const half = clustersAsBriefs(
		stories.filter(({id}) => isMined(id)),
		messages,
	);
	const known = new Set(half.map(({key}) => key));
	return [...half, ...clustersAsBriefs(stories, messages).filter(({key}) => !known.has(key))].sort(
		(a, b) => b.count - a.count || (a.key < b.key ? -1 : 1),
	);
}

/** Ids of tasks are made by chance, and by us. */
export function isMined(task: string): boolean {
	return Number.parseInt(digestOf(task).slice(-1), 16) % 2 === 0;
}

function clustersAsBriefs(stories: readonly TaskStory[], messages: MinerInput['messages']): readonly Brief[] {
	const clusters = [...correctionClusters(stories), ...failureClusters(stories), ...sequenceClusters(stories, leastCount)];
	return clusters
		.filter(({count, tasks}) => count >= leastCount && new Set(tasks.map(({session}) => session)).size >= leastSessions)
		.map(cluster => briefOf(cluster, messages));
}

function briefOf({trigger, count, tasks}: Cluster, messages: ReadonlyMap<string, string>): Brief {
	const label = lowestLabel(tasks.map(story => story.label));
	// The counts of a trigger change from day to day; what it is about does not.
	const {fixedBy: _, verified: __, ...about} = {fixedBy: null, verified: null, ...trigger};
	return {
		key: keyOf(about),
		trigger,
		count,
		tasks: tasks.map(({id}) => id),
		sessions: new Set(tasks.map(({session}) => session)).size,
		languages: [...new Set(tasks.flatMap(({end}) => end?.languages ?? []))].sort(),
		label,
		readSet: readSetOf(tasks, label),
		quotes: label === 'foreign' ? [] : quotesOf(tasks, messages),
	};
}

/** The lowest first: what is cut off never hides a stranger. */
function readSetOf(tasks: readonly TaskStory[], lowest: Label): Brief['readSet'] {
	const all = tasks.flatMap(({ids, label}) => ids.map(id => ({id, label})));
	return [...all.filter(({label}) => label === lowest), ...all.filter(({label}) => label !== lowest)].slice(0, mostRead);
}

function quotesOf(tasks: readonly TaskStory[], messages: ReadonlyMap<string, string>): readonly string[] {
	const texts = tasks.flatMap(({prompt, pasted}) => (prompt === null || pasted ? [] : (messages.get(prompt) ?? [])));
	return [...new Set(texts)].filter(isQuotable).slice(0, mostQuotes);
}

/** One candidate for one word of the person: nothing has to be counted. */
function briefOfNote({id, text, label}: Remembered): readonly Brief[] {
	return (label === 'user' || label === 'core') && isQuotable(text)
		? [
				{
					key: keyOf({kind: 'remembered', id}),
					trigger: {kind: 'remembered'},
					count: 1,
					tasks: [],
					sessions: 1,
					languages: [],
					label,
					readSet: [{id, label}],
					quotes: [text.trim()],
				},
			]
		: [];
}

function keyOf(about: unknown): string {
	return digestOf(about).slice('sha256:'.length, 'sha256:'.length + 16);
}

function isRecent(ts: string, now: Date): boolean {
	const age = now.getTime() - Date.parse(ts);
	return age >= 0 && age <= windowMs;
}
