/** A model for replays: what it can choose from, and the words that a session with this set or that would begin with. */

import {renderSet, holdingFor} from '../evolution/render.ts';
import type {ReplayModel} from '../evolution/replays/project-replays.ts';
import {systemPrompt} from '../agent/system-prompt.ts';
import type {Flags} from '../core/parse-arguments.ts';
import type {Project} from '../core/paths.ts';
import {nobodyAnswers} from '../core/question.ts';
import type {Settings} from '../core/settings.ts';
import type {ToolDefinition} from '../core/tool.ts';
import type {ChatModel} from '../model/chat-model.ts';
import {startTools} from './start-tools.ts';

/** The prompt and the tools as data: in a replay nothing is run. */
export function replayModel(model: ChatModel, tools: readonly ToolDefinition[]): ReplayModel {
	return {
		model,
		tools: tools.map(({name, description, parameters}) => ({name, description, parameters})),
		prompt: artefacts => systemPrompt({evolved: renderSet(holdingFor(artefacts, model.name))}),
	};
}

export interface ToolList {
	readonly project: Project;
	readonly flags: Flags;
	readonly settings: Settings;
	readonly skillTools: readonly ToolDefinition[];
	readonly warn: (text: string) => void;
}

/** What a session of this project would offer to a model, described only: they cannot be run. */
export function describedTools({project, flags, settings, skillTools, warn}: ToolList): readonly ToolDefinition[] {
	const own = startTools({
		...{flags, settings, warn},
		workspace: project.folder,
		isTrusted: false,
		questions: nobodyAnswers,
		limits: {},
		runner: undefined,
	});
	try {
		const names = new Set<string>();
		return [...own.gather([], true), ...skillTools].filter(({name}) => !names.has(name) && names.add(name));
	} finally {
		own.close();
	}
}
