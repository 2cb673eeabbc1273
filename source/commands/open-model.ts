/** From what was found to a model that can be talked to. Each kind in its own chunk: the planner does not pay for the client of the endpoints. */

import type {Settings} from '../core/settings.ts';
import type {ChatModel} from '../model/chat-model.ts';
import type {FoundModel} from '../model/find-model.ts';
import {hideValue} from '../session/secrets.ts';

export async function openModel(found: FoundModel, settings: Pick<Settings, 'prices'>): Promise<ChatModel> {
	if (found.kind === 'offline') {
		const {createPlanner} = await import('../model/planner/planner.ts');
		return createPlanner();
	}

	if (found.apiKey !== null) {
		hideValue(found.apiKey);
	}

	const {createOpenAiModel} = await import('../model/openai-model.ts');
	return createOpenAiModel({endpoint: found, prices: settings.prices});
}
