/** A model with a ceiling: what it is asked and says is counted, and past the ceiling it is not asked any more. */

import {ModelError} from '../../../sandbox/index.ts';
import type {ChatModel, ChatRequest} from '../../model/chat-model.ts';
import {chargedTokens, estimateTokens} from '../tokens.ts';

export interface MeteredModel {
	readonly model: ChatModel;
	/** As `chargedTokens`. */
	readonly spent: () => number;
	readonly isOver: () => boolean;
}

/** The same model, for at most so many tokens. */
export function meteredModel(model: ChatModel, most: number): MeteredModel {
	let spent = 0;
	let isOver = false;

	async function* stream(request: ChatRequest, signal: AbortSignal) {
		if (spent >= most) {
			isOver = true;
			throw new ModelError('model', 'This task took more tokens than it may.');
		}

		const asked = estimateTokens(JSON.stringify([request.messages, request.tools]));
		let [counted, spoken] = [0, 0];
		try {
			const maxTokens = Math.min(request.maxTokens ?? most, most - spent);
			for await (const event of model.stream({...request, maxTokens}, signal)) {
				counted += event.type === 'usage' ? event.inputTokens + event.outputTokens : 0;
				spoken += event.type === 'text' || event.type === 'reasoning' ? event.text.length : 0;
				spoken += event.type === 'tool-call' ? event.call.argumentsText.length : 0;
				yield event;
			}
		} finally {
			spent += chargedTokens(counted, asked + Math.ceil(spoken / 3));
			isOver ||= spent > most;
		}
	}

	const {name, offline, contextWindow, price = null} = model;
	const metered: ChatModel = {name, offline, contextWindow, price, stream, models: signal => model.models(signal)};
	return {model: metered, spent: () => spent, isOver: () => isOver};
}
