/** `/undo` and `/permissions` of a conversation. */

import {ruleLine} from '../agent/permissions/rules.ts';
import type {SlashCommand} from '../core/slash-command.ts';
import type {StartedTools} from './start-tools.ts';

export function createToolCommands({gate, undo}: Pick<StartedTools, 'gate' | 'undo'>): readonly SlashCommand[] {
	return [
		{
			name: 'undo',
			arguments: '',
			summary: 'take back what the last turn changed in files, but for what commands changed',
			run() {
				const undone = undo.undo();
				if (undone === null) {
					return {kind: 'said', lines: ['Nothing to take back.']};
				}

				const left = undone.left.map(({path, why}) => `Left ${path} as it is: ${why}`);
				return {kind: 'said', lines: [`Restored: ${undone.restored.join(', ') || 'nothing'}.`, ...left]};
			},
		},
		{
			name: 'permissions',
			arguments: '[allow|ask|deny TOOL GLOB]',
			summary: 'show the rules for tools, or add one for this session',
			run(argument) {
				const [, act, tool, match] = /^(allow|ask|deny)\s+(\S+)\s+(.+)$/.exec(argument) ?? [];
				if ((act === 'allow' || act === 'ask' || act === 'deny') && tool !== undefined && match !== undefined) {
					gate.add({tool, match, do: act});
				} else if (argument !== '') {
					return {kind: 'said', lines: ['Write /permissions allow|ask|deny TOOL GLOB, for example: /permissions allow bash npm *']};
				}

				const rules = gate.rules().map(rule => `  ${ruleLine(rule)}`);
				return {kind: 'said', lines: ['The last that fits counts, and a denial always:', ...rules]};
			},
		},
	];
}
