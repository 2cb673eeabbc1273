/**
One tool server for as long as a session lasts: started when it is wanted, asked for its tools, called, ended while nobody calls it,
and started again by the next call; where it failed, at most once a minute.
*/

import type {Transport} from '@modelcontextprotocol/sdk/shared/transport.js';
import type {CallToolResult, Tool} from '@modelcontextprotocol/sdk/types.js';
import {SkillLiteError, toDisplay} from '../../../sandbox/index.ts';
import type {Connection} from './connect.ts';
import {createIdleTimer, type IdleTimer} from './idle-timer.ts';
import type {OfferedTool, RefusedTool} from './offered-tool.ts';
import type {ProcessTransport} from './process-transport.ts';
import {isAnswer, isTimeout} from './request-fault.ts';
import {createRelisting} from './relisting.ts';
import type {ServerConfig} from './server-config.ts';
import {vetTools} from './vet-tools.ts';

export type ServerState = 'waiting' | 'starting' | 'ready' | 'idle' | 'ended';

/** A tool as it was when its call was allowed. */
export type AgreedTool = Pick<OfferedTool, 'raw' | 'digest'>;

const connectMs = 10_000;
const restartMs = 60_000;
/** A server that let so many calls in a row run out of time hangs. */
const mostTimeouts = 2;

export class ToolServer {
	readonly config: ServerConfig;
	readonly #onChange: () => void;
	readonly #idle: IdleTimer;
	readonly #closing = new AbortController();
	#state: ServerState = 'waiting';
	#opening: Promise<Connection> | undefined;
	#transport: ProcessTransport | undefined;
	/** Of the connection that is open or opening; what another one says is over already. */
	#life: symbol | undefined;
	#startedAt = Number.NEGATIVE_INFINITY;
	/** It ended though nobody had it ended. */
	#failed = false;
	#problem: string | null = null;
	#tools: readonly OfferedTool[] = [];
	#refused: readonly RefusedTool[] = [];
	#timeouts = 0;
	readonly #relisting = createRelisting(() => this.#relist());

	/** `onChange` is called when its state or its tools may be others. */
	constructor(config: ServerConfig, onChange: () => void) {
		this.config = config;
		this.#onChange = onChange;
		this.#idle = createIdleTimer(config.kind === 'stdio' ? config.idleMs : 0, () => this.#rest());
	}

	get state(): ServerState {
		return this.#state;
	}

	/** What went wrong last, as the end of a sentence, display-safe. */
	get problem(): string | null {
		return this.#problem;
	}

	/** The end of what it last wrote to its stderr, display-safe. */
	get stderr(): string {
		return toDisplay(this.#transport?.stderr ?? '', {multiline: true}).trim();
	}

	/** The tools that it had when it was last asked; it need not run for them to be offered. */
	get tools(): readonly OfferedTool[] {
		return this.#tools;
	}

	get refused(): readonly RefusedTool[] {
		return this.#refused;
	}

	/** Start it, if it does not run; settles when its tools are known or it is clear why not. Never rejects. */
	async start(): Promise<void> {
		await this.#open().catch(() => {});
	}

	/** As `start`, however short ago it ended. */
	async restart(): Promise<void> {
		this.#failed = false;
		await this.start();
	}

	/**
	Call a tool, and start the server first where it does not run.

	Rejects with a SkillLiteError when there is no result, and without a call where the tool is no longer the one that was agreed to: a
	start may bring another. When `signal` fires, the server is told, and one that runs here is ended:
	what a person stopped does not go on behind their back.
	*/
	call(tool: AgreedTool, args: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<CallToolResult> {
		return this.#idle.during(() => this.#call(tool, args, signal));
	}

	async #call(tool: AgreedTool, args: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<CallToolResult> {
		const connection = await this.#open();
		this.#assertSame(tool);
		const stop = () => setImmediate(() => this.#stopCalled(connection));
		signal.throwIfAborted();
		signal.addEventListener('abort', stop, {once: true});
		try {
			const result = await connection.callTool(tool.raw, args, {timeoutMs: this.config.timeoutMs, signal});
			this.#timeouts = 0;
			return result;
		} catch (thrown) {
			// The SDK gives what was interrupted as a time-out.
			throw signal.aborted ? thrown : this.#faultOf(thrown, connection);
		} finally {
			signal.removeEventListener('abort', stop);
		}
	}

	#assertSame({raw, digest}: AgreedTool): void {
		if (!this.#tools.some(tool => tool.raw === raw && tool.digest === digest)) {
			throw new SkillLiteError(
				'skill-failed',
				`The MCP server ${this.config.name} was not called: its tool ${toDisplay(raw, {maxLength: 80})} is not what it was when the call was allowed.`,
				{hint: 'Look at its tools anew; a call of it is asked about again.'},
			);
		}
	}

	/** End it for good; resolves when it is gone. */
	async close(): Promise<void> {
		this.#closing.abort();
		this.#relisting.stop();
		this.#idle.end();
		const opening = this.#opening;
		this.#opening = undefined;
		await opening?.then(connection => connection.close()).catch(() => {});
	}

	#open(): Promise<Connection> {
		if (this.#opening) {
			return this.#opening;
		}

		const {name} = this.config;
		const waitMs = this.#startedAt + restartMs - performance.now();
		if (this.#closing.signal.aborted || (this.#failed && waitMs > 0)) {
			return Promise.reject(
				new SkillLiteError('skill-failed', `The MCP server ${name} does not run: ${this.#problem ?? 'the session is over'}.`, {
					hint: waitMs > 0 ? `It is started again in ${Math.ceil(waitMs / 1000)} s at the earliest; /mcp says more.` : undefined,
				}),
			);
		}

		this.#startedAt = performance.now();
		this.#failed = false;
		this.#become('starting');
		const opening = this.#connect();
		this.#opening = opening;
		opening.then(
			() => {
				this.#become('ready');
				this.#idle.begin();
			},
			() => {},
		);
		return opening;
	}

	async #connect(): Promise<Connection> {
		const {config} = this;
		const life = Symbol(config.name);
		this.#life = life;
		const limits = {timeoutMs: connectMs, signal: this.#closing.signal};
		let connection: Connection | undefined;
		let process: ProcessTransport | undefined;
		const over = (problem: string) => {
			if (this.#life === life) {
				this.#over(problem);
			}
		};
		try {
			const [{connect}, opened] = await Promise.all([import('./connect.ts'), transportTo(config)]);
			({process} = opened);
			this.#transport = process;
			connection = await connect(opened.transport, {
				...limits,
				onToolsChanged: () => this.#relisting.ask(),
				onClose: () => over(process?.ended ?? 'the connection was closed'),
			});
			await this.#take(await connection.listTools(limits));
			this.#problem = null;
			return connection;
		} catch (thrown) {
			await connection?.close().catch(() => {});
			const problem = process?.ended ?? (isTimeout(thrown) ? `it did not answer within ${connectMs / 1000} s` : this.#sentence(thrown));
			over(problem);
			throw new SkillLiteError('skill-failed', `Cannot start the MCP server ${config.name}: ${problem}.`, {
				hint: '/mcp says more.',
				cause: thrown,
			});
		}
	}

	async #take(listed: readonly Tool[]): Promise<void> {
		const {offered, refused} = await vetTools(this.config.name, listed);
		this.#tools = offered;
		this.#refused = refused;
		this.#onChange();
	}

	async #relist(): Promise<void> {
		try {
			const connection = await this.#opening;
			if (connection) {
				await this.#take(await connection.listTools({timeoutMs: connectMs, signal: this.#closing.signal}));
			}
		} catch (thrown) {
			// Of one that ended meanwhile, why it did says more.
			if (this.#state === 'ready') {
				this.#problem = `its tools could not be listed again: ${this.#sentence(thrown)}`;
			}
		}
	}

	/** Nobody called it for a while: what it holds is free until somebody does. */
	#rest(): void {
		const opening = this.#opening;
		if (this.#state === 'ready') {
			this.#leave('idle');
			void opening?.then(connection => connection.close()).catch(() => {});
		}
	}

	#stopCalled(connection: Connection): void {
		if (this.#transport) {
			this.#over('it was stopped with a call');
			this.#failed = false;
			void connection.close().catch(() => {});
		}
	}

	#faultOf(thrown: unknown, connection: Connection): SkillLiteError {
		const {name, timeoutMs} = this.config;
		if (isTimeout(thrown)) {
			this.#timeouts += 1;
			if (this.#timeouts >= mostTimeouts) {
				this.#timeouts = 0;
				this.#over(`it did not answer ${mostTimeouts} calls`);
				void connection.close().catch(() => {});
			}

			return new SkillLiteError(
				'limit',
				`The MCP server ${name} did not answer within ${timeoutMs / 1000} s; it was told to give the call up.`,
			);
		}

		// A server elsewhere was restarted, or forgot us: the next call greets it anew.
		if (!this.#transport && !isAnswer(thrown)) {
			this.#over(this.#sentence(thrown));
			this.#failed = false;
			void connection.close().catch(() => {});
		}

		const why = this.#state === 'ended' && this.#problem ? this.#problem : this.#sentence(thrown);
		return new SkillLiteError('skill-failed', `The MCP server ${name} gave no result: ${why}.`, {cause: thrown});
	}

	#over(problem: string): void {
		this.#failed = true;
		this.#problem = toDisplay(problem, {maxLength: 500});
		this.#leave('ended');
	}

	#leave(state: 'idle' | 'ended'): void {
		this.#life = undefined;
		this.#opening = undefined;
		this.#idle.end();
		this.#become(state);
	}

	#become(state: ServerState): void {
		this.#state = state;
		this.#onChange();
	}

	/** A server may say anything, also what it was told in its headers. */
	#sentence(thrown: unknown): string {
		const said = thrown instanceof Error ? thrown.message : String(thrown);
		const secrets = this.config.kind === 'http' ? Object.values(this.config.headers) : [];
		const masked = secrets.reduce((text, secret) => (secret.length < 4 ? text : text.replaceAll(secret, '…')), said);
		return toDisplay(masked, {maxLength: 500}).replace(/\.$/, '');
	}
}

/** The SDK is loaded with the first server that starts. */
async function transportTo(config: ServerConfig): Promise<{readonly transport: Transport; readonly process: ProcessTransport | undefined}> {
	if (config.kind === 'http') {
		const {createHttpTransport} = await import('./http-transport.ts');
		return {transport: createHttpTransport(config), process: undefined};
	}

	const {ProcessTransport} = await import('./process-transport.ts');
	const process = new ProcessTransport(config);
	return {transport: process, process};
}
