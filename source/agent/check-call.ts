/** Checks a call before it is run: the tool exists, the arguments are JSON and fit its schema. */

import {nearestName} from '../core/nearest.ts';
import type {ToolCall} from '../core/tool.ts';
import {validateInput} from '../skills/validate-input.ts';
import type {AgentTool} from './agent-tool.ts';

export type CheckedCall =
	| {readonly ok: true; readonly tool: AgentTool; readonly input: Readonly<Record<string, unknown>>}
	/** What the model is told, so that it can repair the call. */
	| {readonly ok: false; readonly fault: string};

/** Find the tool of a call and parse its arguments. Empty arguments are an empty object. */
export function checkCall(call: ToolCall, tools: readonly AgentTool[]): CheckedCall {
	const tool = tools.find(({name}) => name === call.name);
	if (!tool) {
		return {
			ok: false,
			fault: unknownTool(
				call.name,
				tools.map(({name}) => name),
			),
		};
	}

	const parsed = parse(call.argumentsText);
	if (typeof parsed === 'string') {
		return {ok: false, fault: `The arguments of ${tool.name} are not a JSON object: ${parsed} Send the call again with one JSON object.`};
	}

	const faults = validateInput(tool.parameters, parsed);
	return faults.length > 0
		? {ok: false, fault: `The arguments of ${tool.name} do not fit. ${faults.join(' ')} Send the call again.`}
		: {ok: true, tool, input: parsed};
}

/** The object, or a sentence that names the fault. */
function parse(text: string): Readonly<Record<string, unknown>> | string {
	try {
		const value: unknown = JSON.parse(text.trim() === '' ? '{}' : text);
		return isRecord(value) ? value : `they are ${Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`}.`;
	} catch (error) {
		// The message of the parser names the place and quotes a little of the text.
		return error instanceof Error ? `${error.message}.` : 'they cannot be parsed.';
	}
}

function unknownTool(name: string, names: readonly string[]): string {
	const related = names.filter(other => other.includes(name) || name.includes(other));
	const nearest = [...new Set([nearestName(name, names), ...related])].filter(other => other !== null).slice(0, 3);
	const known = nearest.length > 0 ? `The nearest: ${nearest.join(', ')}.` : `Tools: ${names.slice(0, 20).join(', ') || 'none'}.`;
	return `There is no tool ${JSON.stringify(name)}. ${known}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
