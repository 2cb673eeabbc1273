/**
The scripted model of `arena --speed real`: a loopback server that speaks chat completions. What it answers is a function of the
request and of the world's seed: it reads the block that evolved as it was sent, looks up the kind of task and the throw in the
message, and calls real tools, rightly or with the fault of that kind of task.
*/

import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {effectsOfBlock, goesWell, type Throw} from '../evolution/arena/perform.ts';
import type {World} from '../evolution/arena/worlds.ts';

export interface ArenaModel {
	/** Ends in `/v1`. */
	readonly baseUrl: string;
	/** Chat requests so far. */
	readonly requests: () => number;
	close(): Promise<void>;
}

interface Message {
	readonly role: string;
	readonly content?: unknown;
}

interface Answer {
	readonly text?: string;
	readonly call?: {readonly name: string; readonly input: Readonly<Record<string, string>>};
}

const heading = 'What worked for this user before.';
const mostBytes = 1_000_000;

/** What a person says to have a task done. The throw is in it, as the server must not remember anything. */
export function taskMessage(thrown: Throw): string {
	return `Task ${JSON.stringify(thrown)}\nRead task.txt and write the sum of its numbers to answer.txt.`;
}

/** Start it for one world, on a free port of 127.0.0.1. */
export async function startArenaModel(world: World): Promise<ArenaModel> {
	let requests = 0;
	const server = createServer((request, response) => {
		requests += 1;
		readMessages(request)
			.then(messages => send(response, answerTo(messages, world), requests))
			.catch(() => response.destroy());
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject).listen(0, '127.0.0.1', resolve);
	});
	return {
		baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
		requests: () => requests,
		async close() {
			const closed = new Promise(resolve => server.close(resolve));
			server.closeAllConnections();
			await closed;
		},
	};
}

/** First it reads, then it writes what follows from what it read, then it is done. */
export function answerTo(messages: readonly Message[], world: World): Answer {
	const said = messages.findLastIndex(({role}) => role === 'user');
	const results = messages.slice(said + 1).filter(({role}) => role === 'tool');
	const [first] = results;
	if (first === undefined) {
		return {call: {name: 'read_file', input: {path: 'task.txt'}}};
	}

	if (results.length > 1) {
		return {text: 'Done.'};
	}

	const thrown = throwIn(textOf(messages[said]));
	const isRight = goesWell(world, thrown, effectsOfBlock(blockIn(textOf(messages[0])), world.onlyHarm));
	const sum = (textOf(first).match(/\d+/g) ?? []).reduce((total, number) => total + Number(number), 0);
	return {call: {name: 'write_file', input: {path: 'answer.txt', content: `${isRight ? sum : sum + 1}\n`}}};
}

/** The lines that evolved, from their heading to the next empty line. */
function blockIn(system: string): string {
	const from = system.indexOf(heading);
	return from === -1 ? '' : (system.slice(from).split('\n\n')[0] ?? '');
}

function throwIn(message: string): Throw {
	const found = /^Task (\{.*\})$/m.exec(message)?.[1];
	if (found === undefined) {
		throw new Error('A request of the arena names no task.');
	}

	return JSON.parse(found) as Throw;
}

function textOf(message: Message | undefined): string {
	return typeof message?.content === 'string' ? message.content : '';
}

async function readMessages(request: IncomingMessage): Promise<readonly Message[]> {
	let text = '';
	for await (const chunk of request.setEncoding('utf8')) {
		text += chunk;
		if (text.length > mostBytes) {
			throw new Error('A request of the arena is too long.');
		}
	}

	return (JSON.parse(text) as {readonly messages: readonly Message[]}).messages;
}

function send(response: ServerResponse, {text, call}: Answer, count: number): void {
	const delta =
		call === undefined
			? {content: text}
			: {
					tool_calls: [
						{index: 0, id: `call-${count}`, type: 'function', function: {name: call.name, arguments: JSON.stringify(call.input)}},
					],
				};
	const pieces = [
		{choices: [{index: 0, delta, finish_reason: null}]},
		{choices: [{index: 0, delta: {}, finish_reason: call === undefined ? 'stop' : 'tool_calls'}]},
	];
	response.writeHead(200, {'content-type': 'text/event-stream'});
	response.end(
		`${pieces.map(piece => `data: ${JSON.stringify({id: `c${count}`, object: 'chat.completion.chunk', ...piece})}\n\n`).join('')}data: [DONE]\n\n`,
	);
}
