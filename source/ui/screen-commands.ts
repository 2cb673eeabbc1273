/** The slash commands that need nothing but the screen. */

import type {CommandResult, Outside, ScreenCommand} from './agent-port.ts';
import type {KeyMap} from './input/key-map.ts';
import {showKeyName} from './input/key-names.ts';
import {type SlashCommand, slashCommands} from './input/slash.ts';
import type {ChatAction, ChatState} from './store/chat-state.ts';
import type {ScreenChange, ScreenState} from './store/screen-state.ts';
import type {Store} from './store/store.ts';
import {lastAnswer, transcriptText} from './store/transcript-text.ts';

export type ScreenCommands = Readonly<Record<string, ScreenCommand | undefined>>;

export interface ScreenCommandOptions {
	readonly chat: Store<ChatState, ChatAction>;
	readonly screen: Store<ScreenState, ScreenChange>;
	readonly themes: readonly string[];
	readonly keys: KeyMap;
	readonly outside: Pick<Outside, 'page' | 'copy'>;
}

export function createScreenCommands({chat, screen, themes, keys, outside}: ScreenCommandOptions): ScreenCommands {
	async function chooseTheme(name: string): Promise<CommandResult> {
		screen.dispatch({theme: name});
		return {kind: 'text', tone: 'dim', text: `The theme is ${name}.`};
	}

	return {
		async help() {
			return {kind: 'text', text: helpText(keys)};
		},
		async clear() {
			chat.dispatch({type: 'cleared'});
			screen.dispatch({scroll: null, toggled: new Set()});
			return {kind: 'text', tone: 'dim', text: 'The screen is clear; the agent remembers.'};
		},
		async transcript() {
			outside.page(transcriptText(chat.snapshot().blocks));
			return {kind: 'text', tone: 'dim', text: 'The conversation was shown in the pager.'};
		},
		async copy() {
			const text = lastAnswer(chat.snapshot().blocks);
			return {kind: 'text', tone: 'dim', text: text === '' ? 'There is no answer to copy yet.' : outside.copy(text)};
		},
		async theme(name) {
			if (name !== '' && !themes.includes(name)) {
				return {kind: 'text', tone: 'warning', text: `There is no theme ${name}; there are ${themes.join(', ')}.`};
			}

			const options = themes.map(theme => ({id: theme, label: theme, detail: ''}));
			return name === '' ? {kind: 'choose', title: 'Theme', options, choose: chooseTheme} : chooseTheme(name);
		},
	};
}

function helpText({bindings}: KeyMap): string {
	const keys = bindings.map(({keys: names, does}) => `${names.slice(0, 3).map(showKeyName).join(', ').padEnd(28)}${does}`);
	const lines = slashCommands.map(
		(command: SlashCommand) => `${`/${command.name} ${command.args ?? ''}`.padEnd(28)}${command.description}`,
	);
	return [...keys, '', ...lines].join('\n');
}
