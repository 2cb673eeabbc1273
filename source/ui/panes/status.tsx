/** The status line with the one thing on the screen that may move. */

import {Text, useAnimation} from 'ink';
import type {Glyphs} from '../glyphs.ts';
import type {ChatState} from '../store/chat-state.ts';
import type {Theme} from '../theme.ts';
import {type StatusFacts, statusLine} from './status-line.ts';

export interface StatusProps extends Omit<StatusFacts, 'spinner'> {
	readonly chat: ChatState;
	readonly width: number;
	readonly glyphs: Glyphs;
	readonly theme: Theme;
	readonly hasMotion: boolean;
}

export function Status({chat, width, glyphs, theme, hasMotion, ...facts}: StatusProps) {
	const isBusy = chat.phase === 'thinking' || chat.phase === 'running' || facts.work !== null;
	// Text that arrives moves enough by itself, and nothing moves while a person is asked.
	const {frame} = useAnimation({interval: 160, isActive: hasMotion && isBusy && !facts.isAsking});
	const spinner = hasMotion && isBusy ? (glyphs.spinner[frame % glyphs.spinner.length] ?? '') : '';
	return <Text wrap="truncate-end">{theme.paint(statusLine(chat, {...facts, spinner}, glyphs, width))}</Text>;
}
