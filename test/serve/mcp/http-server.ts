/** A tool server over real HTTP on this machine: streamable HTTP as the protocol says, or as an attacker likes it. */

import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {text} from 'node:stream/consumers';
import {onTestFinished} from 'vitest';

export interface Message {
	readonly method?: string;
	readonly id?: number;
	readonly params?: {readonly name?: string; readonly arguments?: Readonly<Record<string, unknown>>; readonly protocolVersion?: string};
}

export interface HttpToolServer {
	readonly url: string;
	/** Every message that came. */
	readonly heard: readonly Message[];
	/** The headers of every request. */
	readonly headers: readonly IncomingMessage['headers'][];
}

export type Answer = (message: Message, response: ServerResponse, request: IncomingMessage) => boolean | Promise<boolean>;

/** Start one; `answer` gives true for what it has answered itself. */
export async function startHttpServer(answer: Answer = () => false, stream?: (response: ServerResponse) => void): Promise<HttpToolServer> {
	const heard: Message[] = [];
	const headers: IncomingMessage['headers'][] = [];
	const server = createServer(async (request, response) => {
		headers.push(request.headers);
		if (request.method === 'GET' && stream) {
			stream(response);
			return;
		}

		if (request.method !== 'POST') {
			response.writeHead(405).end();
			return;
		}

		const message: Message = JSON.parse(await text(request));
		heard.push(message);
		if (!(await answer(message, response, request))) {
			usual(message, response);
		}
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`, heard, headers};
}

const echo = {
	name: 'echo',
	description: 'Gives the text back.',
	inputSchema: {type: 'object', properties: {text: {type: 'string'}}, required: ['text']},
};

function usual({method, id, params}: Message, response: ServerResponse): void {
	if (id === undefined) {
		response.writeHead(202).end();
		return;
	}

	const results: Readonly<Record<string, unknown>> = {
		initialize: {protocolVersion: params?.protocolVersion, capabilities: {tools: {}}, serverInfo: {name: 'http', version: '1'}},
		'tools/list': {tools: [echo]},
		'tools/call': {content: [{type: 'text', text: String(params?.arguments?.text)}]},
	};
	reply(response, id, results[method ?? ''] ?? {}, method === 'tools/call');
}

/** As one JSON document, or as a stream of events. */
export function reply(response: ServerResponse, id: number | undefined, result: unknown, asEvents = false): void {
	const message = JSON.stringify({jsonrpc: '2.0', id, result});
	response.writeHead(200, {'content-type': asEvents ? 'text/event-stream' : 'application/json'});
	response.end(asEvents ? `event: message\ndata: ${message}\n\n` : message);
}
