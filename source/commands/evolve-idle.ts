/** One cycle of evolution while nobody works: what was recorded becomes suggestions, and what can be tested for nothing is. */

import type {Project} from '../core/paths.ts';
import type {Settings} from '../core/settings.ts';
import {readConfig} from '../evolution/modes.ts';
import type {ProjectEvolution} from '../evolution/project-evolution.ts';
import {reflectOn} from '../evolution/reflect-project.ts';
import type {ChatModel} from '../model/chat-model.ts';
import {discoverSkills} from '../skills/discover.ts';
import {toolsOf} from '../skills/tools.ts';

export interface IdleCycle {
	readonly project: Project;
	/** That of the conversation, with what it replays with. */
	readonly evolution: ProjectEvolution;
	readonly settings: Pick<Settings, 'skillFolders'>;
	/** The one that is talked to. */
	readonly model: ChatModel;
	readonly signal: AbortSignal;
}

/**
Reflect once, and test what waits. Gives one line for the person; null where nothing came of it.

In `suggest` nothing is tested that costs tokens, unless the person has set a budget: a test of that kind is for them to start.
*/
export async function evolveIdle({project, evolution, settings, model, signal}: IdleCycle): Promise<string | null> {
	const skills = (await discoverSkills({projectFolder: project.folder, extraFolders: settings.skillFolders})).filter(
		({problem}) => problem === null,
	);
	const tools = skills.flatMap(toolsOf);
	const mode = evolution.mode();
	if (mode === 'off' || mode === 'observe' || signal.aborted) {
		return null;
	}

	evolution.settle();
	const names = skills.map(({name}) => name);
	const {proposals} = await reflectOn({project, evolution, tools, skills: names, model: model.offline ? null : model, signal});
	const mayCost = mode === 'auto' || readConfig(evolution.store.context.disk).budget !== null;
	for (const {candidate, isTested} of evolution.pending()) {
		const {id} = candidate.artefact;
		if (!isTested && !signal.aborted && (mayCost || (await evolution.estimate(id)) === 0)) {
			await evolution.test(id, signal);
		}
	}

	const count = proposals.filter(({kind}) => kind === 'pending').length;
	return count === 0 ? null : `Evolution has ${count === 1 ? 'a new suggestion' : `${count} new suggestions`} for you: F2, or /evolution.`;
}
