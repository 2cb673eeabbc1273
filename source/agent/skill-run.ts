/** Runs a skill's script in the sandbox for a tool: events out, a result that a model can read back. */

import {
	type AdmissionReport,
	type Approval,
	bundledSkill,
	type ConsentPort,
	deniedLine,
	IntegrityError,
	type Limits,
	type Policy,
	PolicyError,
	type RunEnvelope,
	type Runner,
	runSkill,
	SandboxError,
	type SkillLiteError,
	sentenceOfRun,
	toSkillLiteError,
} from '../../sandbox/index.ts';
import type {Label} from '../core/events.ts';
import type {DiscoveredSkill} from '../skills/discovered-skill.ts';
import type {Refusal, ToolContext, ToolResult} from './agent-tool.ts';
import {createOutputThrottle} from './output-throttle.ts';

/** What holds for every skill of a session. */
export interface SkillToolSettings {
	/** Host folder that grants of files are relative to. */
	readonly workspace: string;
	readonly level: 1 | 2 | 3;
	readonly approve: Approval;
	/** Of what is read in the workspace; `derived` when left out. */
	readonly workspaceLabel?: Label;
	readonly allow: Policy;
	readonly limits: Partial<Limits>;
	/** Whether skills may only read the workspace. */
	readonly readOnly?: boolean;
	/** Whether text of strangers is in the model's context: then what was once allowed to write or reach out is asked about again. */
	readonly isForeign?: () => boolean;
	readonly consent: ConsentPort;
	/** The lock that pins a skill, when it is an installed one. */
	readonly lockPathOf?: (skillDir: string) => string | undefined;
	/** Who performs the jobs; a sandbox of its own for each when left out. */
	readonly runner?: Runner | undefined;
}

export interface ScriptCall {
	readonly skill: DiscoveredSkill;
	/** What the tool is called. */
	readonly name: string;
	/** Relative to the skill folder. */
	readonly script: string;
	readonly args: readonly string[];
	readonly stdin: string;
}

/** Run a script. Rejects only when interrupted before there was an outcome, or for faults of this program. */
export async function runScript(call: ScriptCall, settings: SkillToolSettings, context: ToolContext): Promise<ToolResult> {
	const {callId: id, signal, emit} = context;
	const {skill, name, script, args, stdin} = call;
	const {lockPathOf, isForeign, workspaceLabel: _, ...shared} = settings;
	const consent = consentFor(shared.consent, context);
	const throttle = createOutputThrottle((stream, text) => emit({type: 'tool.output', id, stream, text}));
	let report: AdmissionReport | null = null;
	try {
		const envelope = await runSkill(
			{...shared, consent, skillDir: skill.dir, script, args, stdin, lockPath: lockPathOf?.(skill.dir), askAgain: isForeign?.() ?? false},
			{
				signal,
				onAdmission(admission) {
					report = admission;
					emit({type: 'tool.admission', id, report: admission});
				},
				onStart: (policy, limits) => emit({type: 'tool.start', id, name, policy, limits}),
				onOutput: throttle.push,
				onUsage: sample => emit({type: 'tool.usage', id, sample}),
			},
		);
		throttle.end();
		return resultOf(envelope, labelOf(report, skill, settings));
	} catch (thrown) {
		throttle.end();
		if (signal.aborted) {
			throw thrown;
		}

		return refusalOf(name, toSkillLiteError(thrown), labelOf(report, skill, settings));
	}
}

/** The same port; the person is told who asks, behind what would be granted. */
function consentFor(consent: ConsentPort, {asker}: ToolContext): ConsentPort {
	return asker === undefined
		? consent
		: {ask: (question, signal) => consent.ask({...question, summary: `${question.summary} (for ${asker})`}, signal)};
}

function resultOf(envelope: RunEnvelope, label: Label): ToolResult {
	const {ok, ended, usage, denied, backend} = envelope;
	return {
		ok,
		text: ok ? envelope.stdout.trimEnd() : failureText(envelope),
		ended,
		usage,
		denied,
		label,
		backend,
		refusal: null,
	};
}

/** The reason in the first line, what was denied, then what the script printed. */
function failureText(envelope: RunEnvelope): string {
	const {result, stderr, stdout, denied, hint, skill} = envelope;
	const said = typeof result === 'object' && result !== null && 'error' in result && typeof result.error === 'string' ? result.error : null;
	const lastLine = stderr.trim().split('\n').at(-1) ?? '';
	const reason = envelope.ended === 'exit' && (said ?? lastLine) !== '' ? `${skill} failed: ${said ?? lastLine}` : sentenceOfRun(envelope);
	const printed = said === null ? [stdout.trim(), stderr.trim() === lastLine ? '' : stderr.trim()].filter(Boolean).join('\n') : '';
	return [reason, deniedLine(denied), hint, printed].filter(Boolean).join('\n');
}

function refusalOf(name: string, error: SkillLiteError, label: Label): ToolResult {
	const by = whoRefused(error);
	const {code, message, hint} = error;
	const advice =
		by === 'person' ? 'The user said no: do not call it again in this turn.' : by === null ? '' : 'Only the user can change that.';
	return {
		ok: false,
		text: [message.includes(name) ? message : `${name} was not run. ${message}`, advice].filter(Boolean).join('\n'),
		ended: 'refused',
		usage: null,
		denied: [],
		label,
		backend: null,
		refusal: by && {by, error: {code, message, hint}},
	};
}

/** Null for a broken skill: that is a failure of the skill, not a refusal. */
function whoRefused(error: SkillLiteError): Refusal['by'] | null {
	if (error.code === 'consent-refused') {
		return 'person';
	}

	if (error.code === 'sandbox-unavailable') {
		return 'fatal';
	}

	const isUnmet = error instanceof PolicyError || error instanceof IntegrityError || error instanceof SandboxError;
	return isUnmet || error.code === 'interpreter-missing' ? 'unmet' : null;
}

/**
Whose words a skill may say: anybody's where it reaches the network, the workspace's where it reads that or came with it, and
otherwise what it made of its input.
*/
function labelOf(
	report: AdmissionReport | null,
	{origin, treeHash}: DiscoveredSkill,
	{allow, workspaceLabel = 'derived'}: SkillToolSettings,
): Label {
	const asked = report?.policy.asked;
	if (!asked || asked.network.allow.length + allow.network.allow.length > 0) {
		return 'foreign';
	}

	const isOurs = origin === 'bundled' || (treeHash !== null && bundledSkill(treeHash) !== undefined);
	const readsWorkspace = asked.filesystem.read.length + asked.filesystem.write.length > 0;
	return (isOurs || origin === 'extra') && !readsWorkspace ? 'derived' : workspaceLabel;
}
