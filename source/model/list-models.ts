/**
Asks an OpenAI-compatible endpoint which models it has, with node's own HTTP client:
probing must be quick and must not load the `openai` package. Redirects are not followed, so a key stays with its host.
*/

import type {IncomingMessage} from 'node:http';
import type {Endpoint} from './endpoint.ts';
import {systemReason} from './system-reason.ts';

export interface ListOptions {
	/** For the whole exchange, in milliseconds. */
	readonly timeoutMs: number;
	readonly signal?: AbortSignal | undefined;
}

/** Why there is no list, in a few words that follow a colon. */
export class ListError extends Error {
	override readonly name = 'ListError';
	/** Of the HTTP answer, when there was one. */
	readonly status: number | null;

	constructor(message: string, details: {readonly status?: number | undefined; readonly cause?: unknown} = {}) {
		super(message, {cause: details.cause});
		this.status = details.status ?? null;
	}
}

const maximumBytes = 8_000_000;

/** Models that cannot hold a conversation, by the words that their makers put into the names. */
const notForChat =
	/embed|rerank|whisper|tts|speech|audio|realtime|transcri|moderation|guard|dall-e|image|imagen|sora|veo|video|ocr|davinci|babbage|^bge-|clip|diffusion/i;

/** Names of the endpoint's models, in its order. Throws a ListError: no answer in time, an HTTP error, not a list. */
export async function listModels(endpoint: Endpoint, options: ListOptions): Promise<readonly string[]> {
	const deadline = AbortSignal.timeout(options.timeoutMs);
	const signal = options.signal ? AbortSignal.any([deadline, options.signal]) : deadline;
	try {
		const response = await get(`${endpoint.baseUrl}/models`, endpoint, signal);
		const text = await readBody(response);
		if (response.statusCode !== 200) {
			throw new ListError(`it answered with status ${response.statusCode}`, {status: response.statusCode});
		}

		return parseModelList(text);
	} catch (cause) {
		if (cause instanceof ListError) {
			throw cause;
		}

		throw new ListError(deadline.aborted ? `it did not answer within ${options.timeoutMs} ms` : systemReason(cause), {cause});
	}
}

/** The first model of a list that can hold a conversation; null when there is none. */
export function firstChatModel(names: readonly string[]): string | null {
	return names.find(name => !notForChat.test(name)) ?? null;
}

/** What another address of the same server answers, as JSON. Rejects: no answer in time, another status, no JSON. */
export async function getJson(url: string, endpoint: Endpoint, options: ListOptions): Promise<unknown> {
	const deadline = AbortSignal.timeout(options.timeoutMs);
	const response = await get(url, endpoint, options.signal ? AbortSignal.any([deadline, options.signal]) : deadline);
	const text = await readBody(response);
	if (response.statusCode !== 200) {
		throw new ListError(`it answered with status ${response.statusCode}`, {status: response.statusCode});
	}

	return JSON.parse(text);
}

function get(address: string, endpoint: Endpoint, signal: AbortSignal): Promise<IncomingMessage> {
	const url = new URL(address);
	// An import would make Node evaluate every export of it, and with one of them a whole second HTTP client: 80 ms of a start.
	const {request} = process.getBuiltinModule(url.protocol === 'https:' ? 'node:https' : 'node:http');
	const headers: Record<string, string> = {accept: 'application/json', 'user-agent': 'skilllite'};
	if (endpoint.apiKey !== null) {
		headers.authorization = `Bearer ${endpoint.apiKey}`;
	}

	return new Promise((resolve, reject) => {
		request(url, {headers, signal, agent: false}, resolve).on('error', reject).end();
	});
}

async function readBody(response: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of response) {
		const bytes = Buffer.from(chunk);
		length += bytes.length;
		if (length > maximumBytes) {
			throw new ListError('its list of models is larger than 8 MB');
		}

		chunks.push(bytes);
	}

	return Buffer.concat(chunks).toString('utf8');
}

function parseModelList(text: string): readonly string[] {
	const value = parseJson(text);
	if (typeof value !== 'object' || value === null || !('data' in value)) {
		throw new ListError('what it answered is not a list of models');
	}

	// Ollama without a model answers `"data": null`.
	const items: unknown = value.data ?? [];
	if (!Array.isArray(items)) {
		throw new ListError('what it answered is not a list of models');
	}

	return items.map((item: unknown) => nameOf(item)).filter(name => name !== null);
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		// Some other web server on a well-known port: the caller says so in its own words.
		return null;
	}
}

function nameOf(item: unknown): string | null {
	const id = typeof item === 'object' && item !== null && 'id' in item ? item.id : null;
	return typeof id === 'string' && /^[\x21-\x7E]{1,200}$/.test(id) ? id : null;
}
