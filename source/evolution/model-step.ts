/**
One call of a model that nothing follows: no tool is run, nothing is kept. Its faults (an error, silence, a flood) are
values, and it always costs something, whatever the endpoint counts.
*/

import {toSkillLiteError} from '../../sandbox/index.ts';
import type {ToolCall} from '../core/tool.ts';
import type {ChatModel, ChatRequest} from '../model/chat-model.ts';
import {chargedTokens} from './tokens.ts';

export interface ModelStep {
	readonly text: string;
	readonly calls: readonly ToolCall[];
	/** As `chargedTokens`. */
	readonly tokens: number;
	/** Why there is no answer; null when there is one. */
	readonly failed: string | null;
}

export interface StepLimits {
	readonly signal: AbortSignal;
	readonly timeoutMs?: number | undefined;
}

const longestAnswer = 32 * 1024;
const patienceMs = 120_000;

/** Ask once. Never rejects. */
export async function modelStep(
	model: Pick<ChatModel, 'stream'>,
	request: ChatRequest,
	{signal, timeoutMs = patienceMs}: StepLimits,
): Promise<ModelStep> {
	const flood = new AbortController();
	const limits = AbortSignal.any([signal, flood.signal, AbortSignal.timeout(timeoutMs)]);
	const asked = Math.ceil(JSON.stringify([request.messages, request.tools]).length / 3);
	const calls: ToolCall[] = [];
	let text = '';
	let spoken = 0;
	let counted = 0;
	let failed: string | null = null;
	try {
		for await (const event of model.stream(request, limits)) {
			if (event.type === 'text') {
				text += event.text;
			} else if (event.type === 'tool-call') {
				calls.push(event.call);
			}

			spoken += event.type === 'text' || event.type === 'reasoning' ? event.text.length : 0;
			spoken += event.type === 'tool-call' ? event.call.argumentsText.length : 0;
			counted += event.type === 'usage' ? event.inputTokens + event.outputTokens : 0;
			if (spoken > 8 * longestAnswer || text.length > longestAnswer) {
				failed = 'The answer of the model is too long.';
				flood.abort();
				break;
			}
		}
	} catch (thrown) {
		failed = toSkillLiteError(thrown).message;
	}

	const ended = limits.aborted ? (signal.aborted ? 'Interrupted.' : 'The model took too long.') : null;
	return {text, calls, tokens: chargedTokens(counted, asked + Math.ceil(spoken / 3)), failed: failed ?? ended};
}
