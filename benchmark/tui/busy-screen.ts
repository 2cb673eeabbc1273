/** The real screen with an agent that only talks: as many messages as are asked for, then tokens at a steady pace. */

import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import type {AgentEvent, AgentEventBody} from '../../source/core/events.ts';
import type {ScreenAgent} from '../../source/ui/agent-port.ts';
import {openScreen} from '../../source/ui/screen.tsx';

const messageCount = Number(process.env.BENCH_MESSAGES ?? 2000);
const tokenCount = Number(process.env.BENCH_TOKENS ?? 1000);
const tokensPerSecond = Number(process.env.BENCH_PACE ?? 100);
const words = [
	'the',
	'result',
	'**of**',
	'each',
	'`run`',
	'is',
	'kept',
	'beside',
	'its',
	'policy,',
	'so',
	'that',
	'a',
	'reader',
	'finds',
	'it\n',
];

await openScreen({
	project: 'benchmark',
	level: 3,
	isInline: false,
	noColor: false,
	signal: new AbortController().signal,
	start: async () => agent(),
	folder: process.cwd(),
	historyPath: join(process.cwd(), 'history.jsonl'),
	keepTheme: async () => '',
	programs: {page: () => Promise.resolve(), edit: async () => null},
});

function agent(): ScreenAgent {
	const messages = Array.from({length: messageCount}, (_, index) => ({
		kind: index % 2 === 0 ? ('user' as const) : ('agent' as const),
		text: textOf(index),
	}));
	return {
		send: stream,
		shell: stream,
		stopCall: () => false,
		facts: () => ({session: 'bench', model: 'scripted', contextWindow: 128_000, messages}),
		welcome: [],
		skills: [],
		commands: [],
	};
}

/** Between one line and a few paragraphs with a list, as answers are. */
function textOf(index: number): string {
	const sentence = `Message ${index} says that ${'this and that happened, '.repeat(1 + (index % 7))}and no more.`;
	return index % 5 === 0 ? `${sentence}\n\n- **first** point\n- second \`point\`\n\n${sentence}` : sentence;
}

async function* stream(text: string, signal: AbortSignal): AsyncGenerator<AgentEvent> {
	let seq = 0;
	const event = (body: AgentEventBody): AgentEvent => ({
		v: 1,
		seq: ++seq,
		ts: new Date().toISOString(),
		session: 'bench',
		turn: 1,
		...body,
	});
	yield event({type: 'turn.start', text, model: 'scripted'});
	const begun = performance.now();
	for (let token = 0; token < tokenCount && !signal.aborted; token++) {
		// By the clock, not by the pause: a late token does not make all others late.
		await wait(Math.max(0, begun + (token * 1000) / tokensPerSecond - performance.now()));
		yield event({type: 'text.delta', text: `${words[token % words.length]} `});
	}

	yield event({type: 'text.delta', text: 'END'});
	const usage = {inputTokens: 20, outputTokens: tokenCount, cost: null};
	yield event({
		type: 'turn.end',
		result: {
			type: 'result',
			v: 1,
			ok: true,
			text: '',
			session: 'bench',
			model: 'scripted',
			steps: 1,
			tools: [],
			refused: [],
			usage,
			ended: 'answer',
			error: null,
		},
	});
}
