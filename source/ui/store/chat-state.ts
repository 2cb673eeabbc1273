/** The conversation as the screen shows it: one immutable snapshot, made of agent events by `reduceChat`. */

import type {AgentEvent} from '../../core/events.ts';
import type {Restored} from '../agent-port.ts';
import type {Tone} from '../line.ts';
import type {Block} from './blocks.ts';

export interface ChatState {
	readonly blocks: readonly Block[];
	readonly nextId: number;
	/** What the agent is at. */
	readonly phase: 'starting' | 'idle' | 'thinking' | 'answering' | 'running';
	readonly session: string;
	readonly model: string;
	/** Tokens that the model takes; null when unknown. */
	readonly contextWindow: number | null;
	readonly turns: number;
	readonly inputTokens: number;
	readonly outputTokens: number;
	/** In US dollars; null while nothing has a price. */
	readonly cost: number | null;
	/** Input tokens of the last request: what fills the model's window. */
	readonly contextTokens: number;
	/** Files that the agent wrote, in the order of their first change. */
	readonly changedFiles: readonly string[];
}

export type ChatAction =
	| AgentEvent
	| {readonly type: 'ready'; readonly session: string; readonly model: string; readonly contextWindow: number | null}
	| {readonly type: 'notice'; readonly tone: Tone; readonly text: string}
	| {readonly type: 'said'; readonly text: string}
	/** The last turn is over, also where it ended without an event that says so. */
	| {readonly type: 'idle'}
	| {readonly type: 'cleared'}
	/** What a session that is taken up again already holds. */
	| {readonly type: 'restored'; readonly messages: readonly Restored[]};

export const initialChat: ChatState = {
	blocks: [],
	nextId: 1,
	phase: 'starting',
	session: '',
	model: '',
	contextWindow: null,
	turns: 0,
	inputTokens: 0,
	outputTokens: 0,
	cost: null,
	contextTokens: 0,
	changedFiles: [],
};
