/** The other files of a draft: SKILL.md and the tests. Words in them are ours or the user's own. */

import type {ScriptLanguage} from '../../../sandbox/index.ts';
import {lineFaults} from '../grammar/hostile-text.ts';
import type {AlikeCalls} from './alike.ts';
import {inputOf, type Parameter} from './parameters.ts';

export interface SkillTest {
	readonly input: Readonly<Record<string, unknown>>;
	readonly stdout: string;
}

export interface SkillText {
	readonly name: string;
	readonly language: ScriptLanguage;
	readonly group: AlikeCalls;
	readonly parameters: readonly Parameter[];
	/** Programs beside the interpreter. */
	readonly exec: readonly string[];
}

const mostExamples = 5;

/** SKILL.md with its input schema, its policy and the user's requests as examples. */
export function writeSkillMd({name, language, group, parameters, exec}: SkillText): string {
	const requests = requestsOf(group);
	const asked = [...requests.keys()].slice(0, 3).map(request => `"${request}"`);
	const description = `Runs a ${language} script that was learnt from ${group.length} calls.${asked.length === 0 ? '' : ` For requests such as ${asked.join(', ')}.`}`;
	const schema = {
		type: 'object',
		properties: Object.fromEntries(parameters.map(({name: key, type}) => [key, {type}])),
		required: parameters.map(({name: key}) => key),
		additionalProperties: false,
	};
	return `---
name: ${name}
description: ${JSON.stringify(description)}
security_policy: ${exec.length === 0 ? '{}' : JSON.stringify({exec})}
---

# ${name}

## Input

\`\`\`json schema
${JSON.stringify(schema, null, 2)}
\`\`\`

## Output

What the script prints.
${examples(requests, parameters)}`;
}

/** What each call was given and what it printed, as `tests/1.json` and so on. */
export function writeTests(group: AlikeCalls, parameters: readonly Parameter[]): Readonly<Record<string, string>> {
	return Object.fromEntries(
		group.map(({call}, index) => [
			`tests/${index + 1}.json`,
			`${JSON.stringify({input: inputOf(parameters, index), stdout: call.stdout} satisfies SkillTest)}\n`,
		]),
	);
}

function examples(requests: ReadonlyMap<string, number>, parameters: readonly Parameter[]): string {
	const lines = [...requests]
		.map(([request, index]) => [request, JSON.stringify(inputOf(parameters, index))] as const)
		.filter(([, input]) => !input.includes('`') && input.length <= 500)
		.slice(0, mostExamples)
		.map(([request, input]) => `- \`${request}\` → \`${input}\`\n`);
	return lines.length === 0 ? '' : `\n## Examples\n\n${lines.join('')}`;
}

/** What the user typed, with the first call for it. A turn with several of the calls was about more than one of them. */
function requestsOf(group: AlikeCalls): ReadonlyMap<string, number> {
	const requests = new Map<string, number>();
	for (const [index, {call}] of group.entries()) {
		const {request} = call;
		const isShared = group.some(({call: other}) => other !== call && other.session === call.session && other.turn === call.turn);
		if (request !== null && !isShared && isExample(request) && !requests.has(request)) {
			requests.set(request, index);
		}
	}

	return requests;
}

function isExample(request: string): boolean {
	return request.length >= 3 && request.length <= 160 && !/[`"\\\n]/.test(request) && lineFaults(request).length === 0;
}
