/** What a skill offers to a model: its tools, with schemas, and how each is called. */

import {basename} from 'node:path';
import {type Manifest, type Script, sha256} from '../../sandbox/index.ts';
import type {JsonSchema, ToolDefinition} from '../core/tool.ts';
import type {DiscoveredSkill} from './discovered-skill.ts';
import {readExamples} from './examples.ts';
import {codeSpans, listItems, plainText, sectionsOf} from './markdown.ts';
import {schemaOf} from './schema.ts';

export interface SkillTool {
	readonly definition: ToolDefinition;
	readonly skill: DiscoveredSkill;
	readonly script: Script;
	/** `json`: the whole input goes to stdin as JSON. `arguments`: `args` becomes argv and `stdin` the text of stdin. */
	readonly delivery: 'json' | 'arguments';
}

/** What endpoints allow a tool name to be. */
const maximumNameLength = 64;

const scriptParameters: JsonSchema = {
	type: 'object',
	properties: {
		args: {type: 'array', items: {type: 'string'}, description: 'Of the command line.'},
		stdin: {type: 'string'},
	},
	additionalProperties: false,
};

/** The tools of a skill; none for a broken one and for kinds that are read rather than run. */
export function toolsOf(skill: DiscoveredSkill): readonly ToolDefinition[] {
	return skillTools(skill).map(tool => tool.definition);
}

/**
The tools of a skill with what is needed to call them.

- A skill with an entry script: one tool of the skill's name.
- A multi-script skill: one tool a script, `name__script`.
*/
export function skillTools(skill: DiscoveredSkill): readonly SkillTool[] {
	const {manifest} = skill;
	if (!manifest || skill.problem !== null) {
		return [];
	}

	if (skill.entry) {
		return [entryTool(skill, manifest, skill.entry)];
	}

	return skill.kind === 'multi-script' ? skill.scripts.map(script => scriptTool(skill, manifest, script)) : [];
}

/** The argv and stdin that a checked input means for a tool. */
export function callOf(
	tool: SkillTool,
	input: {readonly [key: string]: unknown},
): {readonly args: readonly string[]; readonly stdin: string} {
	if (tool.delivery === 'json') {
		return {args: [], stdin: JSON.stringify(input)};
	}

	const args = Array.isArray(input.args) ? input.args.filter(item => typeof item === 'string') : [];
	return {args, stdin: typeof input.stdin === 'string' ? input.stdin : ''};
}

/** A name that endpoints accept: other characters become `_`, and what is too long ends in a hash of the whole. */
export function toolName(text: string): string {
	const name = text.replace(/[^A-Za-z0-9_-]/g, '_');
	if (name.length <= maximumNameLength && name !== '') {
		return name;
	}

	const hash = sha256(text).slice('sha256:'.length, 'sha256:'.length + 8);
	return `${name.slice(0, maximumNameLength - 9)}_${hash}`;
}

function entryTool(skill: DiscoveredSkill, manifest: Manifest, script: Script): SkillTool {
	const definition = {
		name: toolName(skill.name),
		description: manifest.description,
		parameters: schemaOf(skill, manifest).schema,
		examples: readExamples(manifest),
	};
	return {definition, skill, script, delivery: 'json'};
}

function scriptTool(skill: DiscoveredSkill, manifest: Manifest, script: Script): SkillTool {
	const stem = stemOf(script);
	// Two scripts may differ in their endings alone.
	const isUnique = skill.scripts.filter(other => stemOf(other) === stem).length === 1;
	const definition = {
		name: toolName(`${skill.name}__${isUnique ? stem : basename(script.path)}`),
		description: documentedPurpose(manifest, script) ?? `Runs ${script.path}. ${manifest.description}`,
		parameters: scriptParameters,
		examples: readExamples(manifest, stem),
	};
	return {definition, skill, script, delivery: 'arguments'};
}

function stemOf(script: Script): string {
	return basename(script.path).replace(/\.[^.]+$/, '');
}

/** The text of the item under `## Scripts` that starts with the script's path or file name in inline code. */
function documentedPurpose(manifest: Manifest, script: Script): string | undefined {
	const items = sectionsOf(manifest.body)
		.filter(section => /^scripts$/i.test(section.title))
		.flatMap(section => listItems(section.lines));
	for (const item of items) {
		const [span] = codeSpans(item);
		const named = span?.text.split(/\s/)[0];
		if (span?.start === 0 && (named === script.path || named === basename(script.path))) {
			// The name of the tool says which script it is.
			return plainText(item.slice(span.end).replace(/^\s*(?::|–|—|-)\s*/, '')) || undefined;
		}
	}

	return undefined;
}
