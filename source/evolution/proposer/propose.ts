/**
One call of a model for one brief. It has no tools and no memory, sees no text of strangers, and can say nothing but the grammar;
where it comes from and how far it is trusted is written by us.
*/

import {lowestLabel} from '../../core/label.ts';
import type {ChatModel} from '../../model/chat-model.ts';
import type {Artefact} from '../artefact.ts';
import {artefactId} from '../grammar/identity.ts';
import {parseArtefact} from '../grammar/parse.ts';
import type {Refusal} from '../grammar/refusal.ts';
import type {Vocabulary} from '../grammar/vocabulary.ts';
import type {Brief} from '../miner/brief.ts';
import {scopeOf, withinScope} from '../narrow.ts';
import {modelStep} from '../model-step.ts';
import {withoutRepeats} from './alike.ts';
import {type Proposable, readAnswer} from './read-answer.ts';
import {proposalRequest} from './request.ts';

export interface ProposeOptions {
	readonly model: ChatModel;
	readonly vocabulary: Vocabulary;
	/** What is active now; the model reads it, too. */
	readonly active: readonly Artefact[];
	/** Ids of what a person or a trial took out: an id is made of the content. */
	readonly rejected: ReadonlySet<string>;
	readonly now: Date;
	readonly signal: AbortSignal;
	readonly timeoutMs?: number;
}

export interface Proposals {
	readonly artefacts: readonly Artefact[];
	/** Everything that was read to make them: of the brief, and what was active. */
	readonly readSet: Brief['readSet'];
	/** The id of an active artefact that the model would take away. */
	readonly deletes: string | null;
	readonly refused: readonly (readonly Refusal[])[];
	/** As the endpoint counted them, else estimated from the texts, so that a budget always sees something. */
	readonly tokens: number;
	/** Why there is no answer at all; null when there is one. */
	readonly failed: string | null;
}

const mostSources = 200;

/** Ask a model for alternatives. Its faults (an error, silence, nonsense, a flood) are an empty list with the reason. */
export async function propose(brief: Brief, options: ProposeOptions): Promise<Proposals> {
	const {model, vocabulary} = options;
	// What a person adopted from strangers stays theirs: the model does not read it, and nothing new descends from it.
	const active = options.active.filter(({label}) => label !== 'foreign');
	const request = proposalRequest(brief, vocabulary, active);
	const {text, tokens, failed} = await modelStep(model, request, options);
	const answer = failed === null ? readAnswer(text, vocabulary, active) : {contents: [], deletes: null, refused: []};
	const readSet = [{id: `brief:${brief.key}`, label: brief.label}, ...brief.readSet, ...active.map(({id, label}) => ({id, label}))];
	const contents = answer.contents.map(content => withinScope(content, scopeOf(brief)));
	const artefacts = withoutRepeats(contents, options.active).flatMap(content => artefactOf(content, readSet, options));
	return {
		artefacts: artefacts.filter(artefact => !options.rejected.has(artefact.id)),
		readSet,
		deletes: answer.deletes,
		refused: answer.refused,
		tokens,
		failed,
	};
}

/** What asking about a brief takes at most, in tokens. */
export function estimateProposal(brief: Brief, {vocabulary, active}: Pick<ProposeOptions, 'vocabulary' | 'active'>): number {
	const {messages, maxTokens = 0} = proposalRequest(brief, vocabulary, active);
	return Math.ceil(JSON.stringify(messages).length / 3) + maxTokens;
}

/** An artefact of the project, labelled by all that was read for it; what a model says is derived at best. */
function artefactOf(content: Proposable, readSet: Brief['readSet'], {model, now}: ProposeOptions): readonly Artefact[] {
	const label = lowestLabel(['derived', ...readSet.map(({label: own}) => own)]);
	const whole = {...content, label, scope: 'project'} as const;
	const parsed = parseArtefact({
		...whole,
		id: artefactId(whole),
		sources: readSet.map(({id}) => id).slice(0, mostSources),
		model: artefactModel(model),
		created: now.toISOString(),
	});
	return parsed.kind === 'artefact' ? [parsed.artefact] : [];
}

/** A model's name as artefacts carry it: without signs that names of models do not have. */
export function artefactModel({name, offline}: Pick<ChatModel, 'name' | 'offline'>): string {
	return offline ? 'offline' : name.replace(/[^\w.:/@-]+/g, '_').slice(0, 96);
}
