/** The slash commands that need nothing but the screen. */

import {said, type SlashCommand, type SlashOutcome, slashRow} from '../core/slash-command.ts';
import {twoColumns} from '../core/two-columns.ts';
import type {Outside} from './agent-port.ts';
import {keyHelp} from './input/key-help.ts';
import type {KeyMap} from './input/key-map.ts';
import type {ChatAction, ChatState} from './store/chat-state.ts';
import type {ScreenChange, ScreenState} from './store/screen-state.ts';
import type {Store} from './store/store.ts';
import {lastAnswer, transcriptText} from './store/transcript-text.ts';

/** What the screen can look like. */
export interface ScreenThemes {
	names(): readonly string[];
	/** Why that theme cannot be shown; null where it can. */
	faultOf(name: string): string | null;
}

export interface ScreenCommandOptions {
	readonly chat: Store<ChatState, ChatAction>;
	readonly screen: Store<ScreenState, ScreenChange>;
	readonly themes: ScreenThemes;
	readonly keys: KeyMap;
	readonly outside: Pick<Outside, 'page' | 'copy' | 'keepTheme'>;
	/** All commands, for help. */
	readonly all: () => readonly SlashCommand[];
}

/** The commands of the screen, in the order of help. */
export function createScreenCommands({chat, screen, themes, keys, outside, all}: ScreenCommandOptions): readonly SlashCommand[] {
	async function showTheme(name: string): Promise<SlashOutcome> {
		if (name === '') {
			return {kind: 'choose', title: 'Theme', command: 'theme', choices: themes.names().map(value => ({value, label: value}))};
		}

		if (!themes.names().includes(name)) {
			return said(`There is no theme ${name}; there are ${themes.names().join(', ')}.`);
		}

		const fault = themes.faultOf(name);
		if (fault !== null) {
			return said(`The theme ${name} is not used: ${fault}.`);
		}

		screen.dispatch({theme: name});
		return said(await outside.keepTheme(name));
	}

	return [
		{name: 'help', arguments: '', summary: 'keys and commands', run: () => said(...helpLines(keys, all()))},
		{
			name: 'transcript',
			arguments: '',
			summary: 'the whole conversation in your pager',
			run() {
				outside.page(transcriptText(chat.snapshot().blocks));
				return said('The conversation was shown in the pager.');
			},
		},
		{
			name: 'copy',
			arguments: '',
			summary: 'copy the last answer',
			run() {
				const text = lastAnswer(chat.snapshot().blocks);
				return said(text === '' ? 'There is no answer to copy yet.' : outside.copy(text));
			},
		},
		{name: 'theme', arguments: '[NAME]', summary: 'switch the colours, also for later', run: showTheme},
	];
}

function helpLines(keys: KeyMap, commands: readonly SlashCommand[]): readonly string[] {
	const groups = keyHelp(keys).flatMap(({title, rows}) => [title, ...twoColumns(rows.map(row => [row.keys, row.does])), '']);
	return [...groups, 'Commands', ...twoColumns(commands.map(slashRow))];
}
