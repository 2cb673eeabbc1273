/** What keys and commands do. Holds the stores; knows nothing of React, so that each key can be tested as it is. */

import type {Key} from 'ink';
import {toSkillLiteError} from '../../sandbox/index.ts';
import type {CommandResult, Outside, ScreenAgent} from './agent-port.ts';
import {createFocusKeys, toolIds, type View} from './focus-keys.ts';
import type {AppCommand, EditorAction, EditorEffect} from './input/editor-state.ts';
import type {KeyMap} from './input/key-map.ts';
import {readKey} from './input/read-keys.ts';
import {reduceEditor} from './input/reduce-editor.ts';
import {slashCommandsWith} from './input/slash.ts';
import type {Panel} from './layout.ts';
import {type ScreenCommands, createScreenCommands} from './screen-commands.ts';
import {type ChatAction, type ChatState, initialChat} from './store/chat-state.ts';
import {type Conversation, createConversation} from './store/conversation.ts';
import type {EvolutionView} from './store/evolution-view.ts';
import {pressPicker} from './store/picker.ts';
import {reduceChat} from './store/reduce-chat.ts';
import {createReviewDesk, type ReviewDesk} from './store/review-desk.ts';
import {initialScreen, reduceScreen, type ScreenChange, type ScreenState, toggle} from './store/screen-state.ts';
import {coalesced, createStore, type Store} from './store/store.ts';

export interface ControllerOptions {
	/** How long streamed text is held back: more over a slow line. */
	readonly coalesceMs: number;
	readonly evolution: EvolutionView;
	readonly themes: readonly string[];
	/** The keys with the person's own among them. */
	readonly keys: KeyMap;
	readonly outside: Outside;
}

export interface Controller {
	readonly chat: Store<ChatState, ChatAction>;
	readonly screen: Store<ScreenState, ScreenChange>;
	readonly desk: ReviewDesk;
	readonly evolution: EvolutionView;
	/** The agent is there: from now on messages are sent. */
	open(agent: ScreenAgent): void;
	press(input: string, key: Key, view: View): void;
	/** A paste, whole: it never answers a question and never sends. */
	paste(text: string): void;
	/** The draft has so many cells. */
	resize(width: number): void;
	close(): Promise<void>;
}

const frequent: ReadonlySet<string> = new Set(['text.delta', 'tool.output', 'tool.usage', 'reasoning.delta']);

/** The keys and stores of one conversation. */
export function createController({coalesceMs, evolution, themes, keys, outside}: ControllerOptions): Controller {
	const chat = coalesced(reduceChat, initialChat, {isFrequent: ({type}) => frequent.has(type), intervalMs: coalesceMs});
	const screen = createStore(reduceScreen, initialScreen);
	const desk = createReviewDesk();
	const conversation: Conversation = createConversation(chat, () => edit({kind: 'busy', busy: false}));
	const focus = createFocusKeys({chat, screen, evolution, keys, outside, stop: conversation.stop});
	const own: ScreenCommands = createScreenCommands({chat, screen, themes, keys, outside});
	const closing = new AbortController();
	let agent: ScreenAgent | null = null;
	let timer: NodeJS.Timeout | undefined;
	let choose: ((id: string) => Promise<CommandResult>) | null = null;
	let view: View | null = null;

	function open(next: ScreenAgent): void {
		const isFirst = agent === null;
		agent = next;
		const {session, model, contextWindow, welcome, messages, skills} = next;
		if (!isFirst) {
			chat.dispatch({type: 'cleared'});
		}

		chat.dispatch({type: 'ready', session, model, contextWindow});
		chat.dispatch({type: 'restored', messages});
		for (const {tone, text} of welcome) {
			chat.dispatch({type: 'notice', tone, text});
		}

		edit({kind: 'commands', commands: slashCommandsWith(skills)});
		edit({kind: 'busy', busy: false});
	}

	function press(input: string, key: Key, seen: View): void {
		view = seen;
		if (key.eventType === 'release') {
			return;
		}

		const {picker, hasHelp} = screen.snapshot();
		screen.dispatch({remark: '', hasHelp: false});
		if (key.ctrl && input === 'c') {
			choose = null;
			screen.dispatch({focus: 'editor', tool: null, rollback: null, picker: null});
			edit({kind: 'interrupt'});
		} else if (desk.key(input, key) === 'taken' || (hasHelp && key.escape)) {
			// Done.
		} else if (picker !== null) {
			pick(input, key);
		} else if (!focus.press(input, key, seen)) {
			edit(readKey(input, key, keys));
		}
	}

	function pick(input: string, key: Key): void {
		const {picker} = screen.snapshot();
		const picked = picker === null ? null : pressPicker(picker, input, key);
		if (picked?.kind === 'open') {
			screen.dispatch({picker: picked.picker});
			return;
		}

		const chosen = choose;
		choose = null;
		screen.dispatch({picker: null});
		if (picked?.kind === 'chosen' && chosen !== null) {
			void perform(() => chosen(picked.id));
		}
	}

	function edit(action: EditorAction): void {
		const {state, effect} = reduceEditor(screen.snapshot().editor, action);
		screen.dispatch({editor: state});
		if (effect !== undefined) {
			act(effect);
		}
	}

	function act(effect: EditorEffect): void {
		switch (effect.kind) {
			case 'quit':
				outside.quit();
				return;
			case 'interrupt':
				interrupt();
				return;
			case 'submit':
				send(effect.text);
				return;
			case 'shell':
				chat.dispatch({type: 'notice', tone: 'warning', text: 'Lines of the shell cannot be run here yet.'});
				return;
			case 'command':
				command(effect.name, effect.args, effect.skill);
				return;
			case 'copy':
				screen.dispatch({remark: outside.copy(effect.text)});
				return;
			case 'external-editor':
				void outside
					.edit(effect.text)
					.then(text => edit(text === null ? {kind: 'notice', text: 'The editor could not be used.'} : {kind: 'replace', text}));
				return;
			case 'suspend':
				outside.suspend();
				return;
			case 'list-files':
				void outside.listFiles().then(files => edit({kind: 'files', files}));
				return;
			case 'wait':
				clearTimeout(timer);
				timer = setTimeout(() => edit(effect.action), effect.ms);
				return;
			case 'app':
				app(effect.command);
		}
	}

	/** Where nothing runs the agent is still being looked for: who will not wait leaves. */
	function interrupt(): void {
		if (!conversation.stop() && agent === null) {
			outside.quit();
		}
	}

	function send(text: string): void {
		if (agent !== null) {
			screen.dispatch({scroll: null});
			edit({kind: 'busy', busy: true});
			conversation.have(agent.send, text);
		}
	}

	function command(name: string, args: string, skill: string | undefined): void {
		const run = own[name] ?? (agent !== null && Object.hasOwn(agent.commands, name) ? agent.commands[name] : undefined);
		if (name === 'quit') {
			outside.quit();
		} else if (skill !== undefined) {
			send(args === '' ? `Use the skill ${skill}.` : `Use the skill ${skill}: ${args}`);
		} else if (run !== undefined) {
			void perform(() => run(args, closing.signal));
		} else {
			chat.dispatch({type: 'notice', tone: 'warning', text: `/${name} is not there yet; /help shows what there is.`});
		}
	}

	async function perform(work: () => Promise<CommandResult>): Promise<void> {
		let result: CommandResult;
		try {
			result = await work();
		} catch (thrown) {
			const {message, hint} = toSkillLiteError(thrown);
			result = {kind: 'text', tone: 'bad', text: hint === undefined ? message : `${message}\n${hint}`};
		}

		if (closing.signal.aborted) {
			return;
		}

		switch (result.kind) {
			case 'text':
				chat.dispatch({type: 'notice', tone: result.tone ?? 'plain', text: result.text});
				screen.dispatch({scroll: null});
				return;
			case 'choose':
				choose = result.choose;
				screen.dispatch({picker: {title: result.title, options: result.options, filter: '', chosen: 0}});
				return;
			case 'agent':
				open(result.agent);
				return;
			case 'send':
				send(result.text);
		}
	}

	function app(name: AppCommand): void {
		switch (name) {
			case 'key-map':
				screen.dispatch({hasHelp: true});
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
			case 'toggle-last-tool': {
				const last = toolIds(chat.snapshot()).at(-1);
				screen.dispatch(last === undefined ? {remark: 'no tool has run yet'} : {toggled: toggle(screen.snapshot(), last)});
				return;
			}

			case 'toggle-mouse':
				screen.dispatch({remark: 'the mouse is left to the terminal'});
				return;
			case 'redraw':
				outside.redraw();
				return;
			case 'focus-next':
			case 'focus-previous':
				if (view !== null) {
					focus.move(view);
				}
		}
	}

	function scrollBy(screens: number): void {
		if (view !== null) {
			focus.scroll(screens * Math.max(1, view.bodyRows - 1), view);
		}
	}

	/** Where both are shown by themselves the key hides them; elsewhere it opens the one it names. */
	function openPanel(panel: Panel): void {
		const {panel: shown} = screen.snapshot();
		screen.dispatch({panel: view?.isWide === true ? (shown === 'none' ? null : 'none') : shown === panel ? null : panel});
	}

	return {
		chat,
		screen,
		desk,
		evolution,
		open,
		press,
		paste(text) {
			if (desk.paste(text) === 'draft') {
				screen.dispatch({focus: 'editor', tool: null});
				edit({kind: 'paste', text});
			}
		},
		resize: width => edit({kind: 'resize', width}),
		async close() {
			clearTimeout(timer);
			closing.abort();
			await conversation.close();
			desk.close();
		},
	};
}
