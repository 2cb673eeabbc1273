/** What keys and commands do. Holds the stores; knows nothing of React, so that each key can be tested as it is. */

import type {Key} from 'ink';
import {initialEditor} from './input/editor-state.ts';
import {readKey} from './input/read-keys.ts';
import {type EditorEffect, reduceEditor} from './input/reduce-editor.ts';
import type {Line} from './line.ts';
import type {Panel} from './layout.ts';
import {itemsOf} from './panes/side-lines.ts';
import type {Block} from './store/blocks.ts';
import {type ChatAction, type ChatState, initialChat} from './store/chat-state.ts';
import {type Conversation, createConversation} from './store/conversation.ts';
import {createEvolutionView, type EvolutionView} from './store/evolution-view.ts';
import {reduceChat} from './store/reduce-chat.ts';
import {createReviewDesk, type ReviewDesk} from './store/review-desk.ts';
import {initialScreen, nextTool, reduceScreen, type ScreenChange, type ScreenState, toggle} from './store/screen-state.ts';
import {coalesced, createStore, type Store} from './store/store.ts';
import {moveScroll} from './store/window.ts';

/** What the screen shows at the moment of a key. */
export interface View {
	readonly bodyRows: number;
	readonly hasSide: boolean;
	readonly isWide: boolean;
	/** Ids of the blocks that are seen. */
	readonly seen: readonly number[];
	linesOf(block: Block): readonly Line[];
}

export interface ControllerOptions {
	/** How long streamed text is held back: more over a slow line. */
	readonly coalesceMs: number;
	readonly evolution?: EvolutionView | undefined;
	/** Commands of the outside by name; each gives what to say, or null for nothing. */
	readonly commands?: Readonly<Record<string, (args: string) => string | null>>;
	/** The person wants to leave. */
	readonly quit: () => void;
	/** Ctrl+Z. */
	readonly suspend: () => void;
}

export interface Controller {
	readonly chat: Store<ChatState, ChatAction>;
	readonly screen: Store<ScreenState, ScreenChange>;
	readonly desk: ReviewDesk;
	readonly conversation: Conversation;
	readonly evolution: EvolutionView;
	press(input: string, key: Key, view: View): void;
	/** A paste, whole: it never answers a question and never sends. */
	paste(text: string): void;
	openPanel(panel: Panel, view: Pick<View, 'isWide'>): void;
	close(): Promise<void>;
}

const quitWindowMs = 2000;
const frequent: ReadonlySet<string> = new Set(['text.delta', 'tool.output', 'tool.usage', 'reasoning.delta']);
const helpText = [
	'/help  /clear  /quit',
	'Enter send · Ctrl+J new line · Esc stop or take back what waits · Ctrl+C clear, stop, twice leave · Ctrl+D leave',
	'PageUp PageDown scroll · Tab tools and panels · Enter open or close a tool · Ctrl+O the last one · Alt+1 Alt+2 panels · Ctrl+Z suspend',
].join('\n');

/** The keys and stores of one conversation. */
export function createController(options: ControllerOptions): Controller {
	const chat = coalesced(reduceChat, initialChat, {isFrequent: ({type}) => frequent.has(type), intervalMs: options.coalesceMs});
	const screen = createStore(reduceScreen, initialScreen);
	const desk = createReviewDesk();
	const conversation = createConversation(chat);
	const evolution = options.evolution ?? createEvolutionView();
	let quitTimer: NodeJS.Timeout | undefined;

	function press(input: string, key: Key, view: View): void {
		if (key.eventType === 'release') {
			return;
		}

		if (key.ctrl && input === 'c') {
			interrupt();
			return;
		}

		screen.dispatch({remark: '', hasHelp: false});
		if (key.ctrl && input === 'z') {
			options.suspend();
		} else if (desk.key(input, key) === 'draft' && !scrolled(key, view) && !global(input, key, view)) {
			pressFocused(input, key, view);
		}
	}

	function pressFocused(input: string, key: Key, view: View): void {
		const {focus} = screen.snapshot();
		if (key.escape) {
			escape();
		} else if (key.tab) {
			moveFocus(view);
		} else if (focus === 'transcript' && pressTranscript(key, view)) {
			// Taken.
		} else if (focus === 'panel' && pressPanel(input, key)) {
			// Taken.
		} else {
			edit(input, key);
		}
	}

	function interrupt(): void {
		if (screen.snapshot().editor.text !== '') {
			screen.dispatch({editor: initialEditor});
		} else if (!conversation.stop()) {
			if (quitTimer !== undefined) {
				options.quit();
				return;
			}

			screen.dispatch({remark: 'Ctrl+C again to quit'});
			quitTimer = setTimeout(() => {
				quitTimer = undefined;
				screen.dispatch({remark: ''});
			}, quitWindowMs);
		}
	}

	/** The first that applies: focus back, queued text back, turn stopped. */
	function escape(): void {
		const {focus, editor} = screen.snapshot();
		if (focus !== 'editor') {
			screen.dispatch({focus: 'editor', tool: null, rollback: null});
			return;
		}

		const text = conversation.unqueue();
		if (text === null) {
			conversation.stop();
		} else {
			const kept = editor.text === '' ? text : `${text}\n${editor.text}`;
			screen.dispatch({editor: reduceEditor(initialEditor, {kind: 'insert', text: kept}).state});
		}
	}

	function global(input: string, key: Key, view: View): boolean {
		if (key.meta && (input === '1' || input === '2')) {
			openPanel(input === '1' ? 'evolution' : 'resources', view);
			return true;
		}

		if (key.ctrl && input === 'o') {
			const last = toolIds(chat.snapshot()).at(-1);
			screen.dispatch(last === undefined ? {remark: 'no tool has run yet'} : {toggled: toggle(screen.snapshot(), last)});
			return true;
		}

		if (input === '?' && screen.snapshot().editor.text === '' && screen.snapshot().focus === 'editor') {
			screen.dispatch({hasHelp: true});
			return true;
		}

		return false;
	}

	function scrolled(key: Key, view: View): boolean {
		const by = key.pageUp ? view.bodyRows - 1 : key.pageDown ? 1 - view.bodyRows : 0;
		if (by !== 0) {
			scroll(by, view);
		}

		return by !== 0;
	}

	function scroll(by: number, {bodyRows, linesOf}: View): void {
		screen.dispatch({scroll: moveScroll(chat.snapshot().blocks, linesOf, bodyRows, {scroll: screen.snapshot().scroll, by})});
	}

	function moveFocus(view: View): void {
		const {focus} = screen.snapshot();
		const tools = toolIds(chat.snapshot());
		if (focus === 'editor' && tools.length > 0) {
			focusTool(tools.at(-1) ?? null, view);
		} else if (focus !== 'panel' && view.hasSide) {
			screen.dispatch({focus: 'panel', tool: null, chosen: 0});
		} else {
			screen.dispatch({focus: 'editor', tool: null});
		}
	}

	function focusTool(id: number | null, {seen}: View): void {
		const mustMove = id !== null && !seen.includes(id);
		screen.dispatch({
			focus: id === null ? 'editor' : 'transcript',
			tool: id,
			...(mustMove ? {scroll: {block: id, lines: Number.POSITIVE_INFINITY}} : {}),
		});
	}

	function pressTranscript(key: Key, view: View): boolean {
		const state = screen.snapshot();
		const tools = toolIds(chat.snapshot());
		if (key.upArrow || key.downArrow) {
			focusTool(nextTool(tools, state.tool, key.upArrow ? -1 : 1), view);
		} else if (key.return && state.tool !== null) {
			screen.dispatch({toggled: toggle(state, state.tool)});
		} else if (key.end) {
			screen.dispatch({scroll: null});
		} else if (key.home) {
			scroll(Number.MAX_SAFE_INTEGER, view);
		} else {
			// A letter belongs to the draft, wherever the focus is.
			screen.dispatch({focus: 'editor', tool: null});
			return false;
		}

		return true;
	}

	function pressPanel(input: string, key: Key): boolean {
		const {chosen, rollback} = screen.snapshot();
		const state = evolution.snapshot();
		const items = itemsOf(state);
		const item = items[chosen];
		if (key.upArrow || key.downArrow) {
			screen.dispatch({chosen: Math.max(0, Math.min(items.length - 1, chosen + (key.upArrow ? -1 : 1))), rollback: null});
		} else if (item !== undefined && rollback === item.id && input === 'y') {
			evolution.rollback(item.id);
			screen.dispatch({rollback: null});
		} else if (item !== undefined && chosen < state.pending.length && (input === 'a' || input === 'x')) {
			(input === 'a' ? evolution.approve : evolution.reject)(item.id);
		} else if (item !== undefined && chosen >= state.pending.length && input === 'r') {
			screen.dispatch({rollback: item.id});
		} else {
			screen.dispatch({focus: 'editor', rollback: null});
			return false;
		}

		return true;
	}

	function edit(input: string, key: Key): void {
		const {state, effect} = reduceEditor(screen.snapshot().editor, readKey(input, key));
		screen.dispatch({editor: state});
		if (effect !== undefined) {
			perform(effect);
		}
	}

	function perform(effect: EditorEffect): void {
		switch (effect.kind) {
			case 'quit':
				options.quit();
				return;
			case 'submit':
				screen.dispatch({scroll: null});
				conversation.submit(effect.text);
				return;
			case 'command':
				command(effect.name, effect.args);
		}
	}

	function command(name: string, args: string): void {
		if (name === 'quit' || name === 'exit') {
			options.quit();
		} else if (name === 'help') {
			chat.dispatch({type: 'notice', tone: 'dim', text: helpText});
		} else if (name === 'clear') {
			chat.dispatch({type: 'cleared'});
			screen.dispatch({scroll: null, toggled: new Set()});
		} else {
			const run = Object.hasOwn(options.commands ?? {}, name) ? options.commands?.[name] : undefined;
			const said = run === undefined ? `There is no command /${name}; /help shows what there is.` : run(args);
			if (said !== null) {
				chat.dispatch({type: 'notice', tone: 'dim', text: said});
			}
		}
	}

	function openPanel(panel: Panel, {isWide}: Pick<View, 'isWide'>): void {
		const {panel: open} = screen.snapshot();
		// Where both are shown by themselves the key hides them; elsewhere it opens the one it names.
		screen.dispatch({panel: isWide ? (open === 'none' ? null : 'none') : open === panel ? null : panel});
	}

	return {
		chat,
		screen,
		desk,
		conversation,
		evolution,
		press,
		paste(text) {
			screen.dispatch({editor: reduceEditor(screen.snapshot().editor, {kind: 'paste', text}).state, focus: 'editor', tool: null});
		},
		openPanel,
		async close() {
			clearTimeout(quitTimer);
			await conversation.close();
			desk.close();
		},
	};
}

function toolIds({blocks}: ChatState): readonly number[] {
	return blocks.filter(({kind}) => kind === 'tool').map(({id}) => id);
}
