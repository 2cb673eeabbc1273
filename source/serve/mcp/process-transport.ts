/** The transport to a server that runs in the sandbox: a message a line, on the stdin and stdout of one run. */

import {PassThrough} from 'node:stream';
import {deserializeMessage, serializeMessage} from '@modelcontextprotocol/sdk/shared/stdio.js';
import type {Transport} from '@modelcontextprotocol/sdk/shared/transport.js';
import type {JSONRPCMessage} from '@modelcontextprotocol/sdk/types.js';
import {type RunOutcome, runCommand, toSkillLiteError} from '../../../sandbox/index.ts';
import {createLineCutter} from './lines.ts';
import type {StdioServer} from './server-config.ts';
import {createTrafficBudget} from './traffic-budget.ts';

const mebibyte = 1024 * 1024;
const longestLine = 8 * mebibyte;
/** Written to a server that does not read. */
const mostUnread = 8 * mebibyte;
const keptOfStderr = 4096;

export class ProcessTransport implements Transport {
	onclose?: () => void;
	onerror?: (error: Error) => void;
	onmessage?: Transport['onmessage'];
	readonly #server: StdioServer;
	readonly #stdin = new PassThrough();
	readonly #stop = new AbortController();
	readonly #lines = createLineCutter(longestLine);
	readonly #budget = createTrafficBudget(() => this.#end('it said more than is read in a minute'));
	#run: Promise<void> | undefined;
	#stderr = '';
	#ended: string | null = null;

	constructor(server: StdioServer) {
		this.#server = server;
	}

	/** Why it is over, as the end of a sentence; null while it is not. */
	get ended(): string | null {
		return this.#ended;
	}

	/** The last that it wrote to its stderr. */
	get stderr(): string {
		return this.#stderr;
	}

	async start(): Promise<void> {
		const {words, environment, folder, policy, limits, name} = this.#server;
		this.#run = runCommand(
			{
				command: {kind: 'program', words},
				// Its arguments may hold secrets.
				shown: `MCP server ${name}: ${words[0] ?? ''}`,
				stdin: this.#stdin,
				workspace: folder,
				policy,
				environment,
				limits,
			},
			{
				signal: this.#stop.signal,
				onWithheld: phrases => this.#note(Buffer.from(`A ceiling of this machine withholds: ${phrases.join(', ')}\n`)),
				onData: (stream, chunk) => (stream === 'stdout' ? this.#read(chunk) : this.#note(chunk)),
			},
		).then(
			outcome => this.#over(sentenceOf(outcome)),
			(thrown: unknown) => {
				const {message, hint} = toSkillLiteError(thrown);
				this.#over([message.replace(/\.$/, ''), hint?.replace(/\.$/, '')].filter(Boolean).join('; '));
			},
		);
	}

	async send(message: JSONRPCMessage): Promise<void> {
		if (this.#ended !== null || this.#stop.signal.aborted) {
			throw new Error('The server is not running.');
		}

		if (this.#stdin.writableLength > mostUnread) {
			this.#end('it does not read what it is told');
			throw new Error('The server does not read.');
		}

		this.#stdin.write(serializeMessage(message));
	}

	/** End it; resolves when nothing of it is left. */
	async close(): Promise<void> {
		this.#stop.abort();
		await this.#run;
	}

	#end(reason: string): void {
		this.#ended ??= reason;
		this.#stop.abort();
	}

	#over(reason: string): void {
		this.#ended ??= reason;
		this.#stdin.destroy();
		this.onclose?.();
	}

	#read(chunk: Buffer): void {
		if (this.#ended !== null || !this.#budget.take({bytes: chunk.length})) {
			return;
		}

		const lines = this.#lines.push(chunk);
		if (lines === null) {
			this.#end(`it wrote a line of more than ${longestLine / mebibyte} MB`);
			return;
		}

		for (const line of lines) {
			if (!this.#budget.take({messages: 1})) {
				return;
			}

			this.#hear(line);
		}
	}

	/** A server that prints what is no message is a nuisance, not a fault. */
	#hear(line: string): void {
		try {
			if (line.trim() !== '') {
				this.onmessage?.(deserializeMessage(line.replace(/\r$/, '')));
			}
		} catch (error) {
			this.onerror?.(error instanceof Error ? error : new Error(String(error)));
		}
	}

	#note(chunk: Buffer): void {
		this.#stderr = (this.#stderr + chunk.subarray(-keptOfStderr).toString('utf8')).slice(-keptOfStderr);
	}
}

function sentenceOf({ended, exitCode, signal}: RunOutcome): string {
	switch (ended) {
		case 'exit':
			return `it ended with exit code ${exitCode ?? 0}`;
		case 'signal':
			return `it was ended by ${signal ?? 'a signal'}`;
		case 'cancelled':
			return 'it was stopped';
		case 'policy':
			return 'the sandbox ended it for what it tried';
		default:
			return `it passed its limit of ${ended}`;
	}
}
