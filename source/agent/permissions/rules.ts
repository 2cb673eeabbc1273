/**
Permission rules: `allow`, `ask` or `deny`, by tool and by a glob on what the tool is about to touch. Pure.

The last rule that fits wins, but a `deny` that fits always does. What no rule fits is asked.
*/

import {matchesGlob} from './glob.ts';

export type PermissionAct = 'allow' | 'ask' | 'deny';

/** Where a rule comes from. A flag is a person's word for this one session, given beforehand. */
export type RuleScope = 'default' | 'user' | 'flag' | 'session';

export interface PermissionRule {
	/** A glob on the tool's name. */
	readonly tool: string;
	/** A glob on the path, the host, the command or the argument. */
	readonly match: string;
	readonly do: PermissionAct;
	readonly scope: RuleScope;
	/** An `allow` that holds also while foreign text is in the model's context: it was given in knowledge of that. */
	readonly evenForeign?: boolean;
	/** An `allow` that holds also for a command line that cannot be read. */
	readonly evenOpaque?: boolean;
}

/** `read` reads the workspace, `compute` runs without network or a way to write: the rest can do harm outside of the answer. */
export type ToolClass = 'read' | 'compute' | 'write' | 'exec' | 'network' | 'other';

export interface PermissionRequest {
	readonly tool: string;
	readonly class: ToolClass;
	/** What it touches; every one must be allowed. */
	readonly subjects: readonly string[];
	/** Further spellings of the same that a `deny` may name. */
	readonly aliases?: readonly string[];
	/** Whether it is a command line that could not be read in full. */
	readonly isOpaque?: boolean;
	/** Whether it is not what it was when the rules about it were given: only an answer counts, and it counts once. */
	readonly isChanged?: boolean;
	/** Whether it starts something that its words do not show, so that no `deny` can be known not to fit. */
	readonly isIndirect?: boolean;
}

export interface Decision {
	readonly do: PermissionAct;
	/** The rule that decided; null when none fits. */
	readonly rule: PermissionRule | null;
}

/** Reading in the workspace and computing in scratch need no question; everything else does. */
export const defaultRules: readonly PermissionRule[] = [
	{tool: '*', match: '*', do: 'ask', scope: 'default'},
	...['read_file', 'list_files', 'search_files', 'file_info', 'python', 'javascript', 'delegate'].map(
		tool => ({tool, match: '**', do: 'allow', scope: 'default', evenForeign: true}) as const,
	),
];

const guarded: ReadonlySet<ToolClass> = new Set(['write', 'exec', 'network', 'other']);

/** Decide a request. While `isForeign`, what can do harm is allowed only by rules that were given in knowledge of it. */
export function decide(rules: readonly PermissionRule[], request: PermissionRequest, isForeign: boolean): Decision {
	const about = rules.filter(({tool}) => matchesGlob(tool, request.tool, 'text'));
	const denials = about.filter(rule => rule.do === 'deny');
	const spellings = [...request.subjects, ...(request.aliases ?? [])];
	const denial = denials.find(rule => spellings.some(subject => fits(rule, request, subject)));
	if (denial) {
		return {do: 'deny', rule: denial};
	}

	const isUncertain = request.isOpaque === true || request.isIndirect === true;
	if ((isUncertain && denials.length > 0) || request.subjects.length === 0 || request.isChanged === true) {
		return {do: 'ask', rule: null};
	}

	const standing = about.filter(rule => rule.do !== 'allow' || isStanding(rule, request, isForeign));
	const decisions = request.subjects.map(subject => decisionOn(standing, request, subject));
	return decisions.find(decision => decision.do !== 'allow') ?? decisions[0] ?? {do: 'ask', rule: null};
}

/** A rule as a line for a person. */
export function ruleLine(rule: PermissionRule): string {
	return `${settingLine(rule)} (${rule.scope})`;
}

/** A rule as a person writes it behind `/permissions`. */
export function settingLine({tool, match, do: act}: Pick<PermissionRule, 'tool' | 'match' | 'do'>): string {
	return `${act} ${tool} ${match}`;
}

function isStanding(rule: PermissionRule, request: PermissionRequest, isForeign: boolean): boolean {
	return !(isForeign && guarded.has(request.class) && !rule.evenForeign) && !(request.isOpaque && !rule.evenOpaque);
}

function decisionOn(rules: readonly PermissionRule[], request: PermissionRequest, subject: string): Decision {
	const rule = rules.findLast(candidate => fits(candidate, request, subject)) ?? null;
	return {do: rule?.do ?? 'ask', rule};
}

function fits(rule: PermissionRule, request: PermissionRequest, subject: string): boolean {
	const isPath = request.class === 'read' || request.class === 'write';
	return rule.match === '*' || matchesGlob(rule.match, subject, isPath ? 'path' : 'text');
}
