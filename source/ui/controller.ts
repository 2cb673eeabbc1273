/** What keys and commands do. Holds the stores; knows nothing of React, so that each key can be tested as it is. */

import type {Key} from 'ink';
import type {SlashChoice, SlashCommand, SlashOutcome} from '../core/slash-command.ts';
import type {ConversationFacts, Outside, ScreenAgent} from './agent-port.ts';
import {createFocusKeys, type View} from './focus-keys.ts';
import type {EditorAction, EditorEffect} from './input/editor-state.ts';
import type {KeyMap} from './input/key-map.ts';
import {readKeys} from './input/read-keys.ts';
import {reduceEditor} from './input/reduce-editor.ts';
import {type SkillEntry, type SlashCommand as MenuCommand, slashCommandsWith} from './input/slash.ts';
import {createPicking} from './picking.ts';
import {createRunningCommands} from './running-commands.ts';
import {createScreenCommands, type ScreenThemes} from './screen-commands.ts';
import {type ChatAction, type ChatState, initialChat} from './store/chat-state.ts';
import {type Conversation, createConversation, type Send} from './store/conversation.ts';
import type {EvolutionView} from './store/evolution-view.ts';
import {reduceChat} from './store/reduce-chat.ts';
import {createReviewDesk, type ReviewDesk} from './store/review-desk.ts';
import {initialScreen, reduceScreen, type ScreenChange, type ScreenState} from './store/screen-state.ts';
import {createSecretField, type SecretField} from './store/secret-field.ts';
import {coalesced, createStore, type Store} from './store/store.ts';
import {createViewCommands} from './view-commands.ts';

export interface ControllerOptions {
	/** How long streamed text is held back: more over a slow line. */
	readonly coalesceMs: number;
	readonly evolution: EvolutionView;
	readonly themes: ScreenThemes;
	/** The keys with the person's own among them. */
	readonly keys: KeyMap;
	readonly outside: Outside;
	/** What was sent in this project before, the latest last. */
	readonly history: readonly string[];
}

export interface Controller {
	readonly chat: Store<ChatState, ChatAction>;
	readonly screen: Store<ScreenState, ScreenChange>;
	readonly desk: ReviewDesk;
	readonly secret: SecretField;
	readonly evolution: EvolutionView;
	/** The agent is there: from now on messages are sent. */
	open(agent: ScreenAgent): void;
	/** This is on the screen now. */
	look(view: View): void;
	/** Let the person choose from a list; null where nothing was chosen. */
	choose(title: string, choices: readonly SlashChoice[]): Promise<string | null>;
	press(input: string, key: Key): void;
	/** A paste, whole: it never answers a question and never sends. */
	paste(text: string): void;
	/** Up by so many lines, or down. */
	scroll(by: number): void;
	/** The draft has so many cells. */
	resize(width: number): void;
	close(): Promise<void>;
}

const frequent: ReadonlySet<string> = new Set(['text.delta', 'tool.output', 'tool.usage', 'reasoning.delta', 'nested']);

/** The keys and stores of one conversation. */
export function createController({coalesceMs, evolution, themes, keys, outside, history}: ControllerOptions): Controller {
	const chat = coalesced(reduceChat, initialChat, {isFrequent: ({type}) => frequent.has(type), intervalMs: coalesceMs});
	const screen = createStore(reduceScreen, initialScreen);
	const desk = createReviewDesk();
	const secret = createSecretField();
	const conversation: Conversation = createConversation(chat, () => {
		outside.notify('The answer is there.');
		settle();
	});
	const running = createRunningCommands({
		commands,
		show: work => screen.dispatch({work}),
		present,
		say: (tone, text) => chat.dispatch({type: 'notice', tone, text}),
		onBusy: isBusy => (isBusy ? edit({kind: 'busy', busy: true}) : settle()),
	});
	const focus = createFocusKeys({chat, screen, evolution, keys, outside, stop: call => agent?.stopCall(call) ?? false});
	const picking = createPicking(screen, (command, value) => running.run(command, value));
	const show = createViewCommands({chat, screen, focus, outside, view: () => view});
	const own: readonly SlashCommand[] = createScreenCommands({chat, screen, themes, keys, outside, all: commands});
	let agent: ScreenAgent | null = null;
	let timer: NodeJS.Timeout | undefined;
	let view: View | null = null;

	function open(next: ScreenAgent): void {
		agent = next;
		showConversation(next.facts());
		for (const {tone, text} of next.welcome) {
			chat.dispatch({type: 'notice', tone, text});
		}

		offerCommands(next);
		settle();
	}

	/** What waits is sent where nothing is at work any more. */
	function settle(): void {
		if (agent !== null && !conversation.isRunning() && !running.isBusy()) {
			edit({kind: 'busy', busy: false});
		}
	}

	function offerCommands({skills}: ScreenAgent): void {
		edit({kind: 'commands', commands: menuOf(commands(), skills)});
	}

	function showConversation({session, model, contextWindow, messages}: ConversationFacts): void {
		chat.dispatch({type: 'ready', session, model, contextWindow});
		chat.dispatch({type: 'restored', messages});
		screen.dispatch({scroll: null, toggled: new Set()});
	}

	function commands(): readonly SlashCommand[] {
		return [...own, ...(agent?.commands ?? []).filter(({name}) => own.every(other => other.name !== name))];
	}

	function press(input: string, key: Key): void {
		if (key.eventType === 'release') {
			return;
		}

		if (secret.store.snapshot() !== null) {
			pressSecret(input, key);
			return;
		}

		const {help} = screen.snapshot();
		const scrolled = help === null || desk.store.snapshot().waiting.length > 0 ? null : scrolledHelp(help, key, view);
		screen.dispatch({remark: '', help: scrolled});
		if (scrolled !== null) {
			return;
		}

		if (key.ctrl && input === 'c') {
			screen.dispatch({focus: 'editor', tool: null, rollback: null});
			picking.leave();
			edit({kind: 'interrupt'});
		} else if (desk.key(input, key) === 'taken' || (help !== null && key.escape)) {
			// Done.
		} else if (picking.press(input, key)) {
			// Done.
		} else if (view === null || !focus.press(input, key, view)) {
			for (const action of readKeys(input, key, keys)) {
				edit(action);
			}
		}
	}

	/** Every key is the field's: what belongs into it must not get into the draft. */
	function pressSecret(input: string, key: Key): void {
		if (key.ctrl && input === 'c') {
			secret.close();
			outside.quit();
		} else {
			secret.key(input, key);
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
				shell(effect.line);
				return;
			case 'command':
				if (effect.skill === undefined) {
					running.run(effect.name, effect.args);
				} else {
					send(effect.args === '' ? `Use the skill ${effect.skill}.` : `Use the skill ${effect.skill}: ${effect.args}`);
				}

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
				show(effect.command);
		}
	}

	/** The turn, then what commands do. Where nothing runs the agent is still being looked for: who will not wait leaves. */
	function interrupt(): void {
		if (!conversation.stop() && !running.stop() && agent === null) {
			outside.quit();
		}
	}

	function send(text: string): void {
		if (agent !== null) {
			converse(agent.send, text);
		}
	}

	function shell(line: string): void {
		if (line === '') {
			screen.dispatch({remark: '! runs a line of bash in the sandbox, as in !ls'});
		} else if (agent !== null) {
			const {shell: run} = agent;
			converse((_, signal) => run(line, signal), `!${line}`);
		}
	}

	function converse(how: Send, text: string): void {
		outside.remember(text);
		screen.dispatch({scroll: null});
		edit({kind: 'busy', busy: true});
		conversation.have(how, text);
	}

	function present(outcome: SlashOutcome): void {
		if (agent !== null) {
			offerCommands(agent);
		}

		switch (outcome.kind) {
			case 'said':
				say(outcome.lines);
				return;
			case 'choose':
				picking.open(outcome);
				return;
			case 'changed':
				if (agent !== null) {
					chat.dispatch({type: 'cleared'});
					showConversation(agent.facts());
				}

				say(outcome.lines);
				if (outcome.draft !== '') {
					edit({kind: 'replace', text: outcome.draft});
				}

				return;
			case 'send':
				send(outcome.text);
				return;
			case 'quit':
				outside.quit();
		}
	}

	function say(lines: readonly string[]): void {
		if (agent !== null) {
			const {session, model, contextWindow} = agent.facts();
			chat.dispatch({type: 'ready', session, model, contextWindow});
		}

		chat.dispatch({type: 'notice', tone: 'plain', text: lines.join('\n')});
		screen.dispatch({scroll: null});
	}

	edit({kind: 'history', entries: history});
	const forgetQuestions = desk.store.subscribe(() => {
		const {waiting, isArmed} = desk.store.snapshot();
		if (isArmed && waiting.length > 0) {
			outside.notify('A question waits for you.');
		}
	});
	return {
		chat,
		screen,
		desk,
		secret,
		evolution,
		open,
		choose: picking.choose,
		press,
		paste(text) {
			if (!secret.paste(text) && desk.paste(text) === 'draft') {
				screen.dispatch({focus: 'editor', tool: null});
				const image = outside.pastedImage(text);
				edit({kind: 'paste', text: image?.text ?? text});
				screen.dispatch({remark: image?.remark ?? ''});
			}
		},
		scroll(by) {
			if (view !== null) {
				focus.scroll(by, view);
			}
		},
		look(seen) {
			view = seen;
			desk.look(seen.lastReview);
		},
		resize: width => edit({kind: 'resize', width}),
		async close() {
			clearTimeout(timer);
			forgetQuestions();
			await Promise.all([conversation.close(), running.close()]);
			desk.close();
			secret.close();
		},
	};
}

/** Where the key map stands after a key; null for a key that closes it. */
function scrolledHelp(help: number, key: Key, view: View | null): number | null {
	const page = Math.max(1, (view?.bodyRows ?? 0) - 3);
	const by = key.upArrow ? -1 : key.downArrow ? 1 : key.pageUp ? -page : key.pageDown ? page : 0;
	return by === 0 ? null : Math.max(0, Math.min(view?.lastHelp ?? 0, help + by));
}

/** The menu behind `/`: the commands that there are, and the skills. */
function menuOf(commands: readonly SlashCommand[], skills: readonly SkillEntry[]): readonly MenuCommand[] {
	const own = commands.map(({name, arguments: args, summary}) => ({name, description: summary, ...(args === '' ? {} : {args})}));
	return [...own, ...slashCommandsWith(skills).filter(({skill}) => skill !== undefined)];
}
