/** Keys of the tool panes and of the side panel, while one of them has the focus. */

import type {Key} from 'ink';
import {toDisplay} from '../../sandbox/index.ts';
import type {Outside} from './agent-port.ts';
import {nameOfKey} from './input/key-names.ts';
import type {KeyMap} from './input/key-map.ts';
import type {Line} from './line.ts';
import {itemsOf} from './panes/side-lines.ts';
import type {Block, ToolBlock} from './store/blocks.ts';
import type {ChatAction, ChatState} from './store/chat-state.ts';
import type {EvolutionView} from './store/evolution-view.ts';
import {nextTool, type ScreenChange, type ScreenState, toggle} from './store/screen-state.ts';
import type {Store} from './store/store.ts';
import {toolText} from './store/transcript-text.ts';
import {moveScroll} from './store/window.ts';

/** What the screen shows at the moment of a key. */
export interface View {
	readonly bodyRows: number;
	readonly hasSide: boolean;
	readonly isWide: boolean;
	/** Ids of the blocks that are seen. */
	readonly seen: readonly number[];
	/** Rows that the key map can be scrolled by. */
	readonly lastHelp: number;
	/** Rows that the question can be scrolled by. */
	readonly lastReview: number;
	linesOf(block: Block): readonly Line[];
}

export interface FocusKeys {
	/** Gives whether the pane that has the focus took the key. */
	press(input: string, key: Key, view: View): boolean;
	/** The next part of the screen gets the focus: the last tool, the panel, the editor. */
	move(view: View): void;
	scroll(by: number, view: View): void;
}

export interface FocusOptions {
	readonly chat: Store<ChatState, ChatAction>;
	readonly screen: Store<ScreenState, ScreenChange>;
	readonly evolution: EvolutionView;
	readonly keys: KeyMap;
	readonly outside: Pick<Outside, 'page' | 'copy'>;
	/** Stop one call; gives whether it ran. */
	readonly stop: (call: string) => boolean;
}

export function createFocusKeys({chat, screen, evolution, keys, outside, stop}: FocusOptions): FocusKeys {
	function press(input: string, key: Key, view: View): boolean {
		const {focus} = screen.snapshot();
		if (focus === 'editor') {
			return false;
		}

		if (key.escape) {
			screen.dispatch({focus: 'editor', tool: null, rollback: null});
			return true;
		}

		if (key.tab) {
			move(view);
			return true;
		}

		const name = nameOfKey(input, key) ?? '';
		const id = keys.idOf(focus === 'transcript' ? 'tools' : 'panel', name);
		const isTaken = focus === 'transcript' ? pressTranscript(id, view) : pressPanel(id, input);
		if (!isTaken) {
			// A letter belongs to the draft, wherever the focus is.
			screen.dispatch({focus: 'editor', tool: null, rollback: null});
		}

		return isTaken;
	}

	function move(view: View): void {
		const {focus} = screen.snapshot();
		const tools = toolIds(chat.snapshot());
		if (focus === 'editor' && tools.length > 0) {
			focusTool(tools.at(-1) ?? null, view);
		} else if (focus !== 'panel' && view.hasSide && itemsOf(evolution.snapshot()).length > 0) {
			screen.dispatch({focus: 'panel', tool: null, chosen: 0});
		} else {
			screen.dispatch({focus: 'editor', tool: null});
		}
	}

	function scroll(by: number, {bodyRows, linesOf}: View): void {
		screen.dispatch({scroll: moveScroll(chat.snapshot().blocks, linesOf, bodyRows, {scroll: screen.snapshot().scroll, by})});
	}

	function focusTool(id: number | null, {seen}: View): void {
		const mustMove = id !== null && !seen.includes(id);
		screen.dispatch({
			focus: id === null ? 'editor' : 'transcript',
			tool: id,
			...(mustMove ? {scroll: {block: id, lines: Number.POSITIVE_INFINITY}} : {}),
		});
	}

	function pressTranscript(id: string | null, view: View): boolean {
		const state = screen.snapshot();
		const tool = chat.snapshot().blocks.find((block): block is ToolBlock => block.kind === 'tool' && block.id === state.tool);
		if (id === 'tool-up' || id === 'tool-down') {
			focusTool(nextTool(toolIds(chat.snapshot()), state.tool, id === 'tool-up' ? -1 : 1), view);
			return true;
		}

		return tool !== undefined && pressTool(id, tool);
	}

	function pressTool(id: string | null, tool: ToolBlock): boolean {
		switch (id) {
			case 'tool-toggle':
				screen.dispatch({toggled: toggle(screen.snapshot(), tool.id)});
				return true;
			case 'tool-output':
				outside.page(toolText(tool));
				return true;
			case 'tool-copy':
				screen.dispatch({remark: outside.copy(toolText(tool))});
				return true;
			case 'tool-kill':
				screen.dispatch({remark: tool.state === 'running' && stop(tool.call) ? '' : 'it does not run'});
				return true;
			default:
				return false;
		}
	}

	function pressPanel(id: string | null, input: string): boolean {
		const {chosen, rollback} = screen.snapshot();
		const state = evolution.snapshot();
		const items = itemsOf(state);
		const item = items[chosen];
		if (item !== undefined && rollback === item.id) {
			// Any other key than the one that is asked for leaves it as it is.
			screen.dispatch({rollback: null});
			if (input === 'y') {
				evolution.rollback(item.id);
			}

			return true;
		}

		if (id === 'panel-up' || id === 'panel-down') {
			screen.dispatch({chosen: Math.max(0, Math.min(items.length - 1, chosen + (id === 'panel-up' ? -1 : 1)))});
			return true;
		}

		return item !== undefined && pressItem(id, item.id, chosen < state.pending.length);
	}

	function pressItem(key: string | null, id: string, isPending: boolean): boolean {
		if (key === 'panel-diff') {
			outside.page(toDisplay(evolution.diff(id), {multiline: true, reveal: true}) || 'It changes no text.');
		} else if (isPending && key === 'panel-approve') {
			evolution.approve(id);
		} else if (isPending && key === 'panel-reject') {
			evolution.reject(id);
		} else if (!isPending && key === 'panel-roll-back') {
			screen.dispatch({rollback: id});
		} else {
			return false;
		}

		return true;
	}

	return {press, move, scroll};
}

/** The tool panes in their order. */
export function toolIds({blocks}: ChatState): readonly number[] {
	return blocks.filter(({kind}) => kind === 'tool').map(({id}) => id);
}
