/** How full the model's context is, and of what. */

import type {ChatModel} from '../model/chat-model.ts';
import type {AgentTool} from './agent-tool.ts';
import type {Conversation} from './conversation.ts';
import {estimateMessage, estimateTools} from './token-estimate.ts';

export interface ContextReport {
	/** Tokens the model can take. */
	readonly window: number;
	/** False when nobody says how large it is and the smallest usual size is assumed. */
	readonly isKnown: boolean;
	readonly total: number;
	/** What takes the room, in the order in which it is sent. */
	readonly parts: readonly {readonly what: string; readonly tokens: number}[];
}

/** The smallest window in common use; who is wrong about it only summarises earlier. */
export const assumedWindow = 8192;
/** Where a conversation is compacted. */
const fullAt = 0.8;

/** An endpoint that leaves out what it had cached must not make a full context look empty. */
const leastScale = 0.3;
const greatestScale = 3;

export class Context {
	readonly conversation: Conversation;
	#tools: readonly AgentTool[];
	readonly #configured: number | null;
	/** What endpoints said of themselves. */
	readonly #found = new WeakMap<ChatModel, number | null>();
	/** What they took in the end, whatever anybody said. */
	readonly #taken = new WeakMap<ChatModel, number>();
	#scale = 1;

	constructor(conversation: Conversation, tools: readonly AgentTool[], configuredWindow: number | null) {
		this.conversation = conversation;
		this.#tools = tools;
		this.#configured = configuredWindow;
	}

	/** Count these tools from now on. */
	useTools(tools: readonly AgentTool[]): void {
		this.#tools = tools;
	}

	/** The tokens of a request as things stand: an upper bound first, and after a report of usage near the truth. */
	tokens(): number {
		return Math.ceil(this.#bound() * this.#scale);
	}

	/** The tokens of some messages by the same measure. */
	tokensOf(messages: readonly {readonly content: string}[] & Parameters<typeof sum>[0]): number {
		return Math.ceil(sum(messages) * this.#scale);
	}

	window(model: ChatModel): number {
		return this.#knownWindow(model) ?? assumedWindow;
	}

	isFull(model: ChatModel): boolean {
		return !model.offline && this.tokens() > fullAt * this.window(model);
	}

	/** What the endpoint counted for the request that was just made. */
	counted(inputTokens: number, bound: number): void {
		if (inputTokens > 0 && bound > 0) {
			this.#scale = Math.min(greatestScale, Math.max(leastScale, inputTokens / bound));
		}
	}

	/** The unscaled bound of a request as things stand; to be given to `counted` with what the endpoint says of it. */
	bound(): number {
		return this.#bound();
	}

	/** The endpoint refused a request as too long, and may have said how much it takes. */
	overflowed(model: ChatModel, window: number | null): void {
		this.#taken.set(model, window ?? Math.min(this.window(model), Math.floor(this.tokens() * 0.9)));
		// It counts more than we thought.
		this.counted(Math.max(this.tokens(), this.window(model)), this.#bound());
	}

	/** Ask an endpoint for its window, once, when there is something to gain. */
	async findWindow(model: ChatModel, signal: AbortSignal): Promise<void> {
		if (this.#knownWindow(model) === null && !this.#found.has(model) && model.findContextWindow) {
			this.#found.set(model, null);
			this.#found.set(model, await model.findContextWindow(signal));
		}
	}

	report(model: ChatModel): ContextReport {
		const messages = this.conversation.messages();
		const of = (roles: readonly string[]) => this.tokensOf(messages.slice(1).filter(({role}) => roles.includes(role)));
		return {
			window: this.window(model),
			isKnown: this.#knownWindow(model) !== null,
			total: this.tokens(),
			parts: [
				{what: 'instructions', tokens: this.tokensOf(messages.slice(0, 1))},
				{what: 'tools', tokens: Math.ceil(estimateTools(this.#tools) * this.#scale)},
				{what: 'your messages', tokens: of(['user'])},
				{what: 'answers', tokens: of(['assistant'])},
				{what: 'results of tools', tokens: of(['tool'])},
			],
		};
	}

	#knownWindow(model: ChatModel): number | null {
		const said = this.#configured ?? this.#found.get(model) ?? model.contextWindow;
		const taken = this.#taken.get(model);
		return taken === undefined ? said : Math.min(taken, said ?? taken);
	}

	#bound(): number {
		return sum(this.conversation.messages()) + estimateTools(this.#tools);
	}
}

function sum(messages: readonly Parameters<typeof estimateMessage>[0][]): number {
	return messages.reduce((total, message) => total + estimateMessage(message), 0);
}
