import {expect, test} from 'vitest';
import {followedAgent} from '../../source/commands/followed-agent.ts';
import {createPlanner} from '../../source/model/planner/planner.ts';
import {startAgent, turn} from '../agent/talk.ts';
import {temporaryHome} from '../agent/temporary-home.ts';

temporaryHome();

test('a model that came too late, as a turn runs, is followed by nobody; one that is gone on with is', async () => {
	const {agent, server} = await startAgent('silent', []);
	const told: unknown[] = [];
	const followed = followedAgent(agent, model => void told.push(model));
	const stop = new AbortController();
	const running = turn(followed, 'hello', stop.signal);
	await expect.poll(() => server.chats().length).toBe(1);
	const planner = createPlanner();
	expect(() => followed.useModel(planner)).toThrow('A turn is still running');
	expect(told).toEqual([]);
	stop.abort();
	await running;
	followed.useModel(planner);
	expect(told).toEqual([planner]);
	expect([followed.model, agent.model]).toEqual([planner, planner]);
});
