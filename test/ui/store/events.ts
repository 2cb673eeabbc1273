/** Events of an agent, as tests write them. */

import type {AgentEvent, AgentEventBody, ChatResult} from '../../../source/core/events.ts';

let seq = 0;

export function event(body: AgentEventBody): AgentEvent {
	return {v: 1, seq: ++seq, ts: '2026-01-01T00:00:00.000Z', session: 's', turn: 1, ...body};
}

export const result: ChatResult = {
	type: 'result',
	v: 1,
	ok: true,
	text: '',
	session: 's',
	model: 'm',
	steps: 1,
	tools: [],
	refused: [],
	usage: {inputTokens: 0, outputTokens: 0, cost: null},
	ended: 'answer',
	error: null,
};

/** A whole call of a tool that prints. */
export function toolCall(id: string, output: string, ok = true): readonly AgentEvent[] {
	return [
		event({type: 'tool.request', id, name: 'echo', arguments: {text: 'hello', n: 2}}),
		event({type: 'tool.start', id, name: 'echo', policy: ''}),
		event({type: 'tool.output', id, stream: 'stdout', text: output}),
		event({
			type: 'tool.end',
			id,
			name: 'echo',
			ended: ok ? 'exit' : 'wall',
			ok,
			text: output,
			usage: {wallMs: 310, cpuMs: 100, maxRssBytes: 24 * 1024 * 1024, processes: 1, writtenBytes: 0},
			denied: [],
			label: 'derived',
		}),
	];
}
