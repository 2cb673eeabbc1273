/** The commands of keys that change what is shown, and nothing of the conversation. */

import type {Outside} from './agent-port.ts';
import {type FocusKeys, toolIds, type View} from './focus-keys.ts';
import type {AppCommand} from './input/editor-state.ts';
import type {Panel} from './layout.ts';
import type {ChatAction, ChatState} from './store/chat-state.ts';
import {type ScreenChange, type ScreenState, toggle} from './store/screen-state.ts';
import type {Store} from './store/store.ts';

export interface ViewCommandOptions {
	readonly chat: Store<ChatState, ChatAction>;
	readonly screen: Store<ScreenState, ScreenChange>;
	readonly focus: FocusKeys;
	readonly outside: Pick<Outside, 'toggleMouse' | 'redraw'>;
	/** What is on the screen; null before anything is. */
	readonly view: () => View | null;
}

/** Does what such a key says. */
export function createViewCommands({chat, screen, focus, outside, view}: ViewCommandOptions): (name: AppCommand) => void {
	function scrollBy(screens: number): void {
		const shown = view();
		if (shown !== null) {
			focus.scroll(screens * Math.max(1, shown.bodyRows - 1), shown);
		}
	}

	/** Where both are shown by themselves the key hides them; elsewhere it opens the one it names. */
	function openPanel(panel: Panel): void {
		const {panel: shown} = screen.snapshot();
		screen.dispatch({panel: view()?.isWide === true ? (shown === 'none' ? null : 'none') : shown === panel ? null : panel});
	}

	function toggleLastTool(): void {
		const last = toolIds(chat.snapshot()).at(-1);
		screen.dispatch(last === undefined ? {remark: 'no tool has run yet'} : {toggled: toggle(screen.snapshot(), last)});
	}

	return name => {
		switch (name) {
			case 'key-map':
				screen.dispatch({help: 0});
				return;
			case 'panel-evolution':
			case 'panel-resources':
				openPanel(name === 'panel-evolution' ? 'evolution' : 'resources');
				return;
			case 'scroll-up':
			case 'scroll-down':
				scrollBy(name === 'scroll-up' ? 1 : -1);
				return;
			case 'scroll-top':
				scrollBy(Number.MAX_SAFE_INTEGER);
				return;
			case 'scroll-bottom':
				screen.dispatch({scroll: null});
				return;
			case 'toggle-last-tool':
				toggleLastTool();
				return;
			case 'toggle-mouse':
				screen.dispatch({remark: outside.toggleMouse()});
				return;
			case 'redraw':
				outside.redraw();
				return;
			case 'focus-next':
			case 'focus-previous': {
				const shown = view();
				if (shown !== null) {
					focus.move(shown);
				}
			}
		}
	};
}
