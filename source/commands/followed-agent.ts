import type {Agent} from '../agent/agent.ts';
import type {ChatModel} from '../model/chat-model.ts';

/**
The same agent; `told` hears which model the conversation goes on with, once it does: one that was only looked for, because a
turn began meanwhile, is no reason to send its endpoint anything.
*/
export function followedAgent(agent: Agent, told: (model: ChatModel) => void): Agent {
	const own: Pick<Agent, 'useModel'> = {
		useModel(next) {
			agent.useModel(next);
			told(next);
		},
	};
	return Object.assign(Object.create(agent), own);
}
