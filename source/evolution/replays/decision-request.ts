/** A recorded decision as a request: what the user wrote and what was called before, under one system prompt or another. Pure. */

import type {ToolDefinition} from '../../core/tool.ts';
import type {ChatMessage, ChatRequest} from '../../model/chat-model.ts';
import type {EarlierCall, RecordedDecision} from './recorded-decision.ts';

/** A call and a few words beside it. */
const longestStep = 1024;

/** What is asked of the model: its next step. */
export function decisionRequest(
	{text, before}: Pick<RecordedDecision, 'text' | 'before'>,
	{prompt, tools}: {readonly prompt: string; readonly tools: readonly ToolDefinition[]},
): ChatRequest {
	return {
		messages: [{role: 'system', content: prompt}, {role: 'user', content: text}, ...before.flatMap(messagesOf)],
		tools,
		maxTokens: longestStep,
	};
}

function messagesOf({tool, input, error, bytes}: EarlierCall, index: number): readonly ChatMessage[] {
	const id = `recorded_${index + 1}`;
	const content = error === null ? `(It went well: ${bytes} characters, not shown.)` : `(It failed: ${error}.)`;
	return [
		{role: 'assistant', content: '', toolCalls: [{id, name: tool, argumentsText: JSON.stringify(input)}]},
		{role: 'tool', toolCallId: id, name: tool, content, ok: error === null},
	];
}
