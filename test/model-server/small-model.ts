/** A model with little room that counts as a real one does, about four letters a token, and refuses what is too long. */

import {fields} from './request-body.ts';
import type {Reply, Scenario} from './scenario.ts';

const answer = 'Noted. That is the part of the plan which depends on the weather, so keep it for the afternoon, and bring a coat. '.repeat(
	3,
);

/** Tokens of all that it reads in a request. */
export function tokensIn(body: unknown): number {
	const {messages, tools} = fields(body);
	return Math.ceil(JSON.stringify([messages, tools ?? []]).length / 4);
}

export function smallModel(window: number): Scenario {
	const reply =
		(text: string) =>
		(body: unknown): Reply => {
			const inputTokens = tokensIn(body);
			return inputTokens > window
				? {
						kind: 'error',
						status: 400,
						body: {error: {message: `This model's maximum context length is ${window} tokens, and the request has ${inputTokens}.`}},
					}
				: {kind: 'answer', text, pieceLength: 400, usage: {inputTokens, outputTokens: Math.ceil(text.length / 4)}};
		};
	return {
		title: `Counts, and takes no more than ${window} tokens`,
		steps: [
			{
				when: {lastContains: 'User: '},
				reply: reply('Goal: plan a walk. Decisions: in the afternoon. Files: none. Open questions: none.'),
				times: 'always',
			},
			{reply: reply(answer), times: 'always'},
		],
	};
}
