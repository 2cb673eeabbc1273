/**
One recorded task, run again for real: the agent's own turn with its model, prompt, tools and sandbox, in a copy of the
workspace that goes afterwards. Judged by the exit code of the recorded check alone.

Nothing leaves the copy: no network, nobody to ask, no memory, no recording. What a rule of the person's keeps from the agent is
not in it, and what one denies is denied there. Whatever is in doubt (a file that is another one,
a check that says yes beforehand or cannot be run, a turn that came to no answer, too many tokens, a time-out) decides nothing.
*/

import {mkdirSync, mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {digestOf, emptyPolicy, type Limits, runCommand} from '../../sandbox/index.ts';
import {createAgent} from '../agent/agent.ts';
import {gatherTools} from '../agent/agent-tools.ts';
import {createGate} from '../agent/permissions/gate.ts';
import {decide, defaultRules, type PermissionRule} from '../agent/permissions/rules.ts';
import {createTaint} from '../agent/permissions/taint.ts';
import {createOwnTools} from '../agent/tools/own-tools.ts';
import {nobodyAnswers} from '../core/question.ts';
import type {ArtefactSet} from '../evolution/candidate.ts';
import type {ArmOutcome} from '../evolution/ports.ts';
import {holdingFor, renderSet} from '../evolution/render.ts';
import {meteredModel} from '../evolution/replays/metered-model.ts';
import {dearestTask, type RecordedTask} from '../evolution/replays/recorded-task.ts';
import type {ChatModel} from '../model/chat-model.ts';
import {createMask} from '../session/secrets.ts';
import {createUnkeptSession} from '../session/unkept-session.ts';
import {changedSince, type CopiedFiles, copyWorkspace, removeCopies} from './workspace-copy.ts';

export interface TaskArm {
	readonly model: ChatModel;
	readonly artefacts: ArtefactSet;
	readonly workspace: string;
	/** The person's own. */
	readonly rules: readonly PermissionRule[];
	readonly limits: Partial<Limits>;
	readonly longestMs: number;
	/** What each task began from, by its id; kept by the caller over the arms. */
	readonly begun: Map<string, string>;
}

const longestCheckSeconds = 120;
const mostSteps = 25;

/** What the agent may do in the copy without asking; everything else is refused, as nobody is there. */
const inTheCopy: readonly PermissionRule[] = [
	...['write_file', 'edit_file', 'make_directory', 'move', 'delete'].map(
		tool => ({tool, match: '**', do: 'allow', scope: 'flag'}) as const,
	),
	{tool: 'bash', match: '*', do: 'allow', scope: 'flag', evenOpaque: true},
	{tool: 'fetch_url', match: '**', do: 'deny', scope: 'flag'},
];

/** Run it. Rejects only when `signal` fires. */
export async function runTask(task: RecordedTask, arm: TaskArm, signal: AbortSignal): Promise<ArmOutcome> {
	const meter = meteredModel(arm.model, dearestTask);
	const limits = AbortSignal.any([signal, AbortSignal.timeout(arm.longestMs)]);
	const root = mkdtempSync(join(tmpdir(), 'skilllite-task-'));
	const remove = () => removeCopies(root);
	process.once('exit', remove);
	let solved: boolean | null = null;
	try {
		solved = await solve(task, {...arm, model: meter.model}, {root, signal: limits});
	} catch {
		// A file, the sandbox or the model failed: nothing was shown.
	} finally {
		if (remove()) {
			process.off('exit', remove);
		}
	}

	signal.throwIfAborted();
	const isCertain = solved !== null && !meter.isOver() && !limits.aborted;
	return {solved: solved === true && isCertain, tokens: meter.spent(), missed: !isCertain};
}

interface Room {
	readonly root: string;
	readonly signal: AbortSignal;
}

/** Whether it was solved; null for every doubt. */
async function solve(task: RecordedTask, arm: TaskArm, {root, signal}: Room): Promise<boolean | null> {
	const first = copyInto(join(root, 'before'), arm, task);
	if (first === null || !isSameBeginning(first.files, arm, task) || (await check(task, first.folder, arm, signal)) !== false) {
		return null;
	}

	const second = copyInto(join(root, 'work'), arm, task);
	if (second === null || !isSameBeginning(second.files, arm, task) || !(await answer(task, second.folder, arm, signal))) {
		return null;
	}

	// What the check alone changes, as caches, says nothing.
	const free = new Set([...changedSince(first.folder, first.files), ...task.before.map(({path}) => path)]);
	const strayed = [...changedSince(second.folder, second.files)].some(path => !free.has(path));
	const passed = await check(task, second.folder, arm, signal);
	// A pass by way of other files may be one by way of the check's own.
	return passed === true && strayed ? null : passed;
}

function copyInto(
	folder: string,
	{workspace, rules}: TaskArm,
	task: RecordedTask,
): {readonly folder: string; readonly files: CopiedFiles} | null {
	mkdirSync(folder, {mode: 0o700});
	const files = copyWorkspace({folder: workspace, mayRead: path => mayRead(path, workspace, rules)}, folder, task);
	return files && {folder, files};
}

/** Nobody is there to be asked; and bash reads whatever is in the copy. */
function mayRead(path: string, workspace: string, rules: readonly PermissionRule[]): boolean {
	const request = {tool: 'read_file', class: 'read', subjects: [path], aliases: [join(workspace, path)]} as const;
	return decide([...defaultRules, ...rules], request, false).do === 'allow';
}

/** Both arms begin from the same files; somebody may be at work in the workspace meanwhile. */
function isSameBeginning(files: CopiedFiles, {begun}: TaskArm, {id}: RecordedTask): boolean {
	const digest = digestOf(Object.fromEntries(files));
	const known = begun.get(id) ?? digest;
	begun.set(id, known);
	return known === digest;
}

/** The agent's turn; whether it came to an answer. */
async function answer(
	{text}: RecordedTask,
	workspace: string,
	{model, artefacts, rules, limits}: TaskArm,
	signal: AbortSignal,
): Promise<boolean> {
	const taint = createTaint();
	const gate = createGate({rules: [...rules, ...inTheCopy], questions: nobodyAnswers, taint});
	const own = createOwnTools({
		...{workspace, gate, limits, label: 'derived', questions: nobodyAnswers, readOnly: false, approve: 'clean'},
		...{network: emptyPolicy.network, mask: createMask()},
	});
	const agent = createAgent({
		model,
		tools: gatherTools(own.tools, taint, own.results),
		session: createUnkeptSession(),
		evolved: {manifest: null, skillFolders: [], ...renderSet(holdingFor(artefacts, model.name))},
		maxSteps: mostSteps,
	});
	try {
		for await (const event of agent.send(text, {signal})) {
			if (event.type === 'turn.end') {
				return event.result.ended === 'answer';
			}
		}

		return false;
	} finally {
		agent.close();
		own.close();
	}
}

/** The recorded check in the sandbox; null when it came to no exit code. */
async function check({check: {command}}: RecordedTask, workspace: string, {limits}: TaskArm, signal: AbortSignal): Promise<boolean | null> {
	const {ended, exitCode} = await runCommand(
		{
			command: {kind: 'shell', text: command},
			stdin: '',
			workspace,
			policy: {...emptyPolicy, filesystem: {read: [], write: ['.']}},
			limits: {...limits, wallSeconds: Math.min(limits.wallSeconds ?? longestCheckSeconds, longestCheckSeconds)},
		},
		{signal},
	);
	return ended === 'exit' && exitCode !== null ? exitCode === 0 : null;
}
