/** Skills as tools of the agent: those with an entry run directly, those with instructions are read first. */

import type {DiscoveredSkill} from '../skills/discovered-skill.ts';
import {callOf, skillTools} from '../skills/tools.ts';
import type {AgentTool} from './agent-tool.ts';
import {createInstructionTools, isInstructionSkill} from './instruction-tools.ts';
import {runScript, type SkillToolSettings} from './skill-run.ts';
import type {IndexedSkill} from './system-prompt.ts';

export interface SkillTools {
	readonly tools: readonly AgentTool[];
	/** For the index in the system prompt: the skills that have no tool of their own. */
	readonly index: readonly IndexedSkill[];
}

/** The tools of all usable skills, in order; of two tools of one name the first stays. */
export function createSkillTools(skills: readonly DiscoveredSkill[], settings: SkillToolSettings): SkillTools {
	const own = skills.flatMap(skillTools).map(tool => ({
		...tool.definition,
		run: (input, context) =>
			runScript({skill: tool.skill, name: tool.definition.name, script: tool.script.path, ...callOf(tool, input)}, settings, context),
	})) satisfies readonly AgentTool[];
	const instructions = skills.filter(isInstructionSkill);
	const byName = new Map([...own, ...createInstructionTools(instructions, settings)].toReversed().map(tool => [tool.name, tool]));
	return {
		tools: [...byName.values()].toReversed(),
		index: instructions.map(({name, manifest}) => ({name, description: manifest.description})),
	};
}
