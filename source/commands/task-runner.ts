/** Who runs recorded tasks again. What that takes (agent, tools, sandbox) is loaded with the first. */

import type {Project} from '../core/paths.ts';
import {limitsFromSettings} from '../core/run-limits.ts';
import type {Settings} from '../core/settings.ts';
import {isTrusted} from '../core/trust.ts';
import type {TaskRunner} from '../evolution/replays/model-replays.ts';
import type {ChatModel} from '../model/chat-model.ts';

export interface TaskPlace {
	readonly project: Project;
	readonly settings: Pick<Settings, 'checks' | 'timeoutSeconds' | 'memoryBytes' | 'permissions'>;
	/** How long one run of a task may take. */
	readonly longestMs?: number;
}

/** Runs tasks of a project that the user trusts, while their check is still what it was. */
export function taskRunner(model: ChatModel, {project, settings, longestMs = 300_000}: TaskPlace): TaskRunner {
	const limits = limitsFromSettings(settings, undefined);
	const rules = settings.permissions.map(rule => ({...rule, scope: 'user'}) as const);
	/** What each task began from: both arms must begin alike. */
	const begun = new Map<string, string>();
	return {
		canRun({check: {name, command}}) {
			const isCurrent = Object.hasOwn(settings.checks, name) && settings.checks[name]?.trim() === command;
			return isCurrent && !project.isHome && isTrusted(project.folder);
		},
		async run(task, artefacts, signal) {
			const {runTask} = await import('./run-task.ts');
			return runTask(task, {model, artefacts, workspace: project.folder, rules, limits, longestMs, begun}, signal);
		},
	};
}
