/**
How many tokens a text has at most, as every tokenizer in use counts: three letters of ASCII to one, a CJK character
one, what lies beyond (emoji) three. Only a bound: the provider's own counts scale it, see context.ts.
*/

import type {ToolDefinition} from '../core/tool.ts';
import type {ChatMessage} from '../model/chat-model.ts';

/** What a message costs beside its text: role and separators. */
const perMessage = 4;

export function estimateText(text: string): number {
	let ascii = 0;
	let others = 0;
	for (let index = 0; index < text.length; index++) {
		const unit = text.charCodeAt(index);
		if (unit < 0x80) {
			ascii++;
		} else {
			// Half of a pair counts for half of it.
			others += unit >= 0xd800 && unit <= 0xdfff ? 1.5 : 1;
		}
	}

	return Math.ceil(ascii / 3 + others);
}

/**
A picture at most, as the two ways of counting that are documented come to. OpenAI, high detail: fitted into 2048×2048, its
shorter side brought down to 768, then 85 tokens and 170 for each tile of 512×512. Anthropic: a token for 750 pixels, 1,600 at most.
*/
export function estimateImage({width, height}: {readonly width: number; readonly height: number}): number {
	const fitted = Math.min(1, 2048 / Math.max(width, height, 1));
	const scale = fitted * Math.min(1, 768 / Math.max(1, fitted * Math.min(width, height)));
	const tiles = (side: number) => Math.max(1, Math.ceil((side * scale) / 512));
	return Math.max(85 + 170 * tiles(width) * tiles(height), Math.min(1600, Math.ceil((width * height) / 750)));
}

/** Messages do not change, and a long conversation is counted at every step. */
const counted = new WeakMap<object, number>();

export function estimateMessage(message: ChatMessage): number {
	const known = counted.get(message);
	if (known !== undefined) {
		return known;
	}

	const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
	const images = message.role === 'user' ? (message.images ?? []) : [];
	const tokens =
		perMessage +
		estimateText(message.content) +
		images.reduce((sum, image) => sum + estimateImage(image), 0) +
		calls.reduce((sum, {id, name, argumentsText}) => sum + perMessage + estimateText(id + name + argumentsText), 0);
	counted.set(message, tokens);
	return tokens;
}

export function estimateTools(tools: readonly ToolDefinition[]): number {
	const known = counted.get(tools);
	if (known !== undefined) {
		return known;
	}

	const tokens = tools.reduce(
		(sum, {name, description, parameters}) => sum + 2 * perMessage + estimateText(JSON.stringify({name, description, parameters})),
		0,
	);
	counted.set(tools, tokens);
	return tokens;
}
