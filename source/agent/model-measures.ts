/**
What the models of a session turned out to take: how large their windows are, how they count, and in which form they are shown
the tools. It outlives contexts: who goes back in a conversation, or to another model and back, forgets nothing of it.

The form of the tools is decided once for each model, for a change of it makes all that an endpoint has cached worthless.
*/

import type {ChatModel} from '../model/chat-model.ts';
import type {Entry} from '../session/entry.ts';

export type ToolForm = 'full' | 'simple';

export interface MeasureOptions {
	/** Tokens a model can take, where the user knows better than the endpoint. */
	readonly contextWindow?: number | undefined;
	/** How tools are shown; `auto`, the default, goes by the window. */
	readonly toolForm?: ToolForm | 'auto' | undefined;
}

/** The smallest window in common use; who is wrong about it only summarises earlier. */
const assumedWindow = 8192;
/** The largest window in which whole schemas would leave too little room. */
const simpleUpTo = 16_384;
/** Before the first answer nobody should wait long for what most endpoints do not say. */
const firstAskMs = 300;

/** An endpoint that leaves out what it had cached must not make a full context look empty. */
const leastScale = 0.5;
const greatestScale = 3;
/** Tokenizers differ: what one model counts is for another only believed with something on top. */
const otherModel = {factor: 1.15, least: 0.75};
/** What a file says may be old, or written by hand. */
const leastRecalled = 0.6;

export class ModelMeasures {
	readonly #configured: number | null;
	readonly #form: ToolForm | 'auto';
	/** What endpoints said of themselves. */
	readonly #found = new WeakMap<ChatModel, number | null>();
	readonly #askedAfterAnswer = new WeakSet<ChatModel>();
	/** What they took in the end, whatever anybody said. */
	readonly #taken = new WeakMap<ChatModel, number>();
	/** Tokens that a model counts for one of our bound, by its name. */
	readonly #scales = new Map<string, number>();
	readonly #forms = new Map<string, ToolForm>();
	readonly #warned = new Set<string>();

	constructor({contextWindow, toolForm = 'auto'}: MeasureOptions = {}) {
		this.#configured = contextWindow ?? null;
		this.#form = toolForm;
	}

	window(model: ChatModel): {readonly tokens: number; readonly isKnown: boolean} {
		const said = this.#configured ?? this.#found.get(model) ?? model.contextWindow;
		const taken = this.#taken.get(model);
		const known = taken === undefined ? said : Math.min(taken, said ?? taken);
		return {tokens: known ?? assumedWindow, isKnown: known !== null};
	}

	/** Ask an endpoint for its window: once before its first answer and, as a local server knows it only then, once after one. */
	async findWindow(model: ChatModel, signal: AbortSignal, hasAnswered: boolean): Promise<void> {
		const isAsked = hasAnswered ? this.#askedAfterAnswer.has(model) : this.#found.has(model);
		if (isAsked || this.window(model).isKnown || !model.findContextWindow) {
			return;
		}

		this.#found.set(model, null);
		if (hasAnswered) {
			this.#askedAfterAnswer.add(model);
		}

		const patience = hasAnswered ? signal : AbortSignal.any([signal, AbortSignal.timeout(firstAskMs)]);
		this.#found.set(model, await model.findContextWindow(patience));
	}

	/** The endpoint refused a request of about so many tokens as too long, and may have said how much it takes. */
	overflowed(model: ChatModel, tokens: number, window: number | null): void {
		this.#taken.set(model, window ?? Math.min(this.window(model).tokens, Math.floor(tokens * 0.9)));
		if (this.#form === 'auto') {
			this.#forms.set(model.name, 'simple');
		}
	}

	/** What is decided, or would be now. The offline planner reads phrases that only whole definitions have. */
	formFor(model: ChatModel): ToolForm {
		const fitting = this.window(model).tokens <= simpleUpTo ? 'simple' : 'full';
		return model.offline ? 'full' : (this.#forms.get(model.name) ?? (this.#form === 'auto' ? fitting : this.#form));
	}

	/** From now on the form for this model stays as it is. */
	decideForm(model: ChatModel): void {
		this.#forms.set(model.name, this.formFor(model));
	}

	/** Tokens that the model counts for one of our bound; the bound itself while nothing is known of any model. */
	scaleFor({name}: ChatModel): number {
		return this.#scales.get(name) ?? (this.#scales.size === 0 ? 1 : priorFrom(Math.max(...this.#scales.values())));
	}

	/** The same, but the likeliest where nothing is known: to tell a person of, not to rely on. */
	likelyScaleFor(model: ChatModel): number {
		return this.#scales.size === 0 ? otherModel.least : this.scaleFor(model);
	}

	/** The same for a transcript; null while this model has counted nothing. */
	measured({name}: ChatModel): number | null {
		const scale = this.#scales.get(name);
		return scale === undefined ? null : Math.ceil(scale * 1000) / 1000;
	}

	/** What the endpoint counted for a request that we thought to hold at most `bound`. */
	counted({name}: ChatModel, inputTokens: number, bound: number): void {
		if (inputTokens > 0 && bound > 0) {
			this.#scales.set(name, within(inputTokens / bound, leastScale));
		}
	}

	/** Take over what earlier turns of a transcript measured, where nothing is known yet. */
	recall(entries: readonly Entry[]): void {
		const told = entries.flatMap(({type, model, scale}) =>
			type === 'turn.end' && typeof model === 'string' && typeof scale === 'number' && Number.isFinite(scale)
				? [[model, scale] as const]
				: [],
		);
		for (const [name, scale] of new Map(told)) {
			if (!this.#scales.has(name)) {
				this.#scales.set(name, within(scale, leastRecalled));
			}
		}
	}

	/** True the first time that it is asked for a model. */
	warnOnce({name}: ChatModel): boolean {
		const isFirst = !this.#warned.has(name);
		this.#warned.add(name);
		return isFirst;
	}
}

/** Never more than the bound, unless a model was already seen to count more. */
function priorFrom(greatest: number): number {
	return Math.min(Math.max(otherModel.least, greatest * otherModel.factor), Math.max(1, greatest));
}

function within(scale: number, least: number): number {
	return Math.min(greatestScale, Math.max(least, scale));
}
