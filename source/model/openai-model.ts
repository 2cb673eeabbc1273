/**
The chat models of OpenAI-compatible endpoints. Load it by dynamic import: the `openai` package takes 200 ms.

A request is repeated only while nothing of the answer has arrived.
*/

import type {OpenAI} from 'openai';
import type {ChatModel, ChatRequest, ModelEvent} from './chat-model.ts';
import {AnswerText} from './answer-text.ts';
import {createChatBody, type Echo, type Quirks} from './chat-body.ts';
import {findContextWindow} from './context-window.ts';
import {type EndpointFailure, isRetryable, reasonOf, toModelError} from './endpoint-failure.ts';
import type {ModelEndpoint} from './endpoint.ts';
import {ListError, listModels} from './list-models.ts';
import {type AssembledCall, assertFewCalls, MessageAssembly} from './message-assembly.ts';
import type {QuirkStore} from './known-quirks.ts';
import {createClient, failureOf} from './openai-client.ts';
import {leastWindowOf, type Price, priceOf, type Prices} from './prices.ts';
import {hasNewImages, mayRefuseImages, noticeOf, quirkOf} from './quirks.ts';
import {backOffMs, longestWaitMs, maximumTries, realTiming, type Timing} from './retry.ts';
import {Stopped, Watch} from './watch.ts';

export interface OpenAiModelOptions {
	/** From `findModel`. */
	readonly endpoint: ModelEndpoint;
	/** Tokens; what the bundled table knows when null or absent. */
	readonly contextWindow?: number | null;
	/** The user's own prices. */
	readonly prices?: Prices | undefined;
	/** The longest silence, in milliseconds: before the answer begins and between its parts. */
	readonly idleMs?: number;
	/** The largest response, in bytes. */
	readonly maximumBytes?: number;
	readonly timing?: Timing;
	/** Where what the endpoint does not know outlives this model; nowhere when left out. */
	readonly known?: QuirkStore | undefined;
}

/**
A model behind an OpenAI-compatible endpoint. Nothing is sent before `stream` or `models` is called.

- `stream` tries three times, at most; `attempt` of a `retry` event is the number of the try that follows.
- An interrupted stream returns without an `end` event and without an error.
- An endpoint that does not know `tools` is told of them in words from then on (one `retry` event with no delay says so),
  and with a store for what is known of it also next time.
*/
export function createOpenAiModel(options: OpenAiModelOptions): ChatModel {
	return new OpenAiModel(options);
}

type RetryEvent = ModelEvent & {readonly type: 'retry'};

const listTimeoutMs = 10_000;
const rememberedCalls = 1000;

class OpenAiModel implements ChatModel {
	readonly name: string;
	readonly offline = false;
	readonly contextWindow: number | null;
	readonly price: Price | null;
	readonly #endpoint: ModelEndpoint;
	readonly #idleMs: number;
	readonly #timing: Timing;
	readonly #client: OpenAI;
	readonly #quirks: Quirks;
	readonly #known: QuirkStore | undefined;
	#learnt = false;
	readonly #echoes = new Map<string, Echo>();

	constructor(options: OpenAiModelOptions) {
		const {endpoint, prices, idleMs = 300_000, maximumBytes = 64_000_000, timing = realTiming, known} = options;
		this.name = `${endpoint.provider}:${endpoint.model}`;
		this.contextWindow = options.contextWindow ?? leastWindowOf(endpoint.provider, endpoint.model);
		this.price = priceOf(endpoint.provider, endpoint.model, prices);
		this.#endpoint = endpoint;
		this.#known = known;
		this.#quirks = {
			noStreamOptions: false,
			noTools: false,
			completionTokens: false,
			fixedTemperature: false,
			noImages: false,
			...known?.read(),
		};
		this.#idleMs = idleMs;
		this.#timing = timing;
		this.#client = createClient(endpoint, maximumBytes);
	}

	async *stream(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void, undefined> {
		if (this.#quirks.noImages && hasNewImages(request)) {
			yield {type: 'retry', attempt: 1, delayMs: 0, reason: noticeOf(this.name, 'noImages')};
		}

		// Only this request: whether the pictures were the reason is not known.
		let withImages = true;
		for (let attempt = 1; !signal.aborted; ) {
			const message = new MessageAssembly();
			try {
				for await (const event of this.#ask(request, message, {withImages, signal})) {
					if (signal.aborted) {
						return;
					}

					yield event;
				}

				return;
			} catch (thrown) {
				if (signal.aborted) {
					return;
				}

				const failure = readFailure(thrown, message, this.#timing.now());
				const quirk = message.begun ? null : quirkOf(failure, request, this.#quirks);
				if (quirk === null && withImages && !message.begun && mayRefuseImages(failure, request, this.#quirks)) {
					withImages = false;
					const reason = `${reasonOf(failure, this.#endpoint)}; it is told only the names of the images`;
					yield {type: 'retry', attempt, delayMs: 0, reason};
					continue;
				}

				const retry = quirk ? this.#learn(quirk, attempt) : this.#retryAfter(failure, message, attempt);
				if (retry) {
					yield retry;
					await this.#timing.sleep(retry.delayMs, signal);
					attempt = retry.attempt;
				}
			}
		}
	}

	findContextWindow(signal: AbortSignal): Promise<number | null> {
		return findContextWindow(this.#endpoint, signal);
	}

	async models(signal: AbortSignal): Promise<readonly string[]> {
		try {
			return await listModels(this.#endpoint, {timeoutMs: listTimeoutMs, signal});
		} catch (cause) {
			const status = cause instanceof ListError ? cause.status : null;
			const detail = status !== null || !(cause instanceof Error) ? '' : cause.message;
			throw toModelError({kind: status === null ? 'connection' : 'status', status, detail, retryAfterMs: null, cause}, this.#endpoint);
		}
	}

	/** Remember what the endpoint does not know. Only a lack that the user will notice is announced; it does not count as a try. */
	#learn(quirk: keyof Quirks, attempt: number): RetryEvent | null {
		this.#quirks[quirk] = true;
		this.#learnt = true;
		const reason = noticeOf(this.name, quirk);
		return reason === '' ? null : {type: 'retry', attempt, delayMs: 0, reason};
	}

	/** The announcement of the next try. Throws the ModelError when there is none. */
	#retryAfter(failure: EndpointFailure, message: MessageAssembly, attempt: number): RetryEvent {
		const delayMs = failure.retryAfterMs ?? backOffMs(attempt + 1, this.#timing.random());
		if (message.begun || attempt === maximumTries || !isRetryable(failure) || delayMs > longestWaitMs) {
			throw toModelError(failure, this.#endpoint);
		}

		return {type: 'retry', attempt: attempt + 1, delayMs, reason: reasonOf(failure, this.#endpoint)};
	}

	/** One try. Yields what arrives, and the calls, usage and end once the message is whole. */
	async *#ask(
		request: ChatRequest,
		message: MessageAssembly,
		{withImages, signal}: {readonly withImages: boolean; readonly signal: AbortSignal},
	): AsyncGenerator<ModelEvent, void, undefined> {
		const watch = new Watch(signal, this.#idleMs);
		try {
			const quirks = withImages ? this.#quirks : {...this.#quirks, noImages: true};
			const body = createChatBody(request, {model: this.#endpoint.model, quirks, echoes: this.#echoes});
			const stream = await watch.race(this.#client.chat.completions.create(body, {signal: watch.signal}));
			const text = new AnswerText(this.#quirks.noTools ? request.tools.map(({name}) => name) : null);
			const chunks = stream[Symbol.asyncIterator]();
			for (let next = await watch.race(chunks.next()); !next.done; next = await watch.race(chunks.next())) {
				yield* text.read(message.add(next.value));
			}

			yield* this.#finish(message, text);
		} finally {
			watch.close();
		}
	}

	*#finish(message: MessageAssembly, text: AnswerText): Generator<ModelEvent, void, undefined> {
		if (message.finishReason === null || message.finishReason === 'content_filter') {
			throw new Unfinished();
		}

		// A message that was cut at the token limit may hold half a call.
		const isWhole = message.finishReason !== 'length';
		const own = isWhole ? message.calls() : [];
		this.#remember(own, message.reasoning);
		const rest = text.end();
		yield* rest.events;
		const calls = isWhole ? [...own, ...rest.calls] : [];
		assertFewCalls(calls.length);
		for (const {id, name, argumentsText} of calls) {
			yield {type: 'tool-call', call: {id, name, argumentsText}};
		}

		if (message.usage) {
			yield {type: 'usage', ...message.usage};
		}

		if (this.#learnt) {
			// Only now is it sure that this was what the endpoint complained of.
			this.#known?.write(this.#quirks);
			this.#learnt = false;
		}

		yield {type: 'end', reason: isWhole ? (calls.length > 0 ? 'tool-calls' : 'stop') : 'length'};
	}

	#remember(calls: readonly AssembledCall[], reasoning: string): void {
		for (const {id, extra} of calls) {
			if (extra !== undefined || reasoning !== '') {
				this.#echoes.set(id, {extra, reasoning});
			}
		}

		for (const oldest of this.#echoes.keys()) {
			if (this.#echoes.size <= rememberedCalls) {
				break;
			}

			this.#echoes.delete(oldest);
		}
	}
}

/** The stream ended in good order and the message did not. */
class Unfinished extends Error {}

function readFailure(thrown: unknown, message: MessageAssembly, now: number): EndpointFailure {
	const common = {status: null, detail: '', retryAfterMs: null, cause: thrown};
	if (thrown instanceof Unfinished) {
		const kind = message.finishReason === 'content_filter' ? 'filtered' : message.answered ? 'cut' : 'not-a-stream';
		return {...common, kind};
	}

	return thrown instanceof Stopped ? {...common, kind: 'timeout'} : failureOf(thrown, now);
}
