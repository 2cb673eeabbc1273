/** What the agent's own tools share: what they work on, and how a fault becomes a result that a model can read. */

import {PolicyError, SandboxError, SkillLiteError, toDisplay} from '../../../sandbox/index.ts';
import type {Label} from '../../core/events.ts';
import {type AgentTool, plainResult, type ToolContext, type ToolResult} from '../agent-tool.ts';
import {type Gate, refusedBy} from '../permissions/gate.ts';
import type {ResolvedPath, Roots} from './workspace-paths.ts';

export interface Workspace {
	readonly roots: Roots;
	readonly gate: Gate;
	/** Of what is read there: foreign, unless the person trusts the folder. */
	readonly label: Label;
}

type Arguments = Readonly<Record<string, unknown>>;

export interface OwnTool extends Omit<AgentTool, 'parameters' | 'run'> {
	/** The JSON Schemas of its parameters. */
	readonly properties: Readonly<Record<string, unknown>>;
	readonly required: readonly string[];
	/** Of the texts of its faults: they name what it came upon, and a file may be called anything. */
	readonly faultLabel: Label;
	/** Errors that it throws on purpose become results. */
	run(args: Arguments, context: ToolContext): Promise<ToolResult>;
}

/** A tool of the agent's own. */
export function createOwnTool({properties, required, faultLabel, run, ...tool}: OwnTool): AgentTool {
	return {
		...tool,
		parameters: {type: 'object', properties, required, additionalProperties: false},
		async run(args, context) {
			try {
				return await run(args, context);
			} catch (thrown) {
				if (context.signal.aborted) {
					throw thrown;
				}

				return {...resultOfFault(tool.name, thrown), label: faultLabel};
			}
		},
	};
}

/** A text that was read or made, without a run in the sandbox. */
export function textResult(text: string, label: Label): ToolResult {
	return plainResult({ok: true, text, ended: 'exit', label});
}

/** A call that could not be done, and why. */
export function failedResult(text: string, label: Label): ToolResult {
	return plainResult({ok: false, text, ended: 'invalid', label});
}

/** Asks whether a path may be read; null for yes. Where all below a folder is read at once, a denial may be about some of it. */
export function mayRead(
	{gate}: Workspace,
	tool: string,
	path: ResolvedPath,
	context: ToolContext,
	isWhole = false,
): Promise<ToolResult | null> {
	const [subjects, aliases, summary] = [[path.name], [path.real], `${tool} ${path.name}`];
	return gate.permit({tool, class: 'read', subjects, aliases, summary, detail: null, isIndirect: isWhole}, context);
}

/** A whole number among the arguments, within bounds. */
export function numberIn(
	args: Arguments,
	name: string,
	{least = 1, most, otherwise}: {least?: number; most: number; otherwise: number},
): number {
	const value = args[name];
	return typeof value === 'number' && Number.isFinite(value) ? Math.min(most, Math.max(least, Math.trunc(value))) : otherwise;
}

/** A text among the arguments; empty when it is not there. */
export function textIn(args: Arguments, name: string): string {
	const value = args[name];
	return typeof value === 'string' ? value : '';
}

function resultOfFault(name: string, thrown: unknown): ToolResult {
	if (thrown instanceof PolicyError || thrown instanceof SandboxError) {
		// Without a sandbox there is still reading and answering; the turn says in the end what was lacking.
		return refusedBy(thrown instanceof SandboxError ? 'unmet' : 'rule', thrown.code, thrown.message, thrown.hint);
	}

	if (thrown instanceof SkillLiteError) {
		return failedResult([thrown.message, thrown.hint].filter(Boolean).join('\n'), 'core');
	}

	if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && 'syscall' in thrown) {
		return failedResult(`${name} failed: ${toDisplay(thrown.code)} at ${toDisplay(String(thrown.syscall))}.`, 'core');
	}

	throw thrown;
}
