/**
Skills that are read before they are used: `use_skill` loads the instructions, the other two
tools reach the skill's files and scripts. Progressive disclosure: until then a model knows
names and descriptions only.
*/

import {readdirSync} from 'node:fs';
import {join, relative} from 'node:path';
import {bundledSkill, type Manifest, SkillError, toDisplay} from '../../sandbox/index.ts';
import type {ToolExample} from '../core/tool.ts';
import type {DiscoveredSkill} from '../skills/discovered-skill.ts';
import {readExamples} from '../skills/examples.ts';
import {type AgentTool, plainResult, type ToolContext, type ToolResult} from './agent-tool.ts';
import {type AdmitReading, createReadingGate} from './admit-reading.ts';
import {readSkillText} from './skill-file.ts';
import {runScript, type SkillToolSettings} from './skill-run.ts';

export type InstructionSkill = DiscoveredSkill & {readonly manifest: Manifest};

const listedFiles = 100;

/** Whether a skill can be used and has no tool of its own. */
export function isInstructionSkill(skill: DiscoveredSkill): skill is InstructionSkill {
	return skill.manifest !== null && skill.problem === null && skill.entry === null && skill.kind !== 'multi-script';
}

/** The three tools for these skills; none without any. `run_skill_script` is there when one of them has scripts. */
export function createInstructionTools(skills: readonly InstructionSkill[], settings: SkillToolSettings): readonly AgentTool[] {
	if (skills.length === 0) {
		return [];
	}

	const scripted = skills.filter(({scripts}) => scripts.length > 0);
	const admit = createReadingGate(settings);
	const tools = [createUseSkill(skills, admit), createReadSkillFile(skills, admit)];
	return scripted.length > 0 ? [...tools, createRunSkillScript(scripted, settings)] : tools;
}

function createUseSkill(skills: readonly InstructionSkill[], admit: AdmitReading): AgentTool {
	return {
		name: 'use_skill',
		description: 'Load the instructions of a skill, before a task that fits its description.',
		parameters: {type: 'object', properties: {name: nameOf(skills)}, required: ['name'], additionalProperties: false},
		examples: skills.flatMap(skill => examplesOf(skill)),
		run: (input, context) =>
			reading(skills, input, {admit, context}, skill => {
				const files = filesOf(skill);
				const list = files.length > 0 ? `\n\nFiles of this skill, for read_skill_file:\n${files.map(file => `- ${file}`).join('\n')}` : '';
				return `${skill.manifest.body.trim()}${list}`;
			}),
	};
}

function createReadSkillFile(skills: readonly InstructionSkill[], admit: AdmitReading): AgentTool {
	return {
		name: 'read_skill_file',
		description: 'Read a text file that the instructions of a skill name.',
		parameters: {
			type: 'object',
			properties: {name: nameOf(skills), path: {type: 'string', description: 'In the skill folder.'}},
			required: ['name', 'path'],
			additionalProperties: false,
		},
		run: (input, context) => reading(skills, input, {admit, context}, skill => readSkillText(skill.dir, String(input.path))),
	};
}

function createRunSkillScript(skills: readonly InstructionSkill[], settings: SkillToolSettings): AgentTool {
	return {
		name: 'run_skill_script',
		description: 'Run a script of a skill, in the sandbox, as its instructions say.',
		parameters: {
			type: 'object',
			properties: {
				name: nameOf(skills),
				path: {type: 'string', description: 'In the skill folder.'},
				args: {type: 'array', items: {type: 'string'}, description: 'Of the command line.'},
				stdin: {type: 'string'},
			},
			required: ['name', 'path'],
			additionalProperties: false,
		},
		run: async (input, context) => {
			const skill = skills.find(({name}) => name === input.name);
			const script = skill?.scripts.find(({path}) => path === input.path);
			if (!skill || !script) {
				const known = skill ? skill.scripts.map(({path}) => path) : skills.map(({name}) => name);
				return failed(`There is no ${skill ? 'script' : 'skill'} ${quoted(skill ? input.path : input.name)}. Known: ${known.join(', ')}.`);
			}

			const args = Array.isArray(input.args) ? input.args.filter(item => typeof item === 'string') : [];
			const stdin = typeof input.stdin === 'string' ? input.stdin : '';
			return runScript({skill, name: 'run_skill_script', script: script.path, args, stdin}, settings, context);
		},
	};
}

/** Admit the skill that the input names, then give what `read` finds in it. */
async function reading(
	skills: readonly InstructionSkill[],
	input: Readonly<Record<string, unknown>>,
	{admit, context}: {readonly admit: AdmitReading; readonly context: ToolContext},
	read: (skill: InstructionSkill) => string,
): Promise<ToolResult> {
	const skill = skills.find(({name}) => name === input.name);
	if (!skill) {
		return failed(`There is no skill ${quoted(input.name)}. Known: ${skills.map(({name}) => name).join(', ')}.`);
	}

	try {
		const refused = await admit(skill, context);
		if (refused) {
			return refused;
		}

		context.emit({type: 'tool.start', id: context.callId, name: skill.name, policy: `reads the folder of ${skill.name}`});
		return plainResult({ok: true, text: read(skill), ended: 'exit', label: isOurs(skill) ? 'core' : 'foreign'});
	} catch (error) {
		if (error instanceof SkillError) {
			return failed(error.message);
		}

		throw error;
	}
}

function isOurs({origin, treeHash}: InstructionSkill): boolean {
	return origin === 'bundled' || (treeHash !== null && bundledSkill(treeHash) !== undefined);
}

function nameOf(skills: readonly InstructionSkill[]): Readonly<Record<string, unknown>> {
	return {type: 'string', enum: skills.map(({name}) => name)};
}

/** Phrasings for the offline planner; the description stands in for those that a skill does not give. */
function examplesOf({name, manifest}: InstructionSkill): readonly ToolExample[] {
	return [{text: manifest.description}, ...readExamples(manifest)].map(({text}) => ({text, input: {name}}));
}

function filesOf({dir}: InstructionSkill): readonly string[] {
	try {
		return readdirSync(dir, {recursive: true, withFileTypes: true})
			.filter(entry => entry.isFile() && entry.name !== 'SKILL.md' && !entry.name.startsWith('.'))
			.map(entry => toDisplay(relative(dir, join(entry.parentPath, entry.name)), {maxLength: 200}))
			.filter(path => !path.startsWith('.'))
			.sort()
			.slice(0, listedFiles);
	} catch {
		return []; // the instructions alone are still of use
	}
}

function failed(text: string): ToolResult {
	return plainResult({ok: false, text, ended: 'invalid', label: 'core'});
}

function quoted(value: unknown): string {
	return toDisplay(JSON.stringify(value) ?? 'nothing', {maxLength: 100});
}
