/** An agent on a scripted model server, and a reader that collects a turn. */

import {onTestFinished} from 'vitest';
import {createAgent, type Agent, type AgentOptions} from '../../source/agent/agent.ts';
import {type AgentTool, plainResult, type ToolContext, type ToolResult} from '../../source/agent/agent-tool.ts';
import type {AgentEvent, ChatResult} from '../../source/core/events.ts';
import {createOpenAiModel} from '../../source/model/openai-model.ts';
import type {Timing} from '../../source/model/retry.ts';
import {createSession, type Session} from '../../source/session/transcript.ts';
import {type ModelServer, startModelServer} from '../model-server/model-server.ts';
import type {Scenario} from '../model-server/scenario.ts';
import type {ScenarioName} from '../model-server/scenarios.ts';

export interface TestAgent {
	readonly agent: Agent;
	readonly server: ModelServer;
	readonly session: Session;
}

export interface Turn {
	readonly events: readonly AgentEvent[];
	readonly result: ChatResult;
	/** All text as it came. */
	readonly text: string;
}

/** Start a model server with this scenario and an agent that talks to it; both end with the test. */
export async function startAgent(
	scenario: Scenario | ScenarioName,
	tools: AgentOptions['tools'] = [calculator()],
	options: Partial<AgentOptions> & {readonly timing?: Timing} = {},
): Promise<TestAgent> {
	const server = await startModelServer(scenario);
	const session = createSession();
	onTestFinished(async () => {
		session.close();
		await server.close();
	});
	const endpoint = {provider: 'custom', baseUrl: server.baseUrl, apiKey: 'test-key', model: 'test-model', source: 'a test'} as const;
	const {timing, ...others} = options;
	const model = createOpenAiModel({endpoint, ...(timing ? {timing} : {})});
	return {agent: createAgent({model, tools, session, ...others}), server, session};
}

/** Nobody waits between two tries. */
export const atOnce: Timing = {now: Date.now, random: () => 0, sleep: async () => {}};

/** Read a turn to its end. */
export async function turn(agent: Agent, text: string, signal?: AbortSignal): Promise<Turn> {
	const events: AgentEvent[] = [];
	for await (const event of agent.send(text, signal ? {signal} : {})) {
		events.push(event);
	}

	const ends = events.filter(event => event.type === 'turn.end');
	const last = events.at(-1);
	if (ends.length !== 1 || last?.type !== 'turn.end') {
		throw new Error(`A turn has one end, as its last event: ${events.map(({type}) => type).join(' ')}`);
	}

	return {events, result: last.result, text: events.map(event => (event.type === 'text.delta' ? event.text : '')).join('')};
}

export function types(events: readonly AgentEvent[]): readonly string[] {
	return events.map(({type}) => type).filter((type, index, all) => type !== all[index - 1]);
}

/** A calculator that runs in the test's own process: for the loop, not for the sandbox. */
export function calculator(
	run: (input: Readonly<Record<string, unknown>>, context: ToolContext) => Promise<ToolResult> = multiply,
): AgentTool {
	const number = {type: 'number'};
	return {
		name: 'calculator',
		description: 'Does arithmetic.',
		parameters: {type: 'object', properties: {operation: {type: 'string'}, a: number, b: number}, required: ['operation', 'a', 'b']},
		run,
	};
}

async function multiply({operation, a, b}: Readonly<Record<string, unknown>>, {callId, emit}: ToolContext): Promise<ToolResult> {
	emit({type: 'tool.start', id: callId, name: 'calculator', policy: 'no network'});
	const result = operation === 'multiply' ? Number(a) * Number(b) : Number(a) + Number(b);
	return plainResult({ok: true, text: JSON.stringify({result}), ended: 'exit', label: 'derived'});
}
