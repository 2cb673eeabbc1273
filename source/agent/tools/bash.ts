import {emptyPolicy, type Limits, type Policy, runCommand} from '../../../sandbox/index.ts';
import type {AgentTool, ToolContext, ToolResult} from '../agent-tool.ts';
import {createOutputThrottle} from '../output-throttle.ts';
import type {GateRequest} from '../permissions/gate.ts';
import {readShellLine} from '../permissions/shell-line.ts';
import {createOwnTool, numberIn, textIn, type Workspace} from './own-tool.ts';
import {resultOfRun} from './sandboxed-result.ts';

export interface ShellSettings {
	/** Whether the commands may only read the workspace. */
	readonly readOnly: boolean;
	/** Hosts that the person allowed beforehand, as in a policy. */
	readonly network: Policy['network'];
	readonly limits: Partial<Limits>;
	/** Takes secrets out of a command before it is written to the audit log. */
	readonly mask: (text: string) => string;
}

const mostSeconds = 600;

/** A line of bash, in the sandbox. */
export function createBash(workspace: Workspace, settings: ShellSettings): AgentTool {
	const policy: Policy = {
		...emptyPolicy,
		network: settings.network,
		filesystem: settings.readOnly ? {read: ['.'], write: []} : {read: [], write: ['.']},
	};
	const reach = policy.network.allow.length > 0 ? policy.network.allow.join(', ') : 'no network';
	const summary = `${settings.readOnly ? 'reads' : 'reads and writes'} the workspace, ${reach}`;
	return createOwnTool({
		name: 'bash',
		description: `Run a bash command in the sandbox: starts in /workspace, ${summary}. Nothing stays running.`,
		properties: {
			command: {type: 'string'},
			timeout: {type: 'integer', description: `Seconds; default 120, most ${mostSeconds}.`},
		},
		rare: ['timeout'],
		faultLabel: workspace.label,
		required: ['command'],
		async run(args, context) {
			const command = textIn(args, 'command');
			const refused = await workspace.gate.permit(questionAbout(command, summary), context);
			if (refused) {
				return refused;
			}

			const wallSeconds = numberIn(args, 'timeout', {most: mostSeconds, otherwise: settings.limits.wallSeconds ?? 120});
			return runInShell(command, {workspace, policy, summary, limits: {...settings.limits, wallSeconds}, mask: settings.mask}, context);
		},
	});
}

/** The request for permission: every simple command must be allowed, and a line that is not understood never is by a rule. */
export function questionAbout(command: string, summary: string): GateRequest {
	const line = readShellLine(command);
	const common = {tool: 'bash', class: 'exec', summary: `run a command: ${summary}`, detail: command} as const;
	return line.kind === 'opaque'
		? {...common, subjects: [command], isOpaque: true}
		: {...common, subjects: line.commands, aliases: line.aliases, isIndirect: line.isIndirect};
}

interface ShellRun extends Pick<ShellSettings, 'mask'> {
	readonly workspace: Workspace;
	readonly policy: Policy;
	readonly summary: string;
	readonly limits: Partial<Limits>;
}

async function runInShell(
	command: string,
	{workspace, policy, summary, limits, mask}: ShellRun,
	context: ToolContext,
): Promise<ToolResult> {
	const {callId: id, signal, emit} = context;
	const throttle = createOutputThrottle((stream, text) => emit({type: 'tool.output', id, stream, text}));
	try {
		const outcome = await runCommand(
			{
				command: {kind: 'shell', text: command},
				shown: mask(command),
				stdin: '',
				workspace: workspace.roots.workspace,
				policy,
				limits,
			},
			{
				signal,
				onLimits: held => emit({type: 'tool.start', id, name: 'bash', policy: summary, limits: held}),
				onOutput: throttle.push,
				onUsage: sample => emit({type: 'tool.usage', id, sample}),
			},
		);
		return resultOfRun(outcome, 'The command', policy.network.allow.length > 0 ? 'foreign' : workspace.label);
	} finally {
		throttle.end();
	}
}
