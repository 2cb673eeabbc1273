/** `/undo` and `/permissions` of a conversation. */

import {toDisplay} from '../../sandbox/index.ts';
import {ruleLine} from '../agent/permissions/rules.ts';
import type {SlashCommand} from './chat-loop.ts';
import type {Output} from './output.ts';
import type {StartedTools} from './start-tools.ts';

export function createToolCommands({gate, undo}: StartedTools, output: Output): readonly SlashCommand[] {
	return [
		{
			word: '/undo',
			help: 'take back what the last turn changed in files, but for what commands changed',
			run() {
				const undone = undo.undo();
				if (undone === null) {
					output.note('Nothing to take back.');
					return;
				}

				output.note(`Restored: ${undone.restored.map(shown).join(', ') || 'nothing'}.`);
				for (const {path, why} of undone.left) {
					output.warn(`Left ${shown(path)} as it is: ${why}`);
				}
			},
		},
		{
			word: '/permissions',
			help: 'show the rules for tools; add one for this session: /permissions allow|ask|deny TOOL GLOB',
			run(rest) {
				const [, act, tool, match] = /^(allow|ask|deny)\s+(\S+)\s+(.+)$/.exec(rest) ?? [];
				if ((act === 'allow' || act === 'ask' || act === 'deny') && tool !== undefined && match !== undefined) {
					gate.add({tool, match, do: act});
				} else if (rest !== '') {
					output.note('Write /permissions allow|ask|deny TOOL GLOB, for example: /permissions allow bash npm *');
					return;
				}

				output.note(
					`The last that fits counts, and a denial always:\n${gate
						.rules()
						.map(rule => `  ${shown(ruleLine(rule))}`)
						.join('\n')}`,
				);
			},
		},
	];
}

function shown(text: string): string {
	return toDisplay(text, {reveal: true, maxLength: 300});
}
