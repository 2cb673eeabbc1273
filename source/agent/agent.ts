/** The agent: a model, its tools and a session, one turn at a time. Everything it does comes out as events. */

import {SkillLiteError} from '../../sandbox/index.ts';
import type {AgentEvent} from '../core/events.ts';
import type {ChatMessage, ChatModel} from '../model/chat-model.ts';
import type {Session} from '../session/transcript.ts';
import type {AgentTool} from './agent-tool.ts';
import {EventQueue} from './event-queue.ts';
import {systemPrompt} from './system-prompt.ts';
import {runTurn} from './turn.ts';

export interface AgentOptions {
	readonly model: ChatModel;
	readonly tools: readonly AgentTool[];
	readonly session: Session;
	readonly systemPrompt?: string;
	/** Model calls a turn; default 50. */
	readonly maxSteps?: number;
	/** Most tokens of one answer; the endpoint's own limit when left out. */
	readonly maxTokens?: number | undefined;
	readonly clock?: () => Date;
	/** Called with each message before its turn begins. */
	readonly onMessage?: (text: string) => void;
}

export interface Agent {
	/**
	One turn: from a message to its result. The last event is always `turn.end`, whatever happens.

	Aborting `signal` ends the turn as `interrupted` within 100 ms and keeps the text so far; leaving the
	loop early does the same. The next call goes on with the conversation. One turn at a time: throws otherwise.
	*/
	send(text: string, options?: {readonly signal?: AbortSignal}): AsyncGenerator<AgentEvent>;
}

export function createAgent(options: AgentOptions): Agent {
	const {model, tools, session, maxSteps = 50, maxTokens, clock = () => new Date()} = options;
	const history: ChatMessage[] = [{role: 'system', content: options.systemPrompt ?? systemPrompt()}];
	let turn = 0;
	let busy = false;

	async function* send(text: string, {signal}: {readonly signal?: AbortSignal} = {}): AsyncGenerator<AgentEvent> {
		if (busy) {
			throw new SkillLiteError('internal', 'A turn is still running; one conversation has one turn at a time.');
		}

		busy = true;
		options.onMessage?.(text);
		const left = new AbortController();
		const queue = new EventQueue<AgentEvent>();
		const place = {session: session.id, turn: ++turn};
		let seq = 0;
		const running = runTurn({
			text,
			history,
			model,
			tools,
			session,
			maxSteps,
			maxTokens,
			signal: signal ? AbortSignal.any([signal, left.signal]) : left.signal,
			emit: body => queue.push({v: 1, seq: ++seq, ts: clock().toISOString(), ...place, ...body}),
		}).finally(() => queue.close());
		// Its failure is thrown below; without a handler in between it would end the process.
		running.catch(() => {});
		try {
			yield* queue;
			await running;
		} finally {
			left.abort();
			await running.catch(() => {});
			busy = false;
		}
	}

	return {send};
}
