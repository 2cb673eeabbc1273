/** The slash commands of a conversation, for plain lines and the full screen alike. */

import type {Project} from '../core/paths.ts';
import type {SlashCommand} from '../core/slash-command.ts';
import {createEvolutionCommand} from './evolution-command.ts';
import {createMemoryCommands, createSignalCommands} from './memory-commands.ts';
import {createSkillFolderCommands} from './skill-commands.ts';
import {createSlashCommands} from './slash-commands.ts';
import type {StartedAgent} from './start-agent.ts';
import {createToolCommands} from './tool-commands.ts';

export interface DescribedSkill {
	readonly name: string;
	readonly description: string;
}

/** What is said of each skill. */
export function describedSkills({skills}: StartedAgent): readonly DescribedSkill[] {
	return skills.map(({name, manifest}) => ({name, description: manifest?.description ?? ''}));
}

/** The commands, in the order of help. */
export function conversationCommands(started: StartedAgent, project: Project): readonly SlashCommand[] {
	const {agent, tools, mcp, openModel, memory, recorder, evolution} = started;
	return [
		...createToolCommands(tools, mcp),
		...createSlashCommands({agent, project, skills: () => describedSkills(started), openModel}),
		...createSkillFolderCommands(started, project),
		...(memory ? createMemoryCommands(memory, recorder) : []),
		...createSignalCommands(recorder),
		...(evolution ? [createEvolutionCommand(evolution, project)] : []),
	];
}
