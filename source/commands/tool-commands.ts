/** `/undo` and `/permissions` of a conversation. */

import {type PermissionAct, ruleLine} from '../agent/permissions/rules.ts';
import type {SlashCommand, SlashOutcome} from '../core/slash-command.ts';
import {savePermissions} from '../core/user-config.ts';
import type {StartedTools} from './start-tools.ts';

type Tools = Pick<StartedTools, 'gate' | 'undo'>;

export function createToolCommands(tools: Tools): readonly SlashCommand[] {
	return [undoCommand(tools), permissionsCommand(tools)];
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

function said(...lines: readonly string[]): SlashOutcome {
	return {kind: 'said', lines};
}
