/** From flags and settings to the tools of a session, with the permissions that hold for them. */

import {
	emptyPolicy,
	type Limits,
	type Policy,
	PolicyError,
	parsePolicy,
	type Runner,
	toSkillLiteError,
	UsageError,
} from '../../sandbox/index.ts';
import {gatherTools} from '../agent/agent-tools.ts';
import type {AgentTool} from '../agent/agent-tool.ts';
import {createGate, type Gate} from '../agent/permissions/gate.ts';
import type {PermissionRule} from '../agent/permissions/rules.ts';
import {createTaint, type Taint} from '../agent/permissions/taint.ts';
import type {ReadImages} from '../agent/images/attach-images.ts';
import {createOwnTools} from '../agent/tools/own-tools.ts';
import type {UndoJournal} from '../agent/tools/undo-journal.ts';
import type {Label} from '../core/events.ts';
import type {Flags} from '../core/parse-arguments.ts';
import type {QuestionPort} from '../core/question.ts';
import type {Settings} from '../core/settings.ts';
import {savePermissions} from '../core/user-config.ts';
import {createMask} from '../session/secrets.ts';
import {toolsPattern} from '../serve/mcp/tool-name.ts';
import {approvalByFlags, planByFlags} from './run-flags.ts';

export interface ToolStart {
	readonly flags: Flags;
	readonly settings: Pick<Settings, 'permissions'>;
	/** Host folder that they work in. */
	readonly workspace: string;
	/** Whether the person trusts what is in it. */
	readonly isTrusted: boolean;
	readonly questions: QuestionPort;
	readonly limits: Partial<Limits>;
	readonly runner: Runner | undefined;
	readonly warn: (text: string) => void;
}

export interface StartedTools {
	readonly gate: Gate;
	readonly taint: Taint;
	readonly undo: UndoJournal;
	readonly readImages: ReadImages;
	/** Of what is read in the workspace. */
	readonly label: Label;
	/** The agent's own tools first, then these; each once. */
	gather(others: readonly AgentTool[], withOwn: boolean): readonly AgentTool[];
	close(): void;
}

export function startTools({flags, settings, workspace, isTrusted, questions, limits, runner, warn}: ToolStart): StartedTools {
	const {network, rules} = allowedByFlags(flags);
	const label: Label = isTrusted ? 'derived' : 'foreign';
	const taint = createTaint();
	const gate = createGate({
		rules: [...settings.permissions.map(rule => ({...rule, scope: 'user'}) as const), ...rules],
		questions,
		taint,
		save(saved) {
			try {
				savePermissions(saved);
			} catch (thrown) {
				warn(`The rule holds for this session only. ${toSkillLiteError(thrown).message}`);
			}
		},
	});
	const own = createOwnTools({
		workspace,
		label,
		gate,
		questions,
		readOnly: flags.has('read-only'),
		plans: planByFlags(flags) !== 'never',
		network,
		limits,
		approve: approvalByFlags(flags, false),
		runner,
		mask: createMask(),
	});
	return {
		gate,
		taint,
		undo: own.undo,
		readImages: own.readImages,
		label,
		gather(others, withOwn) {
			const first = withOwn ? own.tools : [];
			for (const {name} of others.filter(other => first.some(tool => tool.name === other.name))) {
				warn(`The tool ${name} of a skill is left out: the agent has one of that name.`);
			}

			return gatherTools([...first, ...others], taint, own.results);
		},
		close: own.close,
	};
}

const writers = ['write_file', 'edit_file', 'make_directory', 'move', 'delete'];

/**
What `--allow` answers beforehand, as rules, and as the network that skills and bash get.

A host or a tool server was named, so that word holds whatever is in the context; `write` and `bash` are asked about again once text of strangers
is. All of bash was allowed, so a line that cannot be read is, too.
*/
export function allowedByFlags(flags: Flags): {readonly network: Policy['network']; readonly rules: readonly PermissionRule[]} {
	const hosts: string[] = [];
	const rules: PermissionRule[] = [];
	for (const value of flags.list('allow').flatMap(list => list.split(','))) {
		const host = /^net:(.+)$/.exec(value)?.[1];
		if (host !== undefined) {
			hosts.push(host);
		} else if (value === 'write') {
			rules.push(...writers.map(tool => ({tool, match: '**', do: 'allow', scope: 'flag'}) as const));
		} else if (/^mcp:./.test(value)) {
			// A server was named, as a host is.
			const tool = toolsPattern(value.slice('mcp:'.length));
			rules.push({tool, match: '*', do: 'allow', scope: 'flag', evenForeign: true});
		} else if (value === 'bash') {
			rules.push({tool: 'bash', match: '*', do: 'allow', scope: 'flag', evenOpaque: true});
		} else {
			throw new UsageError(`The flag --allow cannot be ${JSON.stringify(value)}.`, {
				hint: 'Write write, bash, net:HOST or mcp:SERVER, with commas between.',
			});
		}
	}

	const network = networkOf(hosts);
	const reach = network.allow.map(rule => ({
		...({tool: 'fetch_url', do: 'allow', scope: 'flag', evenForeign: true} as const),
		match: rule.replace(/:443$/, ''),
	}));
	return {network, rules: [...rules, ...reach]};
}

/** The tool servers that `--allow` names. */
export function serversByFlags(flags: Flags): ReadonlySet<string> {
	const values = flags.list('allow').flatMap(list => list.split(','));
	return new Set(values.flatMap(value => /^mcp:(.+)$/.exec(value)?.[1] ?? []));
}

function networkOf(hosts: readonly string[]): Policy['network'] {
	try {
		return {...emptyPolicy.network, ...parsePolicy({network: {allow: hosts}}).network};
	} catch (cause) {
		if (cause instanceof PolicyError) {
			throw new UsageError(`The flag --allow has a host that cannot be used: ${hosts.join(', ')}.`, {hint: cause.hint, cause});
		}

		throw cause;
	}
}
