/** What the screen needs of the program around it: an agent to talk to, commands, and the things outside of the screen. */

import type {Tone} from './line.ts';
import type {SkillEntry} from './input/slash.ts';
import type {Send} from './store/conversation.ts';

export interface Remark {
	readonly tone: Tone;
	readonly text: string;
}

export interface RestoredMessage {
	readonly role: 'user' | 'agent';
	readonly text: string;
}

/** An agent that is ready to be talked to. */
export interface ScreenAgent {
	readonly session: string;
	readonly model: string;
	/** Tokens that the model takes; null when unknown. */
	readonly contextWindow: number | null;
	readonly send: Send;
	/** What is said before the first message. */
	readonly welcome: readonly Remark[];
	/** What the session already holds. */
	readonly messages: readonly RestoredMessage[];
	readonly skills: readonly SkillEntry[];
	/** Slash commands by name, beside those of the screen itself. */
	readonly commands: Readonly<Record<string, ScreenCommand>>;
}

export interface Option {
	readonly id: string;
	readonly label: string;
	readonly detail: string;
}

/** What a command gives. */
export type CommandResult =
	| {readonly kind: 'text'; readonly text: string; readonly tone?: Tone}
	/** A list to choose from. */
	| {readonly kind: 'choose'; readonly title: string; readonly options: readonly Option[]; choose(id: string): Promise<CommandResult>}
	/** Another agent takes over: another session or another model. */
	| {readonly kind: 'agent'; readonly agent: ScreenAgent}
	/** Send this to the agent. */
	| {readonly kind: 'send'; readonly text: string};

export type ScreenCommand = (args: string, signal: AbortSignal) => Promise<CommandResult>;

/** What the person asks for that is not on the screen. */
export interface Outside {
	readonly quit: () => void;
	/** Ctrl+Z. */
	readonly suspend: () => void;
	/** Show a long text in the person's pager. */
	readonly page: (text: string) => void;
	/** Put a text on the clipboard; gives what to say about it. */
	readonly copy: (text: string) => string;
	/** Let the person edit a text with their own editor; null where that failed. */
	readonly edit: (text: string) => Promise<string | null>;
	/** The files of the workspace, for `@`. */
	readonly listFiles: () => Promise<readonly string[]>;
	/** Paint everything again. */
	readonly redraw: () => void;
}
