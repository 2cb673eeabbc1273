/**
One reflection: everything that was recorded goes in, everything that stands at the gates comes out. Nothing is adopted here.

Without a model there are plans and orders by our own templates, words and defaults of the offline planner, and draft skills;
with one, each brief may be put to it once.
*/

import type {Runner} from '../../../sandbox/index.ts';
import type {Label} from '../../core/events.ts';
import {lowestLabel} from '../../core/label.ts';
import type {ToolDefinition} from '../../core/tool.ts';
import type {ChatModel} from '../../model/chat-model.ts';
import {type Efforts, inTurn} from '../agenda.ts';
import type {Artefact} from '../artefact.ts';
import {type Draft, draftSkills} from '../drafts/draft.ts';
import type {RecordedCall} from '../drafts/recorded-call.ts';
import {artefactId} from '../grammar/identity.ts';
import {parseArtefact} from '../grammar/parse.ts';
import {spokenWords, type Vocabulary} from '../grammar/vocabulary.ts';
import type {Brief} from '../miner/brief.ts';
import {type MinerInput, mine} from '../miner/mine.ts';
import type {RecordedRequest} from '../miner/recorded-request.ts';
import {withoutRepeats} from './alike.ts';
import {proposeOffline} from './offline.ts';
import {ownProposals} from './own-templates.ts';
import {estimateProposal, propose} from './propose.ts';

export interface ReflectOptions extends MinerInput {
	readonly calls: readonly RecordedCall[];
	readonly requests: readonly RecordedRequest[];
	/** Those of the session; names that a stranger chose are left out by us. */
	readonly tools: readonly ToolDefinition[];
	readonly checks: readonly string[];
	/** Names of all skills that there are. */
	readonly skills: readonly string[];
	readonly active: readonly Artefact[];
	/** What waits for a person or a test. */
	readonly pending: readonly Artefact[];
	/** Ids of what a person or a trial took out: an id is made of the content. */
	readonly rejected: ReadonlySet<string>;
	/** Calls of skills that were taken out: what is like them does not come back with one more test. */
	readonly rejectedCalls?: ReadonlySet<string>;
	/** What was done before about each brief. */
	readonly efforts?: Efforts;
	/** Null below `suggest`, without a budget, and for the offline planner. */
	readonly model: ChatModel | null;
	/** Charge tokens that a call took; false when no further call may be made. */
	readonly spend: (tokens: number) => boolean;
	readonly signal: AbortSignal;
	readonly runner?: Runner;
}

/** What stands at the gates, in the shape in which the engine takes it. */
export interface Reflected {
	readonly artefact: Artefact;
	readonly readSet: readonly {readonly id: string; readonly label: Label}[];
	readonly userTerms: readonly string[];
	readonly replaces: readonly string[];
	/** Tasks and requests that it was made from: they do not judge it. */
	readonly suggestedBy: readonly string[];
	/** The brief that it answers; null for what comes of calls and requests. */
	readonly brief: string | null;
}

export interface Reflection {
	readonly candidates: readonly Reflected[];
	/** Scripts that were run again and again and yet make no skill, each with the reason. */
	readonly refusedDrafts: readonly (Draft & {readonly kind: 'refused'})[];
	/** Active artefacts that the model would take away. */
	readonly deletes: readonly string[];
	/** Why a model gave no answer. */
	readonly failures: readonly string[];
	readonly tokens: number;
	/** Keys of the briefs that the model was asked about. */
	readonly asked: readonly string[];
}

const mostModelCalls = 3;

/** Reflect once. Deterministic but for the model. */
export async function reflect(options: ReflectOptions): Promise<Reflection> {
	const briefs = inOrder(mine(options), options);
	const known = [...options.active, ...options.pending];
	const skills = known.filter(artefact => artefact.kind === 'skill');
	const drafts = await draftSkills(options.calls, {
		taken: new Set([...options.skills, ...skills.map(({name}) => name), ...options.tools.map(({name}) => name)]),
		used: new Set([...skills.flatMap(({sources}) => sources), ...(options.rejectedCalls ?? [])]),
		now: options.now,
		signal: options.signal,
		...(options.runner ? {runner: options.runner} : {}),
	});
	const asked = await askModel(briefs, options);
	const candidates = [
		...fromTemplates(briefs, options),
		...fromRequests(options),
		...fromDrafts(drafts, options.calls),
		...asked.candidates,
	];
	const fresh = candidates.filter(({artefact}) => !options.rejected.has(artefact.id));
	const kept = new Set(
		withoutRepeats(
			fresh.map(({artefact}) => artefact),
			known,
		),
	);
	return {
		...asked,
		candidates: fresh.filter(({artefact}) => kept.has(artefact)),
		refusedDrafts: drafts.filter(draft => draft.kind === 'refused'),
	};
}

/** The person's own words first, then what the agenda has next. */
function inOrder(briefs: readonly Brief[], {efforts = {}, now}: Pick<ReflectOptions, 'efforts' | 'now'>): readonly Brief[] {
	const turn = inTurn(briefs, efforts, now.getTime());
	const isTold = ({trigger}: Brief) => trigger.kind === 'remembered';
	return [...turn.filter(isTold), ...turn.filter(brief => !isTold(brief))];
}

/** What a model may name: never a tool whose name a stranger chose. */
export function vocabularyFor(
	brief: Pick<Brief, 'quotes'>,
	{tools, checks, skills}: Pick<ReflectOptions, 'tools' | 'checks' | 'skills'>,
): Vocabulary {
	return {
		tools: new Set(tools.map(({name}) => name).filter(name => !name.startsWith('mcp__'))),
		checks: new Set(checks),
		skills: new Set(skills),
		spoken: spokenWords(brief.quotes),
	};
}

function fromTemplates(briefs: readonly Brief[], options: ReflectOptions): readonly Reflected[] {
	return briefs.flatMap(brief =>
		ownProposals(brief, vocabularyFor(brief, options)).flatMap(content => {
			const whole = {...content, label: lowestLabel(['derived', brief.label]), scope: 'project'} as const;
			const sources = brief.readSet.map(({id}) => id).slice(0, 200);
			const parsed = parseArtefact({...whole, id: artefactId(whole), sources, model: 'offline', created: options.now.toISOString()});
			return parsed.kind === 'artefact' ? [ofBrief(parsed.artefact, brief, brief.readSet)] : [];
		}),
	);
}

function fromRequests({requests, tools, active, now}: ReflectOptions): readonly Reflected[] {
	return proposeOffline(requests, {tools, active, now}).map(({artefact, suggestedBy}) => {
		const own = requests.filter(({id}) => artefact.sources.includes(id));
		return {
			artefact,
			readSet: own.map(({id, label}) => ({id, label})),
			userTerms: [...spokenWords(own.map(({text}) => text))],
			replaces: [],
			suggestedBy,
			brief: null,
		};
	});
}

function fromDrafts(drafts: readonly Draft[], calls: readonly RecordedCall[]): readonly Reflected[] {
	return drafts.flatMap(draft =>
		draft.kind === 'draft'
			? [
					{
						artefact: draft.artefact,
						readSet: calls.filter(({id}) => draft.calls.includes(id)).map(({id, label}) => ({id, label})),
						userTerms: [],
						replaces: [],
						suggestedBy: draft.calls,
						brief: null,
					},
				]
			: [],
	);
}

async function askModel(briefs: readonly Brief[], options: ReflectOptions): Promise<Omit<Reflection, 'refusedDrafts'>> {
	const {model, active, rejected, now, signal, spend} = options;
	const result = {candidates: [] as Reflected[], deletes: [] as string[], failures: [] as string[], asked: [] as string[], tokens: 0};
	if (model === null || model.offline) {
		return result;
	}

	for (const brief of briefs.slice(0, mostModelCalls)) {
		if (signal.aborted) {
			break;
		}

		const vocabulary = vocabularyFor(brief, options);
		const estimate = estimateProposal(brief, {vocabulary, active});
		// Before it is asked: what was said cannot be unspent.
		if (!spend(estimate)) {
			spend(-estimate);
			result.failures.push(`No model was asked: that may take ${estimate} tokens, and the budget of this week does not have them.`);
			break;
		}

		const answer = await propose(brief, {model, vocabulary, active, rejected, now, signal});
		result.tokens += answer.tokens;
		result.asked.push(brief.key);
		result.candidates.push(...answer.artefacts.map(artefact => ofBrief(artefact, brief, answer.readSet)));
		result.deletes.push(...(answer.deletes === null ? [] : [answer.deletes]));
		result.failures.push(...(answer.failed === null ? [] : [answer.failed]));
		if (!spend(answer.tokens - estimate)) {
			break;
		}
	}

	return result;
}

function ofBrief(artefact: Artefact, brief: Brief, readSet: Reflected['readSet']): Reflected {
	return {artefact, readSet, userTerms: [...spokenWords(brief.quotes)], replaces: [], suggestedBy: brief.tasks, brief: brief.key};
}
