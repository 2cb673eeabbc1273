/** Sends a message and feeds what comes back into the conversation's state; one turn at a time. */

import {toSkillLiteError} from '../../../sandbox/index.ts';
import type {AgentEvent} from '../../core/events.ts';
import type {ChatAction, ChatState} from './chat-state.ts';
import type {Store} from './store.ts';

export type Send = (text: string, signal: AbortSignal) => AsyncIterable<AgentEvent>;

export interface Conversation {
	/** Have a turn; what fails is said, never thrown. */
	have(send: Send, text: string): void;
	isRunning(): boolean;
	/** Stop the turn; gives whether there was one. */
	stop(): boolean;
	/** Stop, and wait until the turn has put its children away. */
	close(): Promise<void>;
}

/** A conversation; `onIdle` is called after each turn. */
export function createConversation(chat: Store<ChatState, ChatAction>, onIdle: () => void): Conversation {
	let turn: AbortController | null = null;
	let running: Promise<void> = Promise.resolve();
	let isClosed = false;

	async function converse(send: Send, text: string, controller: AbortController): Promise<void> {
		chat.dispatch({type: 'said', text});
		try {
			for await (const event of send(text, controller.signal)) {
				chat.dispatch(event);
			}
		} catch (thrown) {
			if (!controller.signal.aborted) {
				const {message, hint} = toSkillLiteError(thrown);
				chat.dispatch({type: 'notice', tone: 'bad', text: hint === undefined ? message : `${message}\n${hint}`});
			}
		} finally {
			turn = null;
			chat.dispatch({type: 'idle'});
			if (!isClosed) {
				onIdle();
			}
		}
	}

	return {
		have(send, text) {
			if (turn === null && !isClosed) {
				turn = new AbortController();
				running = converse(send, text, turn);
			}
		},
		isRunning: () => turn !== null,
		stop() {
			const wasRunning = turn !== null && !turn.signal.aborted;
			turn?.abort();
			return wasRunning;
		},
		async close() {
			isClosed = true;
			turn?.abort();
			await running;
		},
	};
}
