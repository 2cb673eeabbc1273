/** `python` and `javascript`: a program in the sandbox, with scratch space and what of the workspace is named, read-only. */

import {statSync} from 'node:fs';
import {
	type AdmissionReport,
	type Approval,
	type Finding,
	type Limits,
	type ProgramLanguage,
	type Runner,
	runProgram,
} from '../../../sandbox/index.ts';
import type {AgentTool, ToolContext, ToolResult} from '../agent-tool.ts';
import {createOutputThrottle} from '../output-throttle.ts';
import {createOwnTool, failedResult, mayRead, textIn, type Workspace} from './own-tool.ts';
import {resultOfRun} from './sandboxed-result.ts';
import {type ResolvedPath, resolveForReading} from './workspace-paths.ts';

export interface ProgramSettings {
	readonly limits: Partial<Limits>;
	/** The worst verdict on a program that is accepted without asking. */
	readonly approve: Approval;
	readonly runner?: Runner | undefined;
}

/** A tool for programs of one language. */
export function createRunCode(language: ProgramLanguage, workspace: Workspace, settings: ProgramSettings): AgentTool {
	const shown = language === 'python' ? 'Python' : 'JavaScript (ES modules of Node)';
	return createOwnTool({
		name: language,
		description: `Compute with a ${shown} program in the sandbox; it prints what you want to know. No network, no other programs, nothing is kept.`,
		properties: {
			code: {type: 'string'},
			files: {
				type: 'array',
				items: {type: 'string'},
				description: 'What it may read, below /workspace, where it starts then; "." is all.',
			},
		},
		faultLabel: workspace.label,
		required: ['code'],
		async run(args, context) {
			const paths = filesIn(args).map(path => resolveForReading(workspace.roots, path));
			for (const path of paths) {
				const refused = await mayRead(workspace, 'read_file', path, context, isFolder(path));
				if (refused) {
					return refused;
				}
			}

			const code = textIn(args, 'code');
			const refused = await workspace.gate.permit(
				{tool: language, class: 'compute', subjects: [code], summary: `run a ${language} program`, detail: code},
				context,
			);
			return refused ?? runCode({language, code, read: paths.map(({name}) => name)}, workspace, settings, context);
		},
	});
}

interface CodeRun {
	readonly language: ProgramLanguage;
	readonly code: string;
	readonly read: readonly string[];
}

async function runCode(run: CodeRun, workspace: Workspace, settings: ProgramSettings, context: ToolContext): Promise<ToolResult> {
	const {callId: id, signal, emit} = context;
	const {language, code, read} = run;
	const {limits, runner} = settings;
	const throttle = createOutputThrottle((stream, text) => emit({type: 'tool.output', id, stream, text}));
	let refused: ToolResult | null = null;
	try {
		const outcome = await runProgram(
			{language, code, read, workspace: workspace.roots.workspace, limits, runner},
			{
				signal,
				async accept(report) {
					emit({type: 'tool.admission', id, report});
					refused = isUnparsed(report)
						? badSyntax(language)
						: settings.approve === 'confirm'
							? null
							: await askAbout(report, run, workspace, context);
					return refused === null;
				},
				onStart: held => {
					const policy = `scratch only, reads ${read.join(', ') || 'nothing'}`;
					emit({type: 'tool.start', id, name: language, policy, limits: held});
				},
				onOutput: throttle.push,
				onUsage: sample => emit({type: 'tool.usage', id, sample}),
			},
		);
		// Without an outcome somebody said no, and the gate has the words for it.
		return outcome ? resultOfRun(outcome, 'The program', read.length > 0 ? workspace.label : 'derived') : (refused ?? neverAsked());
	} finally {
		throttle.end();
	}
}

/** A rule that allows the tool allows what is clean: what the scan found is asked about by another name. */
async function askAbout(
	report: AdmissionReport,
	{language, code}: CodeRun,
	{gate}: Workspace,
	context: ToolContext,
): Promise<ToolResult | null> {
	const findings = report.findings.filter(({severity, suppressed}) => !suppressed && severity !== 'note' && severity !== 'low');
	return gate.permit(
		{
			tool: `${language}:flagged`,
			class: 'compute',
			subjects: [code],
			summary: `run a ${language} program in which the scan found: ${findings.map(lineOf).join('; ') || 'what it could not read'}`,
			detail: code,
			standing: null,
		},
		context,
	);
}

/** What the scan could not parse is not run; most often it would not have run either. */
function isUnparsed({findings}: AdmissionReport): boolean {
	return findings.some(({id}) => id === 'SL-SCAN-002');
}

function badSyntax(language: ProgramLanguage): ToolResult {
	return failedResult(
		`The program was not run: not all of it could be read as ${language}. Check its syntax, or write it more plainly.`,
		'core',
	);
}

function lineOf({id, line, message}: Finding): string {
	return `${id} in line ${line}, ${message}`;
}

function neverAsked(): never {
	throw new Error('A program was neither run nor refused.');
}

function isFolder({real}: ResolvedPath): boolean {
	return statSync(real, {throwIfNoEntry: false})?.isDirectory() ?? false;
}

function filesIn({files}: Readonly<Record<string, unknown>>): readonly string[] {
	return Array.isArray(files) ? files.filter(file => typeof file === 'string') : [];
}
