/** From what was found to a model that can be talked to. Each kind in its own chunk: the planner does not pay for the client of the endpoints. */

import type {Settings} from '../core/settings.ts';
import type {ChatModel} from '../model/chat-model.ts';
import {type Learnt, nothingLearnt} from '../model/planner/learnt.ts';
import type {FoundModel} from '../model/find-model.ts';
import {hideValue} from '../session/secrets.ts';

/** `learnt` gives the offline planner what it has learnt; asked for only where it is the planner. */
export async function openModel(
	found: FoundModel,
	settings: Pick<Settings, 'prices'>,
	learnt: () => Learnt = () => nothingLearnt,
): Promise<ChatModel> {
	if (found.kind === 'offline') {
		const {createPlanner} = await import('../model/planner/planner.ts');
		const known = learnt();
		return createPlanner(() => known);
	}

	if (found.apiKey !== null) {
		hideValue(found.apiKey);
	}

	const [{createOpenAiModel}, {createQuirkStore}] = await Promise.all([
		import('../model/openai-model.ts'),
		import('../model/known-quirks.ts'),
	]);
	return createOpenAiModel({endpoint: found, prices: settings.prices, known: createQuirkStore(found)});
}
