/**
What a long conversation leaves behind: `npm run soak:agent [TURNS]`. Too long for `npm test`.

500 turns over real HTTP, each with a call of a tool, in one session: memory must not grow by more than 30 MB after the
first 50, nor may descriptors. Then the loop alone, with a model that answers at once: at most 5 ms a turn. Exits 1 when
either does not hold.
*/

import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readdirSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type AgentTool, plainResult} from '../../source/agent/agent-tool.ts';
import {type Agent, createAgent} from '../../source/agent/agent.ts';
import {preferSmallHeap} from '../../source/core/small-heap.ts';
import type {ChatModel, ChatRequest} from '../../source/model/chat-model.ts';
import {createOpenAiModel} from '../../source/model/openai-model.ts';
import {createSession} from '../../source/session/transcript.ts';

const turns = Number(process.argv[2] ?? 500);
const warmUp = 50;
const mostGrowthMb = 30;
const mostOverheadMs = 5;
const folder = mkdtempSync(join(tmpdir(), 'skilllite-soak-'));
process.env.SKILLLITE_HOME = folder;
// As `chat` does at a terminal.
preferSmallHeap();

/** As long-lived as that of the program: what listens to it must let go. */
const neverAborted = new AbortController().signal;

const tool: AgentTool = {
	name: 'calculator',
	description: 'Multiplies.',
	parameters: {type: 'object', properties: {a: {type: 'number'}, b: {type: 'number'}}},
	async run({a, b}, {callId, emit}) {
		emit({type: 'tool.start', id: callId, name: 'calculator', policy: 'none'});
		return plainResult({
			ok: true,
			text: JSON.stringify({result: Number(a) * Number(b), padding: 'x'.repeat(500)}),
			ended: 'exit',
			label: 'derived',
		});
	},
};

/** A process of its own: what it keeps of the requests is not ours. */
async function startServer(): Promise<{readonly baseUrl: string; stop(): void}> {
	const server = spawn(process.execPath, [new URL('../model-server/main.ts', import.meta.url).pathname, 'calculator'], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const [line] = await once(server.stdout.setEncoding('utf8'), 'data');
	return {baseUrl: String(line).trim(), stop: () => void server.kill()};
}

/** Gives a call, then an answer, at once. */
function instantModel(): ChatModel {
	let calls = 0;
	return {
		name: 'instant',
		offline: false,
		contextWindow: 8192,
		models: async () => [],
		async *stream({messages}: ChatRequest) {
			if (messages.at(-1)?.role === 'user' && !messages.at(-1)?.content.startsWith('User: ')) {
				yield {type: 'tool-call', call: {id: `call-${++calls}`, name: 'calculator', argumentsText: '{"a":1,"b":2}'}};
				yield {type: 'end', reason: 'tool-calls'};
			} else {
				yield {type: 'text', text: 'Two.'};
				yield {type: 'end', reason: 'stop'};
			}
		},
	};
}

async function turn(agent: Agent, index: number): Promise<boolean> {
	let compacted = false;
	const text = `turn ${index}: what is 15 * 27? ${'Say it well. '.repeat(20)}`;
	for await (const event of agent.send(text, {signal: neverAborted})) {
		compacted ||= event.type === 'context.compacted';
		if (event.type === 'turn.end' && !event.result.ok) {
			throw new Error(`Turn ${index} ended as ${event.result.ended}: ${event.result.error?.message}`);
		}
	}

	return compacted;
}

function belongings() {
	globalThis.gc?.();
	const {rss, heapUsed} = process.memoryUsage();
	return {rssMb: rss / 1024 / 1024, heapMb: heapUsed / 1024 / 1024, descriptors: readdirSync('/proc/self/fd').length};
}

async function soak(): Promise<boolean> {
	const server = await startServer();
	try {
		const endpoint = {provider: 'custom', baseUrl: server.baseUrl, apiKey: null, model: 'test-model', source: 'soak'} as const;
		const session = createSession('soak');
		const agent = createAgent({model: createOpenAiModel({endpoint}), tools: [tool], session, contextWindow: 8192});
		let compactions = 0;
		let before = belongings();
		for (let index = 1; index <= turns; index++) {
			compactions += (await turn(agent, index)) ? 1 : 0;
			if (index === Math.min(warmUp, turns)) {
				before = belongings();
			}
		}

		const after = belongings();
		const transcriptMb = statSync(session.path).size / 1024 / 1024;
		agent.close();
		const growth = after.rssMb - before.rssMb;
		process.stdout.write(
			`${turns} turns, ${compactions} compactions, transcript ${transcriptMb.toFixed(1)} MB\n` +
				`memory ${before.rssMb.toFixed(1)} -> ${after.rssMb.toFixed(1)} MB (heap ${before.heapMb.toFixed(1)} -> ${after.heapMb.toFixed(1)}), ` +
				`descriptors ${before.descriptors} -> ${after.descriptors}\n`,
		);
		return growth <= mostGrowthMb && after.descriptors <= before.descriptors + 2;
	} finally {
		server.stop();
	}
}

async function overhead(): Promise<boolean> {
	const agent = createAgent({model: instantModel(), tools: [tool], session: createSession('overhead')});
	const times: number[] = [];
	const before = process.cpuUsage();
	for (let index = 1; index <= 200; index++) {
		const begun = performance.now();
		await turn(agent, index);
		times.push(performance.now() - begun);
	}

	agent.close();
	const median = times.sort((a, b) => a - b)[100] ?? 0;
	const {user, system} = process.cpuUsage(before);
	const cpu = `${((user + system) / 1000 / 200).toFixed(2)} ms of processor time`;
	process.stdout.write(`the loop alone, with two lines forced to disk: ${median.toFixed(2)} ms a turn (median of 200), ${cpu}\n`);
	return median <= mostOverheadMs;
}

try {
	const results = [await soak(), await overhead()];
	process.exitCode = results.every(Boolean) ? 0 : 1;
} finally {
	rmSync(folder, {recursive: true, force: true});
}
