/** What the screen needs of the program around it: an agent to talk to, commands, and the things outside of the screen. */

import type {ImageFacts} from '../core/events.ts';
import type {SlashCommand} from '../core/slash-command.ts';
import type {Tone} from './line.ts';
import type {SkillEntry} from './input/slash.ts';
import type {PastedImage} from './input/pasted-image.ts';
import type {Send} from './store/conversation.ts';

export interface Remark {
	readonly tone: Tone;
	readonly text: string;
}

/** What a session that is taken up again holds, in its order. Untrusted texts. */
export type Restored =
	| {readonly kind: 'user'; readonly text: string; readonly images?: readonly ImageFacts[]}
	| {readonly kind: 'agent' | 'summary'; readonly text: string}
	| {
			readonly kind: 'tool';
			readonly name: string;
			readonly arguments: string;
			readonly ended: string | null;
			readonly ok: boolean;
			readonly text: string;
	  };

/** The conversation as it is now; a command may make it another one. */
export interface ConversationFacts {
	readonly session: string;
	readonly model: string;
	/** Tokens that the model takes; null when unknown. */
	readonly contextWindow: number | null;
	readonly messages: readonly Restored[];
}

/** An agent that is ready to be talked to. */
export interface ScreenAgent {
	readonly send: Send;
	/** Run a line of bash as the person's own act. */
	readonly shell: Send;
	/** Stop one call, by the model's id of it; gives whether it ran. */
	stopCall(id: string): boolean;
	facts(): ConversationFacts;
	/** What is said before the first message. */
	readonly welcome: readonly Remark[];
	/** Those that can be used now: a command may bring more. */
	readonly skills: readonly SkillEntry[];
	/** Slash commands beside those of the screen itself. */
	readonly commands: readonly SlashCommand[];
}

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
	/** A pasted path of a picture as it is mentioned. */
	readonly pastedImage: (text: string) => PastedImage | null;
	/** The files of the workspace, for `@`. */
	readonly listFiles: () => Promise<readonly string[]>;
	/** Paint everything again. */
	readonly redraw: () => void;
	/** Mouse wheel on or off; gives what to say about it. */
	readonly toggleMouse: () => string;
	/** Keep the theme for later conversations; gives what to say about it. */
	readonly keepTheme: (name: string) => Promise<string>;
	/** A message was sent: it may be wanted again. */
	readonly remember: (text: string) => void;
	/** Somebody who looks elsewhere may want to know. */
	readonly notify: (words: string) => void;
}
