/** The agent's own tools on a workspace of their own, with a person who answers what a test says and notes every question. */

import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {onTestFinished} from 'vitest';
import type {ToolContext, ToolResult} from '../../../source/agent/agent-tool.ts';
import {createGate, type Gate} from '../../../source/agent/permissions/gate.ts';
import type {PermissionRule} from '../../../source/agent/permissions/rules.ts';
import {createTaint, type Taint} from '../../../source/agent/permissions/taint.ts';
import {createOwnTools, type OwnTools, type OwnToolSettings} from '../../../source/agent/tools/own-tools.ts';
import type {AgentEventBody} from '../../../source/core/events.ts';
import type {PermissionAnswer, PermissionQuestion} from '../../../source/core/question.ts';

export interface Workbench {
	/** Real path of the workspace. */
	readonly folder: string;
	readonly own: OwnTools;
	readonly gate: Gate;
	readonly taint: Taint;
	readonly events: readonly AgentEventBody[];
	/** Every permission that was asked for. */
	readonly asked: readonly PermissionQuestion[];
	call(name: string, args: Readonly<Record<string, unknown>>): Promise<ToolResult>;
	/** A message of the person: what is called from now on belongs to another turn. */
	nextTurn(): void;
	/** Answers from now on; a function is called before it is answered. */
	answer(next: PermissionAnswer | ((question: PermissionQuestion) => PermissionAnswer)): void;
}

export interface WorkbenchOptions extends Partial<Omit<OwnToolSettings, 'gate' | 'questions' | 'workspace'>> {
	readonly rules?: readonly PermissionRule[];
	readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

/** Below `parent`, which the caller removes. */
export function createWorkbench(parent: string, {rules = [], files = {}, ...settings}: WorkbenchOptions = {}): Workbench {
	const folder = mkdtempSync(join(parent, 'workspace-'));
	for (const [path, content] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, path)), {recursive: true});
		writeFileSync(join(folder, path), content);
	}

	const [asked, events]: [PermissionQuestion[], AgentEventBody[]] = [[], []];
	let answer: PermissionAnswer | ((question: PermissionQuestion) => PermissionAnswer) = {kind: 'nobody'};
	const questions = {
		async permit(question: PermissionQuestion) {
			asked.push(question);
			return typeof answer === 'function' ? answer(question) : answer;
		},
		choose: async () => ({kind: 'text', text: 'blue'}) as const,
	};
	const taint = createTaint();
	const gate = createGate({rules, questions, taint});
	const own = createOwnTools({
		workspace: folder,
		label: 'derived',
		gate,
		questions,
		readOnly: false,
		network: {allow: [], deny: []},
		limits: {},
		approve: 'none',
		mask: text => text,
		...settings,
	});
	onTestFinished(() => own.close());
	const context: Omit<ToolContext, 'turnEntry'> = {
		callId: 'c1',
		signal: new AbortController().signal,
		emit: event => void events.push(event),
		label: 'user',
	};
	let turn = 1;
	return {
		folder,
		own,
		gate,
		taint,
		events,
		asked,
		nextTurn() {
			turn += 1;
		},
		answer(next) {
			answer = next;
		},
		async call(name, args) {
			const tool = own.tools.find(candidate => candidate.name === name);
			if (!tool) {
				throw new Error(`There is no tool ${name}.`);
			}

			return tool.run(args, {...context, turnEntry: `turn-${turn}`});
		},
	};
}
