/** Sends messages one after the other: what is written while the agent is busy waits its turn and can be taken back. */

import {toSkillLiteError} from '../../../sandbox/index.ts';
import type {AgentEvent} from '../../core/events.ts';
import type {ChatAction, ChatState} from './chat-state.ts';
import type {Store} from './store.ts';

export type Send = (text: string, signal: AbortSignal) => AsyncIterable<AgentEvent>;

export interface Conversation {
	/** Send a message, now or when the ones before it are answered. */
	submit(text: string): void;
	/** The agent is there: from now on messages are sent. */
	open(send: Send): void;
	/** Stop the turn; gives whether there was one. */
	stop(): boolean;
	/** Take the last waiting message back. */
	unqueue(): string | null;
	/** Stop, and wait until the turn has put its children away. */
	close(): Promise<void>;
}

export function createConversation(chat: Store<ChatState, ChatAction>): Conversation {
	let send: Send | null = null;
	let turn: AbortController | null = null;
	let running: Promise<void> = Promise.resolve();
	let isClosed = false;

	function pump(): void {
		const [text] = chat.snapshot().queue;
		if (send !== null && turn === null && text !== undefined && !isClosed) {
			chat.dispatch({type: 'dequeued'});
			running = converse(send, text);
		}
	}

	async function converse(to: Send, text: string): Promise<void> {
		const controller = new AbortController();
		turn = controller;
		chat.dispatch({type: 'said', text});
		try {
			for await (const event of to(text, controller.signal)) {
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
			pump();
		}
	}

	return {
		submit(text) {
			chat.dispatch({type: 'queued', text});
			pump();
		},
		open(to) {
			send = to;
			pump();
		},
		stop() {
			const wasRunning = turn !== null && !turn.signal.aborted;
			turn?.abort();
			return wasRunning;
		},
		unqueue() {
			const text = chat.snapshot().queue.at(-1) ?? null;
			if (text !== null) {
				chat.dispatch({type: 'unqueued'});
			}

			return text;
		},
		async close() {
			isClosed = true;
			turn?.abort();
			await running;
		},
	};
}
