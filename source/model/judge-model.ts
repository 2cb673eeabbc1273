/** Any chat model as the model of the assisted scan: one question, the whole text of one answer, no tools. */

import {type JudgeModel, ModelError} from '../../sandbox/index.ts';
import type {ChatModel} from './chat-model.ts';

/** More than any answer to a question of the scan; the rest is not waited for. */
const longestAnswer = 250_000;

/** `name` is for people and for the cache: which model, and where. */
export function createJudgeModel(model: ChatModel, name: string): JudgeModel {
	return {
		name,
		async ask({system, user}, signal) {
			let text = '';
			let isWhole = false;
			const messages = [
				{role: 'system', content: system},
				{role: 'user', content: user},
			] as const;
			for await (const event of model.stream({messages, tools: []}, signal)) {
				if (event.type === 'text') {
					text += event.text;
				}

				isWhole ||= event.type === 'end' && event.reason === 'stop';
				if (text.length > longestAnswer) {
					break;
				}
			}

			signal.throwIfAborted();
			if (!isWhole && text.length <= longestAnswer) {
				throw new ModelError('model', `${name} broke off its answer.`);
			}

			return text;
		},
	};
}
