/** A server's tool as a tool of the agent: asked about by itself, and worth as much as any stranger's text. */

import {digestOf, summarisePolicy, toDisplay, toSkillLiteError} from '../../../sandbox/index.ts';
import {type AgentTool, plainResult, type ToolContext, type ToolResult} from '../../agent/agent-tool.ts';
import type {Gate, GateRequest} from '../../agent/permissions/gate.ts';
import type {Approvals} from './approvals.ts';
import type {OfferedTool} from './offered-tool.ts';
import {resultText} from './result-text.ts';
import type {ServerConfig} from './server-config.ts';
import type {ToolServer} from './tool-server.ts';

export interface McpToolSettings {
	readonly gate: Gate;
	readonly approvals: Approvals;
}

type Arguments = Readonly<Record<string, unknown>>;

export function createMcpTool(server: ToolServer, tool: OfferedTool, settings: McpToolSettings): AgentTool {
	const {name, description} = tool;
	const {$schema: _, ...parameters} = tool.parameters;
	return {
		name,
		description: `${description}\n(From the MCP server ${server.config.name}.)`.trim(),
		parameters,
		async run(args, context) {
			// What is called is what the server has now, not what it had when the model was told of it.
			const current = server.tools.find(other => other.name === name);
			if (!current) {
				return failed(`The MCP server ${server.config.name} has no tool ${name} any more.`);
			}

			return (await permit(args, current, {...settings, server}, context)) ?? call(args, current, server, context);
		},
	};
}

async function permit(
	args: Arguments,
	tool: OfferedTool,
	{gate, approvals, server}: McpToolSettings & {readonly server: ToolServer},
	context: ToolContext,
): Promise<ToolResult | null> {
	const pin = digestOf({server: server.config.digest, tool: tool.digest});
	const known = approvals.pinOf(tool.name);
	const refused = await gate.permit(requestOf(args, tool, server.config, known !== undefined && known !== pin), context);
	if (refused === null) {
		approvals.pin(tool.name, pin);
	}

	return refused;
}

/** A denial by a rule may be about any text among the arguments. */
function requestOf(args: Arguments, tool: OfferedTool, server: ServerConfig, isChanged: boolean): GateRequest {
	const written = JSON.stringify(args, null, '\t');
	const changed = isChanged
		? `What it says of itself is not what it said when you last allowed it. Now:\n${tool.description}\n\nIt is called with:\n`
		: '';
	return {
		tool: tool.name,
		class: 'network',
		subjects: [JSON.stringify(args)],
		aliases: textsIn(args),
		summary: `call ${tool.raw} of the MCP server ${server.name}${isChanged ? ', which has changed' : ''}`,
		detail: `${changed}${written}`,
		flag: `mcp:${server.name}`,
		isChanged,
		standing: {words: `every call of ${tool.name}`, rules: [{tool: tool.name, match: '*'}]},
	};
}

async function call(args: Arguments, tool: OfferedTool, server: ToolServer, context: ToolContext): Promise<ToolResult> {
	const {callId: id, signal, emit} = context;
	emit({type: 'tool.start', id, name: tool.name, policy: reachOf(server.config)});
	try {
		const result = await server.call(tool, args, signal);
		return plainResult({ok: result.isError !== true, text: resultText(result), ended: 'exit', label: 'foreign'});
	} catch (thrown) {
		if (signal.aborted) {
			return plainResult({ok: false, text: 'It was stopped; what it had done by then is not known.', ended: 'cancelled', label: 'core'});
		}

		const {message, hint, code} = toSkillLiteError(thrown);
		return {...failed([message, hint].filter(Boolean).join('\n')), ended: code === 'limit' ? 'wall' : 'exit'};
	}
}

/** Where a call goes, for a person. */
export function reachOf(server: ServerConfig): string {
	return server.kind === 'stdio'
		? `MCP server ${server.name}, in the sandbox: ${summarisePolicy(server.policy, server.limits)}`
		: `MCP server ${server.name}: ${toDisplay(new URL(server.url).origin, {maxLength: 200})}`;
}

function failed(text: string): ToolResult {
	return plainResult({ok: false, text, ended: 'invalid', label: 'foreign'});
}

function textsIn(args: Arguments): readonly string[] {
	const texts: string[] = [];
	for (const left: unknown[] = [args]; left.length > 0 && texts.length < 1000; ) {
		const item = left.pop();
		if (typeof item === 'string') {
			texts.push(item);
		} else if (typeof item === 'object' && item !== null) {
			left.push(...Object.values(item));
		}
	}

	return texts;
}
