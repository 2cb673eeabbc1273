/** The tool servers of a session. Nothing of their room is loaded where no file defines one. */

import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {skillliteHome, toSkillLiteError} from '../../sandbox/index.ts';
import type {Agent} from '../agent/agent.ts';
import type {AgentTool} from '../agent/agent-tool.ts';
import type {Gate} from '../agent/permissions/gate.ts';
import type {Flags} from '../core/parse-arguments.ts';
import type {Project} from '../core/paths.ts';
import type {QuestionPort} from '../core/question.ts';
import type {ToolServers} from '../serve/mcp/tool-servers.ts';
import {type StartedTools, serversByFlags} from './start-tools.ts';

export interface McpStart {
	readonly flags: Flags;
	readonly project: Project;
	readonly isTrusted: boolean;
	readonly gate: Gate;
	readonly questions: QuestionPort;
	readonly warn: (text: string) => void;
}

const waitMs = 2000;
/** A server that was just allowed is waited for; and where there is one turn alone, one that comes later comes too late. */
const patientMs = 10_000;

/** Null where there is none, and in a session that only reads: what a server does with a call, nobody can know. */
export async function startMcp({flags, project, isTrusted, gate, questions, warn}: McpStart): Promise<ToolServers | null> {
	const files = [join(skillliteHome(), 'mcp.json'), ...(isTrusted && !project.isHome ? [join(project.folder, '.mcp.json')] : [])];
	const allowed = serversByFlags(flags);
	if (flags.has('read-only') || !files.some(file => existsSync(file))) {
		warnOfUnknown(allowed, [], warn);
		return null;
	}

	try {
		const [{readServers}, {openApprovals}, {createToolServers}] = await Promise.all([
			import('../serve/mcp/read-servers.ts'),
			import('../serve/mcp/approvals.ts'),
			import('../serve/mcp/tool-servers.ts'),
		]);
		const read = readServers({project, isTrusted, env: process.env});
		read.warnings.forEach(warn);
		warnOfUnknown(allowed, read.servers, warn);
		const approvals = openApprovals();
		return read.servers.length === 0
			? null
			: createToolServers({
					...read,
					approvals,
					questions,
					gate,
					allowed,
					waitMs: flags.has('message') ? patientMs : waitMs,
					patientMs,
					warn,
				});
	} catch (thrown) {
		const {message, hint} = toSkillLiteError(thrown);
		warn([`MCP servers are left out. ${message}`, hint].filter(Boolean).join(' '));
		return null;
	}
}

function warnOfUnknown(named: ReadonlySet<string>, servers: readonly {readonly name: string}[], warn: McpStart['warn']): void {
	for (const name of named) {
		if (!servers.some(server => server.name === name)) {
			warn(`--allow names the MCP server ${JSON.stringify(name)}, and there is none of that name here.`);
		}
	}
}

/** The agent's tools and those of servers, as they are now; the same list while nothing changed. */
export function withServers(
	ownNow: () => readonly AgentTool[],
	mcp: ToolServers | null,
	{gather}: StartedTools,
): () => readonly AgentTool[] {
	let own: readonly AgentTool[] = [];
	let foreign: readonly AgentTool[] = [];
	let all: readonly AgentTool[] = [];
	return () => {
		const [ours, theirs] = [ownNow(), mcp?.tools() ?? foreign];
		if (ours !== own || theirs !== foreign) {
			[own, foreign] = [ours, theirs];
			all = [...own, ...gather(foreign, false).filter(({name}) => !own.some(tool => tool.name === name))];
		}

		return all;
	};
}

/** The same agent, whose tool servers are asked about and waited for a moment before a turn. The offline planner has none. */
export function preparedAgent(agent: Agent, mcp: ToolServers | null): Agent {
	if (mcp === null) {
		return agent;
	}

	if (!agent.model.offline) {
		mcp.begin();
	}

	const own: Pick<Agent, 'send'> = {
		async *send(text, options = {}) {
			if (!agent.model.offline) {
				await mcp.prepare(options.signal ?? new AbortController().signal);
			}

			return yield* agent.send(text, options);
		},
	};
	return Object.assign(Object.create(agent), own);
}
