/** `/undo`, `/permissions` and `/mcp` of a conversation. */

import {type PermissionAct, ruleLine} from '../agent/permissions/rules.ts';
import {said, type SlashCommand} from '../core/slash-command.ts';
import {savePermissions} from '../core/user-config.ts';
import type {ToolServers} from '../serve/mcp/tool-servers.ts';
import type {StartedTools} from './start-tools.ts';

type Tools = Pick<StartedTools, 'gate' | 'undo'>;
type Servers = Pick<ToolServers, 'lines' | 'start'>;

export function createToolCommands(tools: Tools, mcp: Servers | null = null): readonly SlashCommand[] {
	return [undoCommand(tools), permissionsCommand(tools), mcpCommand(mcp)];
}

function mcpCommand(mcp: Servers | null): SlashCommand {
	return {
		name: 'mcp',
		arguments: '[start NAME]',
		summary: 'the MCP servers, their tools and how they are; or start one',
		async run(argument, signal) {
			if (mcp === null) {
				return said('There are no MCP servers here: define them in ~/.skilllite/mcp.json, or in .mcp.json of a project that you trust.');
			}

			const [, name] = /^start\s+(.+)$/.exec(argument) ?? [];
			if (argument !== '' && name === undefined) {
				return said('Write /mcp, or /mcp start NAME.');
			}

			return said(...(name === undefined ? mcp.lines() : [await mcp.start(name, signal)]));
		},
	};
}

function undoCommand({undo}: Tools): SlashCommand {
	return {
		name: 'undo',
		arguments: '',
		summary: 'take back what the last turn changed in files, but for what commands changed',
		run() {
			const undone = undo.undo();
			if (undone === null) {
				return said('Nothing to take back.');
			}

			const left = undone.left.map(({path, why}) => `Left ${path} as it is: ${why}`);
			return said(`Restored: ${undone.restored.join(', ') || 'nothing'}.`, ...left);
		},
	};
}

function permissionsCommand({gate}: Tools): SlashCommand {
	return {
		name: 'permissions',
		arguments: '[save] [allow|ask|deny TOOL GLOB]',
		summary: 'show the rules for tools, or add one for this session; save: for every session',
		run(argument) {
			const rule = readRule(argument);
			if (argument !== '' && rule === null) {
				return said('Write /permissions allow|ask|deny TOOL GLOB, for example: /permissions allow bash npm test');
			}

			if (rule) {
				const {isSaved, ...added} = rule;
				if (isSaved) {
					savePermissions([added]);
				}

				gate.add(added);
			}

			return said('The last that fits counts, and a denial always:', ...gate.rules().map(line => `  ${ruleLine(line)}`));
		},
	};
}

interface WrittenRule {
	readonly tool: string;
	readonly match: string;
	readonly do: PermissionAct;
	readonly isSaved: boolean;
}

function readRule(argument: string): WrittenRule | null {
	const [, save, act, tool, match] = /^(save\s+)?(allow|ask|deny)\s+(\S+)\s+(.+)$/.exec(argument) ?? [];
	const isAct = act === 'allow' || act === 'ask' || act === 'deny';
	return isAct && tool !== undefined && match !== undefined ? {tool, match, do: act, isSaved: save !== undefined} : null;
}
