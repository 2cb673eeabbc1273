/** What the editor knows, what can happen to it, and what it asks of the program. Plain data; `reduceEditor` connects them. */

import {type Draft, emptyDraft, type Span} from './draft.ts';
import type {Menu, MenuSources} from './menu.ts';
import {type SlashCommand, slashCommands} from './slash.ts';

/** What the last key did, where the next one of its kind goes on with it. */
export type Run =
	| {readonly kind: 'none'}
	| {readonly kind: 'typing'}
	| {readonly kind: 'kill'}
	| {readonly kind: 'yank'; readonly from: number; readonly index: number};

export interface Search {
	readonly query: string;
	/** The entry of the history that is shown; null when none matches. */
	readonly found: number | null;
	/** The draft to go back to. */
	readonly before: Draft;
}

/** A message that waits for the end of the turn. Its tokens stand for pastes of the state. */
export interface Queued {
	readonly text: string;
	readonly pasted: boolean;
}

export interface EditorState {
	readonly draft: Draft;
	/** The large pastes that tokens stand for. */
	readonly pastes: readonly string[];
	/** Whether a large paste went into this draft, expanded or not: its text is not the person's own. */
	readonly pasted: boolean;
	readonly past: readonly Draft[];
	readonly future: readonly Draft[];
	readonly run: Run;
	/** Killed texts, the latest first. */
	readonly kills: readonly string[];
	/** The column that up and down keep to. */
	readonly goalColumn: number | null;
	/** What was sent before, the latest last. */
	readonly history: readonly string[];
	/** Which entry is shown, and the draft that waits behind the last one. */
	readonly recall: {readonly index: number; readonly kept: Draft} | null;
	readonly search: Search | null;
	readonly menu: Menu | null;
	/** The menu was closed by hand and stays so until the draft has none. */
	readonly menuClosed: boolean;
	readonly sources: MenuSources;
	readonly queue: readonly Queued[];
	/** A turn runs. */
	readonly busy: boolean;
	/** The next Ctrl+C leaves. */
	readonly quitArmed: boolean;
	/** One line for the person, until the next key. */
	readonly notice: string | null;
	/** Cells that a row of the draft may take, without the prompt; 0 until somebody told. */
	readonly width: number;
}

/** Commands that a key gives to the program around the editor. */
export type AppCommand =
	| 'key-map'
	| 'panel-evolution'
	| 'panel-resources'
	| 'scroll-up'
	| 'scroll-down'
	| 'scroll-top'
	| 'scroll-bottom'
	| 'toggle-last-tool'
	| 'toggle-mouse'
	| 'redraw'
	| 'focus-next'
	| 'focus-previous';

/** What a key, or the program, does to the editor. */
export type EditorAction =
	| {readonly kind: 'none'}
	| {readonly kind: 'insert'; readonly text: string}
	| {readonly kind: 'paste'; readonly text: string}
	| {readonly kind: 'newline'}
	| {readonly kind: 'enter'}
	| {readonly kind: 'move'; readonly to: Span | 'up' | 'down'}
	| {readonly kind: 'delete'; readonly span: Span}
	| {readonly kind: 'kill'; readonly span: Span}
	| {readonly kind: 'yank'}
	| {readonly kind: 'yank-older'}
	| {readonly kind: 'undo'}
	| {readonly kind: 'redo'}
	| {readonly kind: 'complete'}
	| {readonly kind: 'search'}
	| {readonly kind: 'expand-paste'}
	| {readonly kind: 'copy-draft'}
	| {readonly kind: 'edit-outside'}
	| {readonly kind: 'escape'}
	| {readonly kind: 'interrupt'}
	| {readonly kind: 'end-of-input'}
	| {readonly kind: 'suspend'}
	| {readonly kind: 'app'; readonly command: AppCommand}
	// From the program.
	| {readonly kind: 'disarm-quit'}
	| {readonly kind: 'replace'; readonly text: string}
	| {readonly kind: 'busy'; readonly busy: boolean}
	| {readonly kind: 'resize'; readonly width: number}
	| {readonly kind: 'files'; readonly files: readonly string[]}
	| {readonly kind: 'commands'; readonly commands: readonly SlashCommand[]}
	| {readonly kind: 'history'; readonly entries: readonly string[]}
	| {readonly kind: 'notice'; readonly text: string | null};

/** What the program is to do. */
export type EditorEffect =
	/** Send a message. `pasted`: it holds a paste of more than three lines, which is foreign text to the agent. */
	| {readonly kind: 'submit'; readonly text: string; readonly pasted: boolean}
	| {readonly kind: 'command'; readonly name: string; readonly args: string; readonly skill?: string}
	| {readonly kind: 'shell'; readonly line: string}
	| {readonly kind: 'quit'}
	/** Stop the turn. */
	| {readonly kind: 'interrupt'}
	| {readonly kind: 'copy'; readonly text: string}
	/** Open the person's editor; its text comes back as `replace`. */
	| {readonly kind: 'external-editor'; readonly text: string}
	| {readonly kind: 'suspend'}
	/** Look which files there are; they come back as `files`. */
	| {readonly kind: 'list-files'}
	/** Give the action back after a while. */
	| {readonly kind: 'wait'; readonly ms: number; readonly action: EditorAction}
	| {readonly kind: 'app'; readonly command: AppCommand};

export interface Reduced {
	readonly state: EditorState;
	readonly effect?: EditorEffect;
}

/** An empty editor. */
export const initialEditor: EditorState = {
	draft: emptyDraft,
	pastes: [],
	pasted: false,
	past: [],
	future: [],
	run: {kind: 'none'},
	kills: [],
	goalColumn: null,
	history: [],
	recall: null,
	search: null,
	menu: null,
	menuClosed: false,
	sources: {commands: slashCommands, files: null},
	queue: [],
	busy: false,
	quitArmed: false,
	notice: null,
	width: 0,
};
