/** The slash commands that need nothing but the screen. */

import type {CommandResult, Outside, ScreenCommand} from './agent-port.ts';
import {slashCommands} from './input/slash.ts';
import type {ChatAction, ChatState} from './store/chat-state.ts';
import type {ScreenChange, ScreenState} from './store/screen-state.ts';
import type {Store} from './store/store.ts';
import {lastAnswer, transcriptText} from './store/transcript-text.ts';

export type ScreenCommands = Readonly<Record<string, ScreenCommand | undefined>>;

export interface ScreenCommandOptions {
	readonly chat: Store<ChatState, ChatAction>;
	readonly screen: Store<ScreenState, ScreenChange>;
	readonly themes: readonly string[];
	readonly outside: Pick<Outside, 'page' | 'copy'>;
}

/** The keys as `?` shows them. */
export const keyHelp: readonly (readonly [string, string])[] = [
	['Enter', 'send; while the agent works: send after it'],
	['Ctrl+J', 'new line'],
	['Esc', 'close, step back, take back what waits, stop'],
	['Ctrl+C', 'clear the draft, stop, twice: leave'],
	['Tab', 'complete; else: tools, panel, draft'],
	['arrows', 'in the draft; between tools when one has the focus'],
	['Enter, o, y, x', 'on a tool: open, pager, copy, stop'],
	['PageUp, PageDown', 'scroll; End follows again'],
	['Alt+1, Alt+2', 'evolution, resources'],
	['Ctrl+R', 'search what was sent'],
	['Ctrl+G', 'write in your editor'],
	['Ctrl+Z', 'suspend'],
	['Ctrl+D', 'leave'],
];

export function createScreenCommands({chat, screen, themes, outside}: ScreenCommandOptions): ScreenCommands {
	async function chooseTheme(name: string): Promise<CommandResult> {
		screen.dispatch({theme: name});
		return {kind: 'text', tone: 'dim', text: `The theme is ${name}.`};
	}

	return {
		async help() {
			return {kind: 'text', text: helpText()};
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

function helpText(): string {
	const keys = keyHelp.map(([key, what]) => `${key.padEnd(18)}${what}`);
	const commands = slashCommands.map(command => {
		const {name, description} = command;
		return `/${name.padEnd(17)}${description}`;
	});
	return [...keys, '', ...commands].join('\n');
}
