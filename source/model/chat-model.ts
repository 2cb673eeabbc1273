/**
The one interface to a language model. Two implementations: the OpenAI-compatible
client and the offline planner.
*/

import type {ImageFacts} from '../core/events.ts';
import type {ToolCall, ToolDefinition} from '../core/tool.ts';
import type {Price} from './prices.ts';

/** A picture beside a message. */
export interface ChatImage extends ImageFacts {
	/** Its bytes, read when they are sent; null when they are not there any more. */
	readonly read: () => Uint8Array | null;
}

export type ChatMessage =
	| {readonly role: 'system'; readonly content: string}
	| {readonly role: 'user'; readonly content: string; readonly images?: readonly ChatImage[]}
	| {readonly role: 'assistant'; readonly content: string; readonly toolCalls?: readonly ToolCall[]}
	| {readonly role: 'tool'; readonly toolCallId: string; readonly name: string; readonly content: string; readonly ok: boolean};

export interface ChatRequest {
	readonly messages: readonly ChatMessage[];
	readonly tools: readonly ToolDefinition[];
	readonly maxTokens?: number;
	/** From 0 to 2; the endpoint's own when left out. */
	readonly temperature?: number;
}

export type ModelEvent =
	| {readonly type: 'text'; readonly text: string}
	| {readonly type: 'reasoning'; readonly text: string}
	/** A whole call; only after its message has arrived in full. */
	| {readonly type: 'tool-call'; readonly call: ToolCall}
	| {readonly type: 'usage'; readonly inputTokens: number; readonly outputTokens: number; readonly cachedTokens?: number}
	| {readonly type: 'retry'; readonly attempt: number; readonly delayMs: number; readonly reason: string}
	| {readonly type: 'end'; readonly reason: 'stop' | 'tool-calls' | 'length'};

/**
Contract:
- `stream` throws ModelError only; `retryable` failures were already retried, each announced by a `retry` event.
- The last event is `end`; a cut stream is an error, never an `end`.
- Aborting `signal` ends the stream within 100 ms.
*/
export interface ChatModel {
	/** `provider:name`, or `offline planner`. */
	readonly name: string;
	/** True for the offline planner: it runs skills and does not converse. */
	readonly offline: boolean;
	/** Tokens; null when unknown. */
	readonly contextWindow: number | null;
	/** Null or left out when unknown. */
	readonly price?: Price | null;
	/** Ask the endpoint for its window; null when it does not say. Never rejects. */
	findContextWindow?(signal: AbortSignal): Promise<number | null>;
	stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
	/** Names of the models that the endpoint offers. */
	models(signal: AbortSignal): Promise<readonly string[]>;
}
