/**
`delegate`: a goal of its own for a helper, a turn with a fresh context. What the helper may do is at most what the agent may: it
has some of its tools, behind the same rules, the same taint and the same person, and no helpers of its own.
*/

import {toDisplay} from '../../sandbox/index.ts';
import type {ChatResult, TurnEventBody} from '../core/events.ts';
import {lowestLabel} from '../core/label.ts';
import {nearestName} from '../core/nearest.ts';
import type {ChatModel} from '../model/chat-model.ts';
import {helperSession} from '../session/helper-session.ts';
import type {Session} from '../session/transcript.ts';
import type {AgentTool, ToolContext, ToolResult} from './agent-tool.ts';
import {createCallStops} from './call-stops.ts';
import {Context} from './context.ts';
import {Conversation} from './conversation.ts';
import {Interruption} from './interruption.ts';
import type {ModelMeasures} from './model-measures.ts';
import type {Gate} from './permissions/gate.ts';
import {helperPrompt} from './system-prompt.ts';
import {createOwnTool, failedResult, numberIn, textIn} from './tools/own-tool.ts';
import {runTurn} from './turn.ts';

export interface DelegateSettings {
	readonly gate: Gate;
	readonly model: () => ChatModel;
	readonly session: () => Session;
	/** What the agent can use at the moment, as it uses it: noted and shortened. */
	readonly tools: () => readonly AgentTool[];
	/** What is known of the model. */
	readonly measures: () => ModelMeasures;
	/** Most tokens of one answer. */
	readonly maxTokens: number | undefined;
}

const name = 'delegate';
const reading = ['read_file', 'list_files', 'search_files', 'file_info', 'find_skill', 'memory_search', 'python', 'javascript'];
const longestGoal = 8000;
const usualSteps = 12;
const [usualTokens, leastTokens, mostTokens] = [60_000, 1000, 200_000];

interface Goal {
	readonly text: string;
	readonly tools: readonly AgentTool[];
	readonly steps: number;
	readonly tokens: number;
}

/** The tool. It runs one helper at a time, as one that asks does. */
export function createDelegate(settings: DelegateSettings): AgentTool {
	return createOwnTool({
		name,
		// Short: every request carries it, also to the smallest window.
		description:
			'Have a helper reach one goal, for much reading that you need not see. It knows nothing of this conversation; only its answer comes back.',
		properties: {
			goal: {type: 'string', description: 'With all that it needs to know.'},
			tools: {type: 'array', items: {type: 'string'}, description: 'Of yours; default ["read"]: those that read and compute.'},
			budget: {
				type: 'object',
				properties: {steps: {type: 'integer'}, tokens: {type: 'integer'}},
				description: `Default ${usualSteps} model calls, ${usualTokens} tokens.`,
			},
		},
		required: ['goal'],
		rare: ['budget'],
		faultLabel: 'core',
		async run(args, context) {
			const goal = readGoal(args, settings.tools(), context);
			if (typeof goal === 'string') {
				return failedResult(goal, 'core');
			}

			const asked = {tool: name, class: 'compute', subjects: [goal.text], summary: `${name} ${goal.text}`, detail: null} as const;
			return (await settings.gate.permit(asked, context)) ?? help(goal, settings, context);
		},
	});
}

/** The goal of a call, or what is wrong with it. */
function readGoal(args: Readonly<Record<string, unknown>>, own: readonly AgentTool[], {stepsLeft = 0}: ToolContext): Goal | string {
	const text = textIn(args, 'goal').trim();
	if (text === '' || text.length > longestGoal) {
		return `A goal has between 1 and ${longestGoal} characters.`;
	}

	const usable = own.filter(tool => tool.name !== name);
	const wanted = Array.isArray(args.tools) && args.tools.length > 0 ? args.tools.map(String) : ['read'];
	const names = wanted.flatMap(word => (word === 'read' ? reading.filter(other => usable.some(tool => tool.name === other)) : [word]));
	const unknown = names.find(other => !usable.some(tool => tool.name === other));
	if (unknown !== undefined) {
		return unknownTool(unknown, usable);
	}

	// One is left for the agent, to say what came of it.
	const mostSteps = stepsLeft - 1;
	if (mostSteps < 1) {
		return 'There are no model calls left for a helper. Answer with what you have.';
	}

	const budget = {...(typeof args.budget === 'object' ? args.budget : {})};
	return {
		text,
		tools: usable.filter(tool => names.includes(tool.name)),
		steps: numberIn(budget, 'steps', {most: mostSteps, otherwise: Math.min(usualSteps, mostSteps)}),
		tokens: numberIn(budget, 'tokens', {least: leastTokens, most: mostTokens, otherwise: usualTokens}),
	};
}

function unknownTool(wanted: string, usable: readonly AgentTool[]): string {
	if (wanted === name) {
		return 'A helper has no helpers. Give it a goal that it can reach by itself, or make two goals of it.';
	}

	const names = usable.map(tool => tool.name);
	const near = nearestName(wanted, names);
	return `You have no tool ${JSON.stringify(wanted)} to hand on. ${near ? `The nearest: ${near}.` : `Tools: ${names.slice(0, 20).join(', ')}.`}`;
}

async function help(goal: Goal, settings: DelegateSettings, context: ToolContext): Promise<ToolResult> {
	const {callId: id, signal, emit} = context;
	const {text, tools, steps, tokens} = goal;
	const policy = `a helper with ${tools.map(tool => tool.name).join(', ')}; at most ${steps} model calls and ${tokens} tokens`;
	emit({type: 'tool.start', id, name, policy});
	const conversation = new Conversation(helperPrompt());
	const model = settings.model();
	let result: ChatResult | null = null;
	await runTurn({
		text,
		context: new Context({conversation, tools, model, measures: settings.measures()}),
		model,
		tools,
		session: helperSession(settings.session(), id),
		manifest: null,
		recall: undefined,
		plan: null,
		images: [],
		maxSteps: steps,
		maxTokens: settings.maxTokens,
		tokenBudget: tokens,
		stops: createCallStops(),
		errand: {
			// Nothing that the model writes is more than derived.
			label: lowestLabel([context.label, 'derived']),
			turnEntry: context.turnEntry,
			asker: `${name}: ${toDisplay(text, {reveal: true, maxLength: 80})}`,
		},
		signal,
		emit(event) {
			// Its tools have no helpers, so that nothing is nested twice.
			if (event.type !== 'nested') {
				result = endOf(event) ?? result;
				emit({type: 'nested', id, event});
			}
		},
	});
	if (signal.aborted || result === null) {
		throw new Interruption('The helper was interrupted.');
	}

	return resultOf(result, goal, conversation);
}

function endOf(event: TurnEventBody): ChatResult | null {
	return event.type === 'turn.end' ? event.result : null;
}

/** What the agent reads of it: the answer, as little trusted as the least of what the helper read. */
function resultOf({ended, text, error, refused, steps, usage}: ChatResult, goal: Goal, conversation: Conversation): ToolResult {
	const label = lowestLabel([conversation.label(), 'derived']);
	const spent = `[Helper: ${steps} model calls, ${usage.inputTokens + usage.outputTokens} tokens.]`;
	const undone = refused.length > 0 ? [`[Not done, for want of permission: ${refused.join(', ')}.]`] : [];
	const base = {ok: false, ended: 'exit', usage: null, denied: [], label, backend: null, refusal: null} as const;
	switch (ended) {
		case 'answer':
		case 'refused':
			return {...base, ok: true, text: [text, ...undone, spent].join('\n'), refusal: error ? {by: 'unmet', error} : null};
		case 'limit':
			return {...base, text: `The helper came to no answer within ${goal.steps} model calls and ${goal.tokens} tokens.\n${text}\n${spent}`};
		default:
			return {...base, text: [`The helper failed: ${error?.message ?? ended}`, text, spent].filter(Boolean).join('\n')};
	}
}
