/**
A loopback server that speaks OpenAI's chat completions and says what a scenario says.

For tests (`startModelServer`) and by hand (`main.ts`). It keeps every request, so that a test can say what was sent.
*/

import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {embeddingOf} from './embeddings.ts';
import {fields, lastMessage, matches, textOf} from './request-body.ts';
import {type Piece, piecesOf} from './pieces.ts';
import type {EmbeddingsScript, Reply, Scenario, ScriptedAnswer, Step} from './scenario.ts';
import {type ScenarioName, scenarios} from './scenarios.ts';

export interface RecordedRequest {
	readonly method: string;
	readonly path: string;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	/** Parsed JSON; null when there was none. */
	readonly body: unknown;
	/** Which connection it came over, from 1. */
	readonly connection: number;
}

export interface ModelServer {
	/** Ends in `/v1`. */
	readonly baseUrl: string;
	readonly port: number;
	/** Every request so far, lists of models included. */
	readonly requests: readonly RecordedRequest[];
	/** The bodies of the chat requests so far. */
	chats(): readonly unknown[];
	/** The texts that embeddings were asked for so far, request by request. */
	embedded(): readonly (readonly string[])[];
	close(): Promise<void>;
}

/** Start a server for a scenario or the name of one. Port 0, the default, is any free port; it listens on 127.0.0.1 only. */
export async function startModelServer(scenario: Scenario | ScenarioName, port = 0): Promise<ModelServer> {
	const script = new Script(typeof scenario === 'string' ? scenarios[scenario] : scenario);
	const requests: RecordedRequest[] = [];
	const connections = new WeakMap<object, number>();
	let connectionCount = 0;
	const server = createServer((request, response) => {
		const connection = connections.get(request.socket) ?? 0;
		// A client that goes away in the middle, or sends what is not JSON, gets its connection closed.
		take(request, connection)
			.then(taken => answer(script, taken, response))
			.catch(() => response.destroy());
	});
	const take = async (request: IncomingMessage, connection: number): Promise<RecordedRequest> => {
		const {method = '', url: path = '', headers} = request;
		const recorded = {method, path, headers, body: await readJson(request), connection};
		requests.push(recorded);
		return recorded;
	};
	// Closing an idle connection would race with the next request over it.
	server.keepAliveTimeout = 0;
	server.on('connection', socket => connections.set(socket, ++connectionCount));
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject).listen(port, '127.0.0.1', resolve);
	});
	const address = server.address();
	const bound = typeof address === 'object' && address !== null ? address.port : port;
	return {
		baseUrl: `http://127.0.0.1:${bound}/v1`,
		port: bound,
		requests,
		chats: () => requests.filter(isChat).map(({body}) => body),
		embedded: () => requests.filter(isEmbeddings).map(({body}) => textsOf(body)),
		async close() {
			const closed = new Promise(resolve => server.close(resolve));
			server.closeAllConnections();
			await closed;
		},
	};
}

/** A scenario on its way: how often each step has answered. */
class Script {
	readonly scenario: Scenario;
	readonly #used = new Map<Step, number>();
	#requestCount = 0;
	#callCount = 0;
	#embeddingsCount = 0;

	constructor(scenario: Scenario) {
		this.scenario = scenario;
	}

	nextReply(body: unknown): Reply {
		const number = ++this.#requestCount;
		const step = this.scenario.steps.find(candidate => this.#isLeft(candidate) && matches(body, candidate.when ?? {}, number));
		if (!step) {
			return {kind: 'error', status: 500, body: {error: {message: `The scenario has no step for request ${number}.`, code: 'no_step'}}};
		}

		this.#used.set(step, (this.#used.get(step) ?? 0) + 1);
		return typeof step.reply === 'function' ? step.reply(body) : step.reply;
	}

	nextEmbeddings(): EmbeddingsScript | Reply | null {
		const {embeddings = null} = this.scenario;
		return typeof embeddings === 'function' ? embeddings(++this.#embeddingsCount) : embeddings;
	}

	nextCallId(): string {
		return `call_${++this.#callCount}`;
	}

	#isLeft(step: Step): boolean {
		return step.times === 'always' || (this.#used.get(step) ?? 0) < (step.times ?? 1);
	}
}

function isChat({method, path}: RecordedRequest): boolean {
	return method === 'POST' && path === '/v1/chat/completions';
}

function isEmbeddings({method, path}: RecordedRequest): boolean {
	return method === 'POST' && path === '/v1/embeddings';
}

function textsOf(body: unknown): readonly string[] {
	return [fields(body).input].flat().map(textOf);
}

async function answer(script: Script, request: RecordedRequest, response: ServerResponse): Promise<void> {
	const {scenario} = script;
	const authorization = textOf(request.headers.authorization);
	if (scenario.apiKey !== undefined && authorization !== `Bearer ${scenario.apiKey}`) {
		sendJson(response, 401, {error: {message: `Incorrect API key provided: ${authorization.slice(7)}.`, code: 'invalid_api_key'}});
	} else if (request.method === 'GET' && request.path === '/v1/models') {
		await pause(scenario.modelsDelayMs ?? 0);
		sendJson(response, 200, {object: 'list', data: (scenario.models ?? ['test-model']).map(id => ({id, object: 'model'}))});
	} else if (isChat(request)) {
		await sendReply(script, script.nextReply(request.body), request.body, response);
	} else if (isEmbeddings(request) && scenario.embeddings) {
		await sendEmbeddings(script, request.body, response);
	} else {
		sendJson(response, 404, {error: {message: `Nothing is at ${request.method} ${request.path}.`}});
	}
}

async function sendEmbeddings(script: Script, body: unknown, response: ServerResponse): Promise<void> {
	const reply = script.nextEmbeddings();
	if (reply === null) {
		return;
	}

	if (!isScript(reply)) {
		return sendReply(script, reply, body, response);
	}

	await pause(reply.delayMs ?? 0);
	const data = textsOf(body).map((text, index) => ({object: 'embedding', index, embedding: embeddingOf(text, reply)}));
	sendJson(response, 200, {object: 'list', model: fields(body).model, data, usage: {prompt_tokens: 1, total_tokens: 1}});
}

function isScript(reply: EmbeddingsScript | Reply): reply is EmbeddingsScript {
	return reply.kind === 'words' || reply.kind === 'chance';
}

async function sendReply(script: Script, reply: Reply, body: unknown, response: ServerResponse): Promise<void> {
	switch (reply.kind) {
		case 'answer':
			return sendAnswer(script, reply, body, response);
		case 'error':
			return sendJson(response, reply.status, reply.body ?? '', reply.headers);
		case 'bytes':
			response.writeHead(200, {'content-type': reply.contentType ?? 'text/event-stream'}).end(reply.body);
			return;
		case 'drop':
			response.destroy();
			return;
		case 'hang':
			return;
	}
}

async function sendAnswer(script: Script, reply: ScriptedAnswer, body: unknown, response: ServerResponse): Promise<void> {
	const last = lastMessage(body).content;
	const pieces = piecesOf(reply, {last, nextCallId: () => script.nextCallId(), wantsUsage: fields(body).stream_options !== undefined});
	response.writeHead(200, {'content-type': 'text/event-stream', 'cache-control': 'no-cache'});
	response.flushHeaders();
	for (const [index, piece] of pieces.entries()) {
		await pause(reply.delayMs ?? 0);
		if (response.destroyed) {
			return;
		}

		if (index === reply.cutAfter) {
			response.destroy();
			return;
		}

		await write(response, piece);
	}

	response.end('data: [DONE]\n\n');
}

/** Waits until the piece has left, so that a cut comes after it. */
async function write(response: ServerResponse, piece: Piece): Promise<void> {
	const chunk = {id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 0, model: 'test-model', ...piece};
	await new Promise<void>(resolve => {
		response.write(`data: ${JSON.stringify(chunk)}\n\n`, () => resolve());
	});
}

function sendJson(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	response.writeHead(status, {'content-type': 'application/json', ...headers}).end(text);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
	let text = '';
	for await (const chunk of request.setEncoding('utf8')) {
		text += chunk;
	}

	return text === '' ? null : JSON.parse(text);
}

async function pause(ms: number): Promise<void> {
	if (ms > 0) {
		await new Promise(resolve => {
			setTimeout(resolve, ms).unref();
		});
	}
}
