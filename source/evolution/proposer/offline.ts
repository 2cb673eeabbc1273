/**
Proposals without a model: words that mean a skill, and values that go without saying, out of requests that the planner did not
understand and the user then said in other words.

Each is tried on the recorded requests at once (R0): it has to answer some that were not answered, and to change none that were.
*/

import {canonicalJson} from '../../../sandbox/index.ts';
import {lowestLabel} from '../../core/label.ts';
import type {ToolDefinition} from '../../core/tool.ts';
import {chooseLearnt} from '../../model/planner/choose-learnt.ts';
import {readMessage} from '../../model/planner/message.ts';
import {isStopWord} from '../../model/planner/words.ts';
import type {Artefact, Condition, Rule} from '../artefact.ts';
import {artefactId} from '../grammar/identity.ts';
import {parseArtefact} from '../grammar/parse.ts';
import {spokenWords, strayWords} from '../grammar/vocabulary.ts';
import {learntFrom} from '../learnt-from.ts';
import type {RecordedRequest} from '../miner/recorded-request.ts';

/** A request with the call that it should have led to. */
export interface WantedCall {
	readonly request: RecordedRequest;
	readonly call: NonNullable<RecordedRequest['call']>;
	/** Nothing was called for it at the time; the next message said it in other words. */
	readonly isResolved: boolean;
	/** What the user typed for it: the request, and the one that resolved it. */
	readonly said: readonly string[];
}

export interface OfflineProposal {
	readonly artefact: Artefact;
	/** Recorded requests that it answers and that were not answered without it. */
	readonly wins: number;
	/** Those that it was made from: they do not judge it. */
	readonly suggestedBy: readonly string[];
}

const leastRequests = 3;
const leastSessions = 2;
const samplesForMaking = 3;
const mostProposals = 5;
/** A replay of one request takes a third of a millisecond: together they bound a reflection to seconds. */
const mostReplayed = 400;
const mostRules = 12;
const anywhere: Condition = {models: [], tools: [], languages: [], taskKinds: [], errorClasses: [], terms: []};

/** The requests whose right call is known: their own, or that of the next message when it says the same in other words. */
export function wantedCalls(requests: readonly RecordedRequest[]): readonly WantedCall[] {
	return requests.flatMap((request): readonly WantedCall[] => {
		if (request.call) {
			return [{request, call: request.call, isResolved: false, said: [request.text]}];
		}

		const next = requests.find(({session, turn}) => session === request.session && turn === request.turn + 1);
		return next?.call && speaksOf(request.text, next.call.input)
			? [{request, call: next.call, isResolved: true, said: [request.text, next.text]}]
			: [];
	});
}

/** R0: whether the planner, with these artefacts, makes the call that a request should lead to. A pure function. */
export function solves({request, call}: WantedCall, tools: readonly ToolDefinition[], artefacts: readonly Artefact[]): boolean {
	const choice = chooseLearnt(request.text, tools, learntFrom(artefacts));
	return choice.kind === 'call' && choice.tool.name === call.tool && canonicalJson(choice.input) === canonicalJson(call.input);
}

/** Rules that would have answered what was not answered, the most useful first. */
export function proposeOffline(
	requests: readonly RecordedRequest[],
	{tools, active, now}: {readonly tools: readonly ToolDefinition[]; readonly active: readonly Artefact[]; readonly now: Date},
): readonly OfflineProposal[] {
	const wanted = wantedCalls(requests.filter(({label}) => label !== 'foreign')).slice(-mostReplayed);
	const unsolved = wanted.filter(one => one.isResolved && !solves(one, tools, active));
	const proposals: OfflineProposal[] = [];
	for (const {rule, from} of [...phraseRules(unsolved), ...defaultRules(unsolved, wanted)].slice(0, mostRules)) {
		const artefact = artefactOf(rule, from, tools, now);
		// What an earlier one answers already is no merit of this one.
		const before = [...active, ...proposals.map(({artefact: earlier}) => earlier)];
		const result = artefact ? replay(artefact, wanted, tools, before) : null;
		if (artefact && result && result.losses === 0 && result.wins >= leastRequests) {
			proposals.push({artefact, wins: result.wins, suggestedBy: from.slice(0, samplesForMaking).map(({request}) => request.id)});
		}
	}

	return proposals.sort((a, b) => b.wins - a.wins).slice(0, mostProposals);
}

interface Supported {
	readonly rule: Rule;
	readonly from: readonly WantedCall[];
}

/** For each skill the words that most of its misunderstood requests share. */
function phraseRules(unsolved: readonly WantedCall[]): readonly Supported[] {
	return [...Map.groupBy(unsolved, ({call}) => nameOfSkill(call))].flatMap(([skill, group]) => {
		const words = Map.groupBy(
			group.flatMap(one => wordsOutside(one).map(word => ({word, one}))),
			({word}) => word,
		);
		return [...words]
			.map(([word, hits]) => ({rule: {template: 'phrase', phrase: [word], skill} as const, from: hits.map(({one}) => one)}))
			.filter(({from}) => isEnough(from))
			.sort((a, b) => b.from.length - a.from.length);
	});
}

/** Values that a field always had once the user had been asked for it. */
function defaultRules(unsolved: readonly WantedCall[], wanted: readonly WantedCall[]): readonly Supported[] {
	const given = unsolved.flatMap(one =>
		Object.entries(one.call.input).flatMap(([key, value]) =>
			(typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') && wasAdded(one, value)
				? [{one, tool: one.call.tool, key, value}]
				: [],
		),
	);
	return [...Map.groupBy(given, ({tool, key, value}) => canonicalJson([tool, key, value])).values()].flatMap(group => {
		const [first] = group;
		const from = group.map(({one}) => one);
		if (!first || !isEnough(from)) {
			return [];
		}

		const {tool, key, value} = first;
		const all = wanted.filter(({call}) => call.tool === tool && call.input[key] !== undefined);
		const same = all.filter(({call}) => call.input[key] === value);
		return same.length >= 0.8 * all.length ? [{rule: {template: 'argument-default', tool, key, value} as const, from}] : [];
	});
}

/** The user typed it, and only in the second message: what nobody typed was the model's idea. */
function wasAdded({request, said}: WantedCall, value: string | number | boolean): boolean {
	return !says(request.text, value) && said.some(text => says(text, value));
}

/** A skill of instructions is read by a tool; what is meant is the skill. */
function nameOfSkill({tool, input}: WantedCall['call']): string {
	return tool === 'use_skill' && typeof input.name === 'string' ? input.name : tool;
}

function artefactOf(rule: Rule, from: readonly WantedCall[], tools: readonly ToolDefinition[], now: Date): Artefact | null {
	const content = {kind: 'rule', rule, condition: anywhere} as const;
	const names = new Set(tools.map(({name}) => name));
	const skills = new Set([...names, ...from.map(({call}) => nameOfSkill(call))]);
	const spoken = spokenWords(from.flatMap(({said}) => said));
	if (strayWords(content, {tools: names, checks: new Set(), skills, spoken}).length > 0) {
		return null;
	}

	const whole = {...content, label: lowestLabel(['derived', ...from.map(({request}) => request.label)]), scope: 'project'} as const;
	const parsed = parseArtefact({
		...whole,
		id: artefactId(whole),
		sources: from.slice(0, samplesForMaking).map(({request}) => request.id),
		model: 'offline',
		created: now.toISOString(),
	});
	return parsed.kind === 'artefact' ? parsed.artefact : null;
}

function replay(
	artefact: Artefact,
	wanted: readonly WantedCall[],
	tools: readonly ToolDefinition[],
	active: readonly Artefact[],
): {readonly wins: number; readonly losses: number} {
	const changes = wanted.map(one => Number(solves(one, tools, [...active, artefact])) - Number(solves(one, tools, active)));
	return {wins: changes.filter(change => change > 0).length, losses: changes.filter(change => change < 0).length};
}

function isEnough(from: readonly WantedCall[]): boolean {
	return from.length >= leastRequests && new Set(from.map(({request}) => request.session)).size >= leastSessions;
}

/** The words of a request that carry a subject and are no values of its call. */
function wordsOutside({request, call}: WantedCall): readonly string[] {
	const values = JSON.stringify(Object.values(call.input)).toLowerCase();
	const words = readMessage(request.text).words.map(({text}) => text);
	return [...new Set(words)].filter(word => !isStopWord(word) && !values.includes(word));
}

/** At least one value of the call stands in the request: it was about the same. */
function speaksOf(text: string, input: Readonly<Record<string, unknown>>): boolean {
	return Object.values(input).some(value => (typeof value === 'string' || typeof value === 'number') && says(text, value));
}

/** Whether a value stands in a text as a word or number of its own: 1 is not in 1.25. */
function says(text: string, value: string | number | boolean): boolean {
	const wanted = String(value).trim().toLowerCase();
	const said = text.toLowerCase();
	for (let at = said.indexOf(wanted); wanted !== '' && at >= 0; at = said.indexOf(wanted, at + 1)) {
		const isWhole = !/[\p{L}\p{N}_.]$/u.test(said.slice(0, at)) && !/^(?:[\p{L}\p{N}_]|\.\d)/u.test(said.slice(at + wanted.length));
		if (isWhole) {
			return true;
		}
	}

	return false;
}
