import {expect, test} from 'vitest';
import {createAgent} from '../../source/agent/agent.ts';
import {createUpdatePlan} from '../../source/agent/tools/update-plan.ts';
import {createSession} from '../../source/session/transcript.ts';
import {startAgent, turn} from './talk.ts';
import {temporaryHome} from './temporary-home.ts';

temporaryHome();

interface Sent {
	readonly messages: readonly {readonly role: string; readonly content: string}[];
	readonly tools?: unknown;
}

const sent = (chats: readonly unknown[]) => chats as readonly Sent[];

test('a session that begins with plans says so to the model in its instructions, and in none of its messages', async () => {
	const {agent, server} = await startAgent('plain', [createUpdatePlan()], {plan: 'always'});
	await turn(agent, 'hi');
	const [{messages} = {messages: []}] = sent(server.chats());
	expect(messages[0]?.content).toContain('call update_plan');
	expect(messages[1]?.content).toBe('hi');
});

test('a change in the session leaves instructions, tools and earlier messages as they were, and what was said the own words', async () => {
	const {agent, server} = await startAgent('plain', [createUpdatePlan()]);
	await turn(agent, 'one');
	agent.usePlan('always');
	await turn(agent, 'two');
	agent.usePlan('auto');
	await turn(agent, 'three');
	const [first, second, third] = sent(server.chats());
	expect(first?.messages[0]?.content).not.toContain('update_plan');
	expect(second?.messages.slice(0, 2)).toEqual(first?.messages);
	expect(third?.messages.slice(0, 4)).toEqual(second?.messages);
	expect([second?.tools, third?.tools]).toEqual([first?.tools, first?.tools]);
	expect(second?.messages.at(-1)?.content).toMatch(/^\[Begin this with a plan[^\n]*\]\n\ntwo$/);
	expect(third?.messages.at(-1)?.content).toBe('three');
	expect(agent.said().map(({text}) => text)).toEqual(['one', 'two', 'three']);
});

test('a session that is gone on with sends the same messages again', async () => {
	const {agent, server, session} = await startAgent('plain', [createUpdatePlan()]);
	agent.usePlan('never');
	await turn(agent, 'one');
	session.close();
	const again = createAgent({model: agent.model, tools: [createUpdatePlan()], session: createSession(session.id)});
	await turn(again, 'two');
	again.close();
	const [first, second] = sent(server.chats());
	expect(second?.messages.slice(0, 2)).toEqual(first?.messages);
	expect(first?.messages[1]?.content).toMatch(/without update_plan/);
});

test('a session that began without plans cannot be given them', async () => {
	const {agent} = await startAgent('plain', [], {plan: 'never'});
	expect(() => agent.usePlan('always')).toThrow('began without plans');
	agent.usePlan('never');
	expect(agent.plan).toBe('never');
});
