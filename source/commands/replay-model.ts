/** A model for replays: what it can choose from, and the words that a session with this set or that would begin with. */

import {emptyPolicy} from '../../sandbox/index.ts';
import {createGate} from '../agent/permissions/gate.ts';
import {createTaint} from '../agent/permissions/taint.ts';
import {createOwnTools} from '../agent/tools/own-tools.ts';
import {renderSet, holdingFor} from '../evolution/render.ts';
import type {ReplayModel} from '../evolution/replays/project-replays.ts';
import {systemPrompt} from '../agent/system-prompt.ts';
import {type TaskPlace, taskRunner} from './task-runner.ts';
import {nobodyAnswers} from '../core/question.ts';
import type {ToolDefinition} from '../core/tool.ts';
import type {ChatModel} from '../model/chat-model.ts';

/** Prompt and tools as data, since a single step runs nothing; whole tasks are run in a copy of the project's folder. */
export function replayModel(model: ChatModel, tools: readonly ToolDefinition[], place: TaskPlace): ReplayModel {
	return {
		model,
		runner: taskRunner(model, place),
		tools: tools.map(({name, description, parameters}) => ({name, description, parameters})),
		prompt: artefacts => systemPrompt({evolved: renderSet(holdingFor(artefacts, model.name))}),
	};
}

/** What a session in this folder would offer to a model, described only: nobody can run them. */
export function describedTools(workspace: string, skillTools: readonly ToolDefinition[]): readonly ToolDefinition[] {
	const own = createOwnTools({
		workspace,
		label: 'foreign',
		gate: createGate({rules: [], questions: nobodyAnswers, taint: createTaint()}),
		questions: nobodyAnswers,
		readOnly: false,
		network: emptyPolicy.network,
		limits: {},
		approve: 'none',
		mask: text => text,
	});
	try {
		const names = new Set(own.tools.map(({name}) => name));
		return [...own.tools, ...skillTools.filter(({name}) => !names.has(name))];
	} finally {
		own.close();
	}
}
