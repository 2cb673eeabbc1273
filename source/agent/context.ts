/** How full a model's context is, and of what. */

import type {ToolDefinition} from '../core/tool.ts';
import type {ChatModel} from '../model/chat-model.ts';
import type {Conversation} from './conversation.ts';
import type {ModelMeasures, ToolForm} from './model-measures.ts';
import {noRoomLine} from './no-room.ts';
import {simpleTools} from './simple-tools.ts';
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

export interface ContextOptions {
	readonly conversation: Conversation;
	readonly tools: readonly ToolDefinition[];
	readonly model: ChatModel;
	readonly measures: ModelMeasures;
}

type Messages = readonly Parameters<typeof estimateMessage>[0][];

/** Where a conversation is compacted. */
const fullAt = 0.8;

export class Context {
	readonly conversation: Conversation;
	readonly #model: ChatModel;
	readonly #measures: ModelMeasures;
	#tools: readonly ToolDefinition[];
	#simple: readonly ToolDefinition[] | null = null;

	constructor({conversation, tools, model, measures}: ContextOptions) {
		this.conversation = conversation;
		this.#tools = tools;
		this.#model = model;
		this.#measures = measures;
	}

	/** The tools as they are sent: whole, or simplified where there is little room. */
	tools(): readonly ToolDefinition[] {
		if (this.#form() === 'full') {
			return this.#tools;
		}

		this.#simple ??= simpleTools(this.#tools);
		return this.#simple;
	}

	/** Count these tools from now on. */
	useTools(tools: readonly ToolDefinition[]): void {
		if (tools !== this.#tools) {
			this.#tools = tools;
			this.#simple = null;
		}
	}

	/** The tokens of a request as things stand: an upper bound first, and after a report of usage near the truth. */
	tokens(): number {
		return Math.ceil(this.bound() * this.#scale());
	}

	/** The tokens of some messages by the same measure. */
	tokensOf(messages: Messages): number {
		return Math.ceil(sum(messages) * this.#scale());
	}

	window(): number {
		return this.#measures.window(this.#model).tokens;
	}

	isFull(): boolean {
		return !this.#model.offline && this.tokens() > fullAt * this.window();
	}

	/** Instructions and tools fill it without a word of the conversation. */
	isFullAlone(): boolean {
		return !this.#model.offline && this.#fixed() * this.#scale() > fullAt * this.window();
	}

	/** What to tell the person where instructions and tools alone leave no room to talk; null where they do, or when it was told. */
	noRoom(): string | null {
		const fixed = Math.ceil(this.#fixed() * this.#measures.likelyScaleFor(this.#model));
		if (this.#model.offline || fixed <= fullAt * this.window() || !this.#measures.warnOnce(this.#model)) {
			return null;
		}

		const {tokens: window, isKnown} = this.#measures.window(this.#model);
		return noRoomLine({model: this.#model.name, window, isKnown, fixed, form: this.#form()});
	}

	/** By how much our bound is scaled, once the model has counted; for the transcript. */
	measured(): number | null {
		return this.#measures.measured(this.#model);
	}

	/** What the endpoint counted for the request that was just made. */
	counted(inputTokens: number, bound: number): void {
		this.#measures.counted(this.#model, inputTokens, bound);
	}

	/** The unscaled bound of a request as things stand; to be given to `counted` with what the endpoint says of it. */
	bound(): number {
		return sum(this.conversation.messages()) + estimateTools(this.tools());
	}

	/** The endpoint refused a request as too long, and may have said how much it takes. Gives whether the tools are shorter now. */
	overflowed(window: number | null): boolean {
		const [before, bound] = [this.tools(), this.bound()];
		this.#measures.overflowed(this.#model, this.tokens(), window);
		// It counts more than we thought.
		this.counted(Math.max(Math.ceil(bound * this.#scale()), this.window()), bound);
		return this.tools() !== before;
	}

	/** Ask the endpoint for its window where nobody said how large it is, and decide how its model is shown the tools. */
	async prepare(signal: AbortSignal): Promise<void> {
		// A server on this machine has loaded the model, and knows its window, once it has answered.
		const hasAnswered = this.conversation.items().some(({message}) => message.role === 'assistant');
		await this.#measures.findWindow(this.#model, signal, hasAnswered);
		this.#measures.decideForm(this.#model);
	}

	report(): ContextReport {
		const messages = this.conversation.messages();
		const of = (roles: readonly string[]) => this.tokensOf(messages.slice(1).filter(({role}) => roles.includes(role)));
		const {tokens, isKnown} = this.#measures.window(this.#model);
		return {
			window: tokens,
			isKnown,
			total: this.tokens(),
			parts: [
				{what: 'instructions', tokens: this.tokensOf(messages.slice(0, 1))},
				{what: this.#form() === 'simple' ? 'tools, simplified' : 'tools', tokens: this.#tokensOfTools()},
				{what: 'your messages', tokens: of(['user'])},
				{what: 'answers', tokens: of(['assistant'])},
				{what: 'results of tools', tokens: of(['tool'])},
			],
		};
	}

	/** The bound of what is sent beside the conversation. */
	#fixed(): number {
		return sum(this.conversation.messages().slice(0, 1)) + estimateTools(this.tools());
	}

	#form(): ToolForm {
		return this.#measures.formFor(this.#model);
	}

	#tokensOfTools(): number {
		return Math.ceil(estimateTools(this.tools()) * this.#scale());
	}

	#scale(): number {
		return this.#measures.scaleFor(this.#model);
	}
}

function sum(messages: Messages): number {
	return messages.reduce((total, message) => total + estimateMessage(message), 0);
}
