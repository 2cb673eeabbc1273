/**
R1 for the gates: recorded decisions, put to the model again with the block of one set of artefacts or of another in the
system prompt. One call of the model an arm; no tool is run, so nothing outside is touched. Where the whole turn was recorded
too, it can be run again (R3) by whom that was given to.

Targets are failures that the artefact claims to be about, anchors the choices that were good at once.
*/

import type {ToolDefinition} from '../../core/tool.ts';
import type {ToolCall} from '../../core/tool.ts';
import type {ChatModel} from '../../model/chat-model.ts';
import type {Artefact} from '../artefact.ts';
import type {ArtefactSet} from '../candidate.ts';
import type {EvolutionEvent} from '../events/event.ts';
import {modelStep} from '../model-step.ts';
import type {ArmOutcome, GatePorts, ReplayTask} from '../ports.ts';
import {estimateTokens} from '../tokens.ts';
import {isAbout, type TaskFacts} from './about.ts';
import {decisionRequest} from './decision-request.ts';
import {isRight} from './predicate.ts';
import type {Call, RecordedDecision} from './recorded-decision.ts';
import type {RecordedTask} from './recorded-task.ts';

export interface ModelReplayOptions {
	readonly decisions: readonly RecordedDecision[];
	/** Tell which task a decision is of. */
	readonly events: readonly EvolutionEvent[];
	/** Those that the model can choose from now; decisions about others cannot be tried. */
	readonly tools: readonly ToolDefinition[];
	readonly model: ChatModel;
	/** The system prompt of a session with this set. */
	readonly prompt: (artefacts: ArtefactSet) => string;
	readonly timeoutMs?: number;
	/** Whole turns that were recorded, and who runs them; none can be where it is left out. */
	readonly whole?: {readonly tasks: readonly RecordedTask[]; readonly runner: TaskRunner} | undefined;
}

/** Runs a whole recorded task in a copy of the workspace: the real agent, model, tools and sandbox, and the recorded check. */
export interface TaskRunner {
	/** Whether what it needs holds still: asked before anything is spent. */
	canRun(task: RecordedTask): boolean;
	/** One arm, afresh. `missed` for every doubt: it decides nothing then. */
	run(task: RecordedTask, artefacts: ArtefactSet, signal: AbortSignal): Promise<ArmOutcome>;
}

interface Known {
	readonly decision: RecordedDecision;
	readonly task: ReplayTask;
	readonly facts: TaskFacts | null;
	readonly whole: RecordedTask | null;
}

/** A whole task takes about so many calls of a model. */
const callsEach = 25;

/** The replays of what was recorded. */
export function modelReplays(options: ModelReplayOptions): Pick<GatePorts, 'targets' | 'anchors' | 'runPair'> {
	const known = new Map(knownOf(options).map(one => [one.task.id, one]));
	const all = [...known.values()];
	const tasks = (artefact: Artefact, those: (one: Known) => boolean) =>
		// What strangers had a part in says something about their project alone.
		all.filter(one => (artefact.scope === 'project' || one.decision.label !== 'foreign') && those(one)).map(({task}) => task);
	return {
		targets: artefact => tasks(artefact, ({decision, facts}) => isAbout(artefact, decision, facts)),
		anchors: artefact => tasks(artefact, ({decision}) => decision.wrong === null),
		async runPair({id}, {artefacts, tier}, signal) {
			const one = known.get(id);
			if (tier === 'R3' && one?.whole && options.whole) {
				return options.whole.runner.run(one.whole, artefacts, signal);
			}

			if (one === undefined || tier !== 'R1') {
				return {solved: false, tokens: 0, missed: true};
			}

			const {model, tools, prompt, timeoutMs} = options;
			const request = decisionRequest(one.decision, {prompt: prompt(artefacts), tools});
			const {calls, tokens, failed} = await modelStep(model, request, {signal, timeoutMs});
			signal.throwIfAborted();
			const [first] = calls;
			return {solved: failed === null && isRight(one.decision, first ? chosen(first) : null), tokens, missed: failed !== null};
		},
	};
}

function knownOf({decisions, events, tools, prompt, model, whole}: ModelReplayOptions): readonly Known[] {
	const names = new Set(tools.map(({name}) => name));
	const base = estimateTokens(prompt([])) + estimateTokens(JSON.stringify(tools));
	const places = placesOf(events);
	const wholes = new Map(whole?.tasks.filter(whole.runner.canRun).map(task => [`${task.session} ${task.ts}`, task]));
	const isOffered = (calls: readonly Call[]) => calls.every(({tool}) => names.has(tool));
	return decisions
		.filter(decision => providerOf(decision.model) === providerOf(model.name))
		.filter(({before, right}) => isOffered(right) && isOffered(before))
		.map(decision => {
			const key = `${decision.session} ${decision.ts}`;
			const place = places.get(key);
			const recorded = wholes.get(key) ?? null;
			const step = base + estimateTokens(JSON.stringify([decision.text, decision.before]));
			return {
				decision,
				facts: place?.facts ?? null,
				whole: recorded,
				task: {
					...{id: place?.task ?? decision.id, family: familyOf(decision), tokens: step * callsEach},
					...(recorded === null ? {tiers: ['R1'] as const} : {tiers: ['R1', 'R3'] as const, wholeTokens: recorded.tokens, wasSolved: true}),
				},
			};
		});
}

/** What was said to a model on this machine does not leave it because another one is used later. */
function providerOf(model: string): string {
	return model.split(':', 1)[0] ?? '';
}

function familyOf({wrong, right}: RecordedDecision): string {
	return wrong === null ? (right[0]?.tool ?? 'answer') : `${wrong.tool} ${wrong.error}`;
}

/** Tasks by session and beginning. */
function placesOf(events: readonly EvolutionEvent[]): ReadonlyMap<string, {readonly task: string; readonly facts: TaskFacts | null}> {
	const ends = new Map(events.flatMap(event => (event.type === 'task.end' ? [[event.task, event] as const] : [])));
	return new Map(
		events.flatMap(event =>
			event.type === 'task.start'
				? [[`${event.session} ${event.ts}`, {task: event.task, facts: ends.get(event.task) ?? null}] as const]
				: [],
		),
	);
}

function chosen({name, argumentsText}: ToolCall): Call {
	try {
		const input: unknown = JSON.parse(argumentsText);
		return {tool: name, input: typeof input === 'object' && input !== null ? {...input} : {}};
	} catch {
		return {tool: name, input: {}}; // the tool was chosen, its arguments are none
	}
}
