/** What a scripted model says. Plain data, so that a scenario can also be a JSON file; a test may make a reply from the request. */

/** One call in an answer. A string in `arguments` is sent as it is, valid JSON or not; anything else as JSON. */
export interface ScriptedCall {
	readonly name: string;
	readonly arguments: unknown;
	/** Default `call_1`, `call_2` … counted over the life of the server. */
	readonly id?: string;
	/** Sent beside the call, as Gemini does. */
	readonly extraContent?: unknown;
}

/** An assistant message. In texts `{{last}}` stands for the content of the request's last message. */
export interface ScriptedAnswer {
	readonly kind: 'answer';
	readonly reasoning?: string;
	readonly text?: string;
	readonly calls?: readonly ScriptedCall[];
	/** Characters a piece of text, reasoning or arguments; default 8. */
	readonly pieceLength?: number;
	/** Pause before every piece, the first included. */
	readonly delayMs?: number;
	/** Close the connection after so many pieces. */
	readonly cutAfter?: number;
	/** Default: `tool_calls` when there are calls, else `stop`. Null sends none. */
	readonly finish?: string | null;
	/** Default 20 and 10 tokens; null sends none, asked for or not. */
	readonly usage?: {readonly inputTokens: number; readonly outputTokens: number} | null;
	/** How parts of calls are numbered: `each` (default), `zero` for all, `none`. */
	readonly indexes?: 'each' | 'zero' | 'none';
	/** The field that reasoning comes in; default `reasoning_content`. */
	readonly reasoningField?: 'reasoning_content' | 'reasoning';
}

export interface ScriptedError {
	readonly kind: 'error';
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>>;
	/** A string is sent as it is; anything else as JSON. */
	readonly body?: unknown;
}

/** A 200 with these bytes as body. */
export interface ScriptedBytes {
	readonly kind: 'bytes';
	readonly contentType?: string;
	readonly body: string;
}

export type Reply = ScriptedAnswer | ScriptedError | ScriptedBytes | {readonly kind: 'hang'} | {readonly kind: 'drop'};

/** All that are named must hold. */
export interface Condition {
	/** The request's number, from 1. */
	readonly request?: number;
	readonly lastRole?: 'system' | 'user' | 'assistant' | 'tool';
	/** Part of the last message's content, letters of either case. */
	readonly lastContains?: string;
	/** The request carries this member, as `tools` or `stream_options`. */
	readonly has?: string;
	/** Whether there is a picture in any of its messages. */
	readonly hasImage?: boolean;
}

export interface Step {
	readonly when?: Condition;
	readonly reply: Reply | ((body: unknown) => Reply);
	/** How many requests it answers; default 1. */
	readonly times?: number | 'always';
}

/** What answers at `/v1/embeddings`. */
export interface EmbeddingsScript {
	/** `words`: texts with the same words or synonyms lie close. `chance`: nothing has to do with anything. */
	readonly kind: 'words' | 'chance';
	/** Default 256. */
	readonly dimensions?: number;
	/** Parts of texts that mean the same, in lower case. */
	readonly synonyms?: readonly (readonly string[])[];
	/** Pause before the answer. */
	readonly delayMs?: number;
}

export interface Scenario {
	/** What it shows, for the list of scenarios. */
	readonly title: string;
	/** Default one, `test-model`. */
	readonly models?: readonly string[];
	/** Pause before the list of models. */
	readonly modelsDelayMs?: number;
	/** Without it there are no embeddings: a 404. A function is given the number of the request, from 1. */
	readonly embeddings?: EmbeddingsScript | ((request: number) => EmbeddingsScript | Reply);
	/** Any other key gets a 401. */
	readonly apiKey?: string;
	/** The first step whose condition holds and that is not used up answers. */
	readonly steps: readonly Step[];
}
