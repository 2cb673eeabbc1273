/**
All tool servers of a session: which may be started, which are asked about, and what of their tools a model is offered.

Nothing waits for a server but a turn, and that for no longer than `waitMs` or `patientMs`: tools appear when they are ready.
*/

import {setTimeout as wait} from 'node:timers/promises';
import {toDisplay} from '../../../sandbox/index.ts';
import type {AgentTool} from '../../agent/agent-tool.ts';
import type {Gate} from '../../agent/permissions/gate.ts';
import type {QuestionPort} from '../../core/question.ts';
import type {Approvals} from './approvals.ts';
import {createMcpTool, reachOf} from './mcp-tool.ts';
import type {ServersRead} from './read-servers.ts';
import type {BrokenServer, ServerConfig} from './server-config.ts';
import {ToolServer} from './tool-server.ts';

export interface ToolServersOptions extends ServersRead {
	readonly approvals: Approvals;
	readonly questions: QuestionPort;
	readonly gate: Gate;
	/** Servers that were allowed beforehand, by name. */
	readonly allowed: ReadonlySet<string>;
	/** How long a turn waits for servers that start. */
	readonly waitMs: number;
	/** How long it waits for one that a person has just allowed: they want its tools now. */
	readonly patientMs: number;
	readonly warn: (text: string) => void;
}

export interface ToolServers {
	/** What is offered to a model now; the same list while nothing changed. */
	tools(): readonly AgentTool[];
	/** Start what may be started without a question. */
	begin(): void;
	/** Before a turn: ask about servers that were never started, and give those that start a moment. Never rejects. */
	prepare(signal: AbortSignal): Promise<void>;
	/** What there is and how it is, as lines for a person. */
	lines(): readonly string[];
	/** Start one by its name, whatever was answered before; gives what came of it as a line. */
	start(name: string, signal: AbortSignal): Promise<string>;
	close(): Promise<void>;
}

const mostOffered = 40;

export function createToolServers(options: ToolServersOptions): ToolServers {
	return new SessionServers(options);
}

class SessionServers implements ToolServers {
	readonly #options: ToolServersOptions;
	readonly #servers: readonly ToolServer[];
	readonly #broken: readonly BrokenServer[];
	/** Names that a person was asked about in this session, and what they said. */
	readonly #answers = new Map<string, boolean>();
	readonly #told = new Set<string>();
	#tools: readonly AgentTool[] | undefined;

	constructor(options: ToolServersOptions) {
		this.#options = options;
		const usable = options.servers.filter((server): server is ServerConfig => server.kind !== 'broken');
		this.#broken = options.servers.filter(server => server.kind === 'broken');
		this.#servers = usable.map(
			config =>
				new ToolServer(config, () => {
					this.#tools = undefined;
				}),
		);
		for (const {name, file, problem} of this.#broken) {
			this.#tell(`Cannot use the MCP server ${JSON.stringify(name)} of ${file}: ${problem}.`);
		}
	}

	tools(): readonly AgentTool[] {
		this.#tools ??= this.#gather();
		return this.#tools;
	}

	begin(): void {
		for (const server of this.#servers.filter(({state, config}) => state === 'waiting' && this.#mayStart(config))) {
			void this.#start(server);
		}
	}

	async prepare(signal: AbortSignal): Promise<void> {
		this.begin();
		let isWanted = false;
		for (const server of this.#servers) {
			if (server.state === 'waiting' && !this.#answers.has(server.config.name) && !signal.aborted && (await this.#ask(server, signal))) {
				isWanted = true;
				void this.#start(server);
			}
		}

		const starting = this.#servers.filter(({state}) => state === 'starting');
		if (starting.length > 0 && !signal.aborted) {
			const done = new AbortController();
			const time = AbortSignal.any([signal, done.signal]);
			const {waitMs, patientMs} = this.#options;
			const pause = wait(isWanted ? patientMs : waitMs, undefined, {signal: time}).catch(() => {});
			await Promise.race([Promise.all(starting.map(server => server.start())), pause]);
			done.abort();
		}
	}

	lines(): readonly string[] {
		const servers = this.#servers.flatMap(server => this.#describe(server));
		const broken = this.#broken.map(({name, problem}) => `${name}: cannot be used: ${problem}`);
		return servers.length + broken.length === 0 ? ['There are no MCP servers here.'] : [...servers, ...broken];
	}

	async start(name: string, signal: AbortSignal): Promise<string> {
		const server = this.#servers.find(({config}) => config.name === name);
		if (!server) {
			const names = this.#servers.map(({config}) => config.name);
			return `There is no MCP server ${JSON.stringify(name)} that could be started${names.length > 0 ? `; there are ${names.join(', ')}` : ''}.`;
		}

		if (!this.#mayStart(server.config) && !(await this.#ask(server, signal))) {
			return `The MCP server ${name} was not started.`;
		}

		await server.restart();
		this.#report(server);
		return this.#describe(server)[0] ?? '';
	}

	async close(): Promise<void> {
		await Promise.all(this.#servers.map(server => server.close()));
	}

	#mayStart({name, digest}: ServerConfig): boolean {
		const {allowed, approvals} = this.#options;
		return allowed.has(name) || approvals.mayStart(digest) || this.#answers.get(name) === true;
	}

	async #start(server: ToolServer): Promise<void> {
		await server.start();
		this.#report(server);
	}

	/** What a person should know of a start; each sentence once. */
	#report({config, state, problem, refused}: ToolServer): void {
		if (state === 'ended') {
			this.#tell(`The MCP server ${config.name} does not run: ${problem ?? 'it ended'}. /mcp says more.`);
		}

		for (const {raw, reason} of refused) {
			this.#tell(`The tool ${shown(raw)} of the MCP server ${config.name} is left out: ${toDisplay(reason, {maxLength: 300})}`);
		}
	}

	/** The default is no, and no is for this session. */
	async #ask({config}: ToolServer, signal: AbortSignal): Promise<boolean> {
		const {questions, approvals} = this.#options;
		const answer = await questions.permit(
			{
				kind: 'permission',
				tool: `mcp:${config.name}`,
				summary: `start the MCP server ${config.name}, as ${config.file} defines it`,
				detail: definitionOf(config),
				isForeign: false,
				standing: null,
				always: [`start the MCP server ${config.name} for as long as it is defined like this`],
				kept: 'kept in mcp-approvals.json of your home; each of its tools is asked about all the same',
			},
			signal,
		);
		if (signal.aborted) {
			return false;
		}

		const isGranted = answer.kind === 'once' || answer.kind === 'session' || answer.kind === 'always';
		this.#answers.set(config.name, isGranted);
		if (answer.kind === 'always') {
			approvals.allowStart(config.name, config.digest);
		} else if (answer.kind === 'nobody') {
			this.#tell(
				`The MCP server ${config.name} was not started: nobody was there to allow it. Allow it beforehand with --allow mcp:${config.name}.`,
			);
		}

		return isGranted;
	}

	#gather(): readonly AgentTool[] {
		const {gate, approvals} = this.#options;
		const all = this.#servers.flatMap(server => server.tools.map(tool => createMcpTool(server, tool, {gate, approvals})));
		const tools = all.filter(({name}, index) => all.findIndex(other => other.name === name) === index);
		if (tools.length > mostOffered) {
			this.#tell(
				`The MCP servers have ${tools.length} tools; the first ${mostOffered} are offered. Switch servers off that you do not need here ("disabled": true).`,
			);
		}

		return tools.slice(0, mostOffered);
	}

	#describe(server: ToolServer): readonly string[] {
		const {config, state, tools, refused, problem, stderr} = server;
		const what = {
			waiting: this.#answers.get(config.name) === false ? `not started; /mcp start ${config.name} asks again` : 'not started yet',
			starting: 'starting',
			ready: 'running',
			idle: 'not running, as nobody called it for a while; the next call starts it',
			ended: `ended: ${problem ?? 'for no known reason'}`,
		}[state];
		const said = stderr === '' ? [] : stderr.split('\n').slice(-5);
		return [
			`${config.name}: ${what} · ${tools.length} ${tools.length === 1 ? 'tool' : 'tools'} · ${reachOf(config)}`,
			...tools.map(({name}) => `  ${name}`),
			...refused.map(({raw, reason}) => `  left out: ${shown(raw)}: ${toDisplay(reason, {maxLength: 300})}`),
			...said.map(line => `  it wrote: ${toDisplay(line, {maxLength: 300})}`),
		];
	}

	#tell(text: string): void {
		if (!this.#told.has(text)) {
			this.#told.add(text);
			this.#options.warn(text);
		}
	}
}

/** Everything that a yes is about. Values of variables and headers are not shown: they may be secrets. */
function definitionOf(server: ServerConfig): string {
	if (server.kind === 'http') {
		const names = Object.keys(server.headers);
		return [
			server.url,
			...(names.length > 0 ? [`with the headers ${names.join(', ')}`] : []),
			'It runs elsewhere: what it does there, no sandbox holds.',
		].join('\n');
	}

	const names = Object.keys(server.environment);
	return [
		server.words.map(word => (/^[\w./:@=+-]+$/.test(word) ? word : JSON.stringify(word))).join(' '),
		`in the sandbox, with ${server.folder} as /workspace`,
		reachOf(server).replace(/^.*?: /, ''),
		...(names.length > 0 ? [`with the variables ${names.join(', ')}`] : []),
	].join('\n');
}

function shown(name: string): string {
	return toDisplay(name, {maxLength: 80});
}
