/** The agent: a model, its tools and a session, one turn at a time. Everything it does comes out as events. */

import {randomBytes} from 'node:crypto';
import {SkillLiteError, UsageError} from '../../sandbox/index.ts';
import type {AgentEvent, ImageFacts} from '../core/events.ts';
import type {EvolvedContext} from '../core/evolved-context.ts';
import type {ToolCall} from '../core/tool.ts';
import type {ChatModel} from '../model/chat-model.ts';
import {keepImage} from '../session/kept-images.ts';
import type {Recalled} from '../session/notes/memory.ts';
import {appendEntry, forkSession, type Session} from '../session/transcript.ts';
import type {AgentTool} from './agent-tool.ts';
import {createCallStops} from './call-stops.ts';
import {type Compacted, compact} from './compaction.ts';
import {Context, type ContextReport} from './context.ts';
import type {FileHistory} from './file-history.ts';
import {goBack, type Said, saidIn, type WentBack} from './go-back.ts';
import type {ReadImages} from './images/attach-images.ts';
import {Interruption} from './interruption.ts';
import {ModelMeasures, type ToolForm} from './model-measures.ts';
import type {PlanMode} from './plan-mode.ts';
import {recallConversation} from './recall.ts';
import {type IndexedSkill, systemPrompt} from './system-prompt.ts';
import {runTurn} from './turn.ts';
import {turnEvents, type TurnPorts} from './turn-events.ts';

export interface AgentOptions {
	readonly model: ChatModel;
	/** Or those for a model, asked before each turn: not every model can use every tool, and tools may come and go. */
	readonly tools: readonly AgentTool[] | ((model: ChatModel) => readonly AgentTool[]);
	/** What it holds already is the conversation that is gone on with. The agent closes it. */
	readonly session: Session;
	/** For the index in the system prompt. */
	readonly skills?: readonly IndexedSkill[];
	/** The `AGENTS.md` of a folder that the user trusts. */
	readonly projectNotes?: string | undefined;
	/** Whether the model keeps a list of tasks; default `auto`. With `never`, leave its tool out. */
	readonly plan?: PlanMode | undefined;
	/** What evolution contributes to the whole session. */
	readonly evolved?: EvolvedContext | undefined;
	/** The notes that may matter for a message. It must not throw, and ends at once when `signal` fires. */
	readonly recall?: ((message: string, signal: AbortSignal) => Recalled | null | Promise<Recalled | null>) | undefined;
	/** The pictures that a message names. It throws for what cannot be shown, and then nothing is sent. */
	readonly readImages?: ReadImages | undefined;
	/** Puts files back when the conversation goes back. */
	readonly files?: FileHistory | undefined;
	/** Model calls a turn; default 50. */
	readonly maxSteps?: number;
	/** Most tokens of one answer; the endpoint's own limit when left out. */
	readonly maxTokens?: number | undefined;
	/** Tokens the model can take, where the user knows better than the endpoint. */
	readonly contextWindow?: number | undefined;
	/** How the model is shown the tools; by its window when left out. */
	readonly toolForm?: ToolForm | 'auto' | undefined;
	readonly clock?: () => Date;
}

export interface Rewound extends Pick<WentBack, 'text' | 'files'> {
	/** Some of what goes was said before this agent began: what files held then is not known any more. */
	readonly isOlder: boolean;
}

/** A tool in the hand of the person. */
export interface Act {
	readonly text: string;
	readonly tool: AgentTool;
	readonly input: Readonly<Record<string, unknown>>;
}

export interface Agent {
	/** Changes with `fork` and `useSession`. */
	readonly session: Session;
	/** Changes with `useModel`. */
	readonly model: ChatModel;
	/** What its models turned out to take. */
	readonly measures: ModelMeasures;
	/** Changes with `usePlan`. */
	readonly plan: PlanMode;
	/**
	One turn: from a message to its result. The last event is always `turn.end`, whatever happens.

	Aborting `signal` ends the turn as `interrupted` within 100 ms and keeps the text so far; leaving the
	loop early does the same. The next call goes on with the conversation. One turn at a time: throws otherwise,
	and for a picture that is named and cannot be shown.
	*/
	send(text: string, options?: {readonly signal?: AbortSignal}): AsyncGenerator<AgentEvent>;
	/**
	One turn in which the person uses a tool instead of asking the model: `text` is what was typed. The conversation holds
	the call and its result from then on. Otherwise as `send`.
	*/
	perform(act: Act, options?: {readonly signal?: AbortSignal}): AsyncGenerator<AgentEvent>;
	/** Stop one call; its turn goes on, and the model is told. Gives whether the call ran. */
	stopCall(id: string): boolean;
	/** What takes the room in the model's context. */
	context(): ContextReport;
	/** Put a summary in the place of the older part; null when nothing is older. Rejects when `signal` fires. */
	compact(signal: AbortSignal): Promise<Compacted | null>;
	/** What the user said on this branch, oldest first. */
	said(): readonly Said[];
	/**
	Go back to before a message of `said`, on request with the files that the agent changed since; the transcript keeps
	what came after it. Rejects for an id that is none, and when a file cannot be put back: then nothing changed.
	*/
	rewind(id: string, options?: {readonly files?: boolean}): Promise<Rewound>;
	/** Go on in a new session that holds the conversation so far; the old one stays as it is. Gives the new one. */
	fork(): Session;
	/** Go on with another session, which the agent closes from then on; the old one is closed. */
	useSession(session: Session): void;
	/** Go on with another model. */
	useModel(model: ChatModel): void;
	/** From the next message on: these in the index, and the tools that there are now. */
	useSkills(skills: readonly IndexedSkill[]): void;
	/** From the next message on; throws a UsageError in a session that began without plans. */
	usePlan(plan: PlanMode): void;
	/** Close the session. */
	close(): void;
}

interface TurnStart {
	readonly text: string;
	readonly tools: readonly AgentTool[];
	readonly act?: ToolCall;
}

export function createAgent(options: AgentOptions): Agent {
	const {maxSteps = 50, maxTokens, evolved, clock = () => new Date()} = options;
	const {projectNotes, plan: firstPlan = 'auto'} = options;
	let prompt = promptWith(options.skills);
	/** Skills that came while a turn was running. */
	let waiting: readonly IndexedSkill[] | null = null;
	let plan = firstPlan;
	const measures = new ModelMeasures(options);
	let {model, session} = options;
	let tools = toolsFor(model);
	let context = recall();
	let turn = saidIn(session).length;
	let busy = false;
	const stops = createCallStops();
	/** The messages that were there when the session was opened, by their ids. */
	let older: ReadonlySet<string> = new Set(saidIn(session).map(({id}) => id));

	function promptWith(skills: readonly IndexedSkill[] | undefined): string {
		return systemPrompt({skills, evolved, projectNotes, plan: firstPlan});
	}

	function toolsFor(model: ChatModel): readonly AgentTool[] {
		return typeof options.tools === 'function' ? options.tools(model) : options.tools;
	}

	function freshTools(): readonly AgentTool[] {
		tools = toolsFor(model);
		context.useTools(tools);
		return tools;
	}

	function recall(): Context {
		const entries = session.branch();
		measures.recall(entries);
		return new Context({conversation: recallConversation(prompt, entries, session.path), tools, model, measures});
	}

	function assertIdle(): void {
		if (busy) {
			throw new SkillLiteError('internal', 'A turn is still running; one conversation has one turn at a time.');
		}
	}

	/** The pictures that a message names, kept with the session before it is. The planner is told their names. */
	function attach(text: string): readonly ImageFacts[] {
		const images = model.offline ? [] : (options.readImages?.(text) ?? []);
		for (const {facts, bytes} of images) {
			keepImage(session.path, facts.sha256, bytes);
		}

		return images.map(({facts}) => facts);
	}

	async function* runOneTurn({text, tools, act}: TurnStart, signal: AbortSignal | undefined): AsyncGenerator<AgentEvent> {
		assertIdle();
		const images = act ? [] : attach(text);
		busy = true;
		turn += 1;
		const run = (ports: TurnPorts) =>
			runTurn({
				text,
				images,
				context,
				model,
				tools,
				session,
				manifest: evolved?.manifest ?? null,
				recall: options.recall,
				plan: plan === firstPlan ? null : plan,
				maxSteps,
				maxTokens,
				act,
				stops,
				...ports,
			});
		try {
			yield* turnEvents(run, {session: session.id, turn, clock, signal});
		} finally {
			busy = false;
		}
	}

	async function compactNow(signal: AbortSignal): Promise<Compacted | null> {
		assertIdle();
		busy = true;
		try {
			await context.prepare(signal);
			return await compact({
				context,
				model,
				signal,
				transcript: session.path,
				record: entry => void appendEntry(session, entry),
				usage: () => {},
			});
		} catch (thrown) {
			throw thrown instanceof Interruption ? new SkillLiteError('interrupted', 'The summary was interrupted.', {cause: thrown}) : thrown;
		} finally {
			busy = false;
		}
	}

	async function rewind(id: string, {files: withFiles = false}: {readonly files?: boolean} = {}): Promise<Rewound> {
		assertIdle();
		busy = true;
		try {
			const {undone, ...back} = await goBack(session, id, withFiles ? options.files : undefined);
			context = recall();
			return {...back, isOlder: undone.some(id => older.has(id))};
		} finally {
			busy = false;
		}
	}

	function fork(): Session {
		assertIdle();
		const before = older;
		useSession(forkSession(session));
		// The copies have the ids of what was said here.
		older = before;
		return session;
	}

	function useSession(next: Session): void {
		assertIdle();
		session.close();
		session = next;
		context = recall();
		older = new Set(saidIn(session).map(({id}) => id));
		turn = older.size;
	}

	function useModel(next: ChatModel): void {
		assertIdle();
		model = next;
		tools = toolsFor(next);
		context = recall();
		appendEntry(session, {type: 'model', model: next.name});
	}

	function useSkills(next: readonly IndexedSkill[]): void {
		if (busy) {
			waiting = next;
			return;
		}

		waiting = null;
		prompt = promptWith(next);
		tools = toolsFor(model);
		context = recall();
	}

	function usePlan(next: PlanMode): void {
		if (firstPlan === 'never' && next !== 'never') {
			throw new UsageError('This session began without plans.', {hint: 'Start it without --no-plan.'});
		}

		plan = next;
	}

	return {
		get session() {
			return session;
		},
		get model() {
			return model;
		},
		get plan() {
			return plan;
		},
		send(text, {signal} = {}) {
			if (waiting !== null) {
				useSkills(waiting);
			}

			return runOneTurn({text, tools: freshTools()}, signal);
		},
		perform({text, tool, input}, {signal} = {}) {
			// Nine letters and digits are an id for every endpoint.
			const id = randomBytes(8).toString('hex').slice(0, 9);
			return runOneTurn({text, tools: [tool], act: {id, name: tool.name, argumentsText: JSON.stringify(input)}}, signal);
		},
		stopCall: stops.stop,
		measures,
		context: () => context.report(),
		compact: compactNow,
		said: () => saidIn(session),
		rewind,
		fork,
		useSession,
		useModel,
		useSkills,
		usePlan,
		close: () => session.close(),
	};
}
