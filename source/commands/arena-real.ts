/** `arena --speed real`: tasks of RuleWorld done by the program's own agent, with its prompt, tools, files, sandbox and checks. */

import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createLatePool, runProgram, SkillLiteError, type Runner} from '../../sandbox/index.ts';
import {createAgent} from '../agent/agent.ts';
import {gatherTools} from '../agent/agent-tools.ts';
import {createGate} from '../agent/permissions/gate.ts';
import {createTaint} from '../agent/permissions/taint.ts';
import {systemPrompt} from '../agent/system-prompt.ts';
import {createOwnTools, type OwnTools} from '../agent/tools/own-tools.ts';
import type {EvolvedContext} from '../core/evolved-context.ts';
import type {QuestionPort} from '../core/question.ts';
import type {ArtefactSet} from '../evolution/candidate.ts';
import type {Perform, Performance} from '../evolution/arena/perform.ts';
import type {World} from '../evolution/arena/worlds.ts';
import {renderSet} from '../evolution/render.ts';
import type {ChatMessage, ChatModel} from '../model/chat-model.ts';
import {createOpenAiModel} from '../model/openai-model.ts';
import {createSession} from '../session/transcript.ts';
import {type ArenaModel, startArenaModel, taskMessage} from './arena-model.ts';

export interface RealArena {
	performerOf(world: World): Perform;
	/** What was done for real: whole tasks, single steps, requests to the model. */
	counts(): {readonly tasks: number; readonly steps: number; readonly requests: number};
	close(): Promise<void>;
}

/** Exit code 0 when the answer is right, 1 when it is not. */
const check = `import re, sys
numbers = [int(number) for number in re.findall(r"[0-9]+", open("task.txt").read())]
sys.exit(0 if open("answer.txt").read().strip() == str(sum(numbers)) else 1)
`;

const nobody: QuestionPort = {permit: async () => ({kind: 'nobody'}), choose: async () => ({kind: 'nobody'})};
const never = new AbortController().signal;

/** Sessions and the audit log of what is run here go to a home of their own, which goes when it is closed. */
export function openRealArena(): RealArena {
	const folder = mkdtempSync(join(tmpdir(), 'skilllite-arena-'));
	const home = process.env.SKILLLITE_HOME;
	process.env.SKILLLITE_HOME = join(folder, 'home');
	const pool = createLatePool();
	const runner: Runner = (job, stdin, hooks) => pool.run(job, stdin, hooks);
	const models: Promise<ArenaModel>[] = [];
	const counts = {tasks: 0, steps: 0};
	let requests = 0;
	return {
		performerOf(world) {
			const server = startArenaModel(world);
			models.push(server);
			return async performance => {
				const {baseUrl, requests: asked} = await server;
				const before = asked();
				const endpoint = {provider: 'custom', baseUrl, apiKey: 'none', model: 'ruleworld', source: 'the arena'} as const;
				const model = createOpenAiModel({endpoint});
				counts[performance.isStep ? 'steps' : 'tasks'] += 1;
				const done = await (performance.isStep ? performStep(performance, model) : performTask(performance, {model, folder, runner}));
				requests += asked() - before;
				return done;
			};
		},
		counts: () => ({...counts, requests}),
		async close() {
			await Promise.all([pool.close(), ...models.map(async server => (await server).close())]);
			if (home === undefined) {
				delete process.env.SKILLLITE_HOME;
			} else {
				process.env.SKILLLITE_HOME = home;
			}

			rmSync(folder, {recursive: true, force: true});
		},
	};
}

interface Place {
	readonly model: ChatModel;
	readonly folder: string;
	readonly runner: Runner;
}

/** A turn of the agent in a folder of its own, and the check in the sandbox. */
async function performTask(performance: Performance, {model, folder, runner}: Place): Promise<boolean> {
	const workspace = mkdtempSync(join(folder, 'task-'));
	mkdirSync(workspace, {recursive: true});
	writeFileSync(join(workspace, 'task.txt'), taskText(performance));
	const taint = createTaint();
	const gate = createGate({rules: [{tool: 'write_file', match: '**', do: 'allow', scope: 'flag'}], questions: nobody, taint});
	const own = createOwnTools({
		...{workspace, gate, runner},
		...{label: 'derived', questions: nobody, readOnly: false, limits: {}, approve: 'clean', mask: text => text},
		network: {allow: [], deny: []},
	});
	try {
		await turn(performance, model, gatherTools(own.tools, taint, own.results), own);
		const outcome = await runProgram(
			{language: 'python', code: check, workspace, read: ['.'], limits: {}, runner},
			{signal: never, accept: async () => true, onStart() {}, onOutput() {}, onUsage() {}},
		);
		if (outcome === null || outcome.ended !== 'exit' || (outcome.exitCode !== 0 && outcome.exitCode !== 1)) {
			throw new SkillLiteError('internal', `A check of the arena did not come to its end: ${outcome?.stderr ?? 'it was not run'}.`);
		}

		return outcome.exitCode === 0;
	} finally {
		own.close();
		rmSync(workspace, {recursive: true, force: true});
	}
}

async function turn(performance: Performance, model: ChatModel, tools: ReturnType<typeof gatherTools>, {undo}: OwnTools): Promise<void> {
	const session = createSession();
	const agent = createAgent({model, tools, session, evolved: contextOf(performance.artefacts), files: undo});
	try {
		for await (const event of agent.send(taskMessage(performance))) {
			if (event.type === 'turn.end' && event.result.ended !== 'answer') {
				throw new SkillLiteError('internal', `A task of the arena ended as ${event.result.ended}.`);
			}
		}
	} finally {
		agent.close();
		rmSync(session.path, {force: true});
	}
}

/** One model call behind what was recorded: whether it calls the tool as the recorded task that went well did. */
async function performStep(performance: Performance, model: ChatModel): Promise<boolean> {
	const text = taskText(performance);
	const read = {id: 'recorded-1', name: 'read_file', argumentsText: '{"path":"task.txt"}'};
	const messages: readonly ChatMessage[] = [
		{role: 'system', content: systemPrompt({evolved: contextOf(performance.artefacts)})},
		{role: 'user', content: taskMessage(performance)},
		{role: 'assistant', content: '', toolCalls: [read]},
		{role: 'tool', toolCallId: read.id, name: read.name, content: text, ok: true},
	];
	const wanted = (text.match(/\d+/g) ?? []).reduce((sum, number) => sum + Number(number), 0);
	for await (const event of model.stream({messages, tools: []}, never)) {
		if (event.type === 'tool-call') {
			return event.call.name === 'write_file' && event.call.argumentsText.includes(`"${wanted}\\n"`);
		}
	}

	return false;
}

function contextOf(artefacts: ArtefactSet): EvolvedContext {
	return {manifest: null, skillFolders: [], ...renderSet(artefacts)};
}

/** Three numbers that differ from task to task. */
function taskText({family, number}: Performance): string {
	return `${family + 1} ${(number * 7919) % 1000} ${(number * 104_729) % 1000}\n`;
}
