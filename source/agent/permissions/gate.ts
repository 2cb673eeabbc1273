/** Asks the rules, then a person, before a tool does what it was called for. */

import {toDisplay} from '../../../sandbox/index.ts';
import type {PermissionQuestion, QuestionPort} from '../../core/question.ts';
import {plainResult, type Refusal, type ToolContext, type ToolResult} from '../agent-tool.ts';
import {escapeGlob} from './glob.ts';
import {type Decision, decide, defaultRules, type PermissionRequest, type PermissionRule, ruleLine, settingLine} from './rules.ts';
import type {Taint} from './taint.ts';

export interface GateRequest extends PermissionRequest, Pick<PermissionQuestion, 'summary' | 'detail'> {
	/** What `--allow` takes to answer beforehand; by the class of the tool when left out. */
	readonly flag?: string;
	/** What "for this session" grants, and how that is called; exactly these subjects when left out, nothing when null. */
	readonly standing?: {readonly words: string; readonly rules: readonly Pick<PermissionRule, 'tool' | 'match'>[]} | null;
}

export interface Gate {
	/** Null when the tool may go on, otherwise the result that says why not. */
	permit(request: GateRequest, context: ToolContext): Promise<ToolResult | null>;
	/** Whether a rule forbids a path to a tool; for tools that would come upon it by themselves. */
	denies(tool: string, path: string): boolean;
	/** All rules, in the order in which they are read. */
	rules(): readonly PermissionRule[];
	/** Add a rule for this session. */
	add(rule: Omit<PermissionRule, 'scope'>): void;
}

export interface GateOptions {
	/** Of the person's own settings and flags. */
	readonly rules: readonly PermissionRule[];
	readonly questions: QuestionPort;
	readonly taint: Taint;
	/** Keep rules for every session; without it nothing can be granted for longer than this one. Must not throw. */
	readonly save?: ((rules: readonly SavedRule[]) => void) | undefined;
}

/** As it stands in the settings: such a rule never holds for text of strangers, nor for a line that cannot be read. */
export type SavedRule = Pick<PermissionRule, 'tool' | 'match' | 'do'>;

export function createGate({rules: given, questions, taint, save}: GateOptions): Gate {
	const session: PermissionRule[] = [];
	const rules = () => [...defaultRules, ...given, ...session];

	async function ask(request: GateRequest, context: ToolContext): Promise<ToolResult | null> {
		const {callId: id, signal, emit} = context;
		const {tool} = request;
		const [summary, detail] = [
			revealed(withAsker(request.summary, context)),
			request.detail === null ? null : bounded(revealed(request.detail)),
		];
		const isForeign = taint.isForeign();
		const standing = request.isChanged === true ? null : request.standing === undefined ? exactly(request) : request.standing;
		// What strangers may have brought about is not granted for longer than they are there.
		const kept = save && standing && !isForeign && request.isOpaque !== true ? standing.rules.map(savedRule) : [];
		emit({type: 'question', id, question: summary, tool, detail, isForeign});
		const answer = await questions.permit(
			{
				kind: 'permission',
				tool,
				summary,
				detail,
				isForeign,
				standing: standing ? revealed(standing.words) : null,
				always: kept.length > 0 ? kept.map(rule => revealed(settingLine(rule))) : null,
			},
			signal,
		);
		switch (answer.kind) {
			case 'always':
				if (kept.length === 0) {
					return refusedBy('person', 'consent-refused', `${tool} was not run: the answer was not understood.`, undefined);
				}

				save?.(kept);
				session.push(...kept.map(rule => ({...rule, scope: 'session'}) as const));
				emit({type: 'answer', id, granted: true, reason: null});
				return null;
			case 'session':
				session.push(...(standing?.rules ?? []).map(rule => answeredRule(rule, request, isForeign)));
				emit({type: 'answer', id, granted: true, reason: null});
				return null;
			case 'once':
				emit({type: 'answer', id, granted: true, reason: null});
				return null;
			case 'deny':
				emit({type: 'answer', id, granted: false, reason: answer.reason});
				return refusedBy('person', 'consent-refused', `${tool} was not run: the user said no${because(answer.reason)}.`, undefined);
			case 'nobody':
				emit({type: 'answer', id, granted: false, reason: 'nobody was there to answer'});
				return refusedBy(
					'unmet',
					'consent-needed',
					`${tool} was not run: it needs permission and nobody is there to give it.`,
					isForeign
						? 'Text of strangers is in this conversation, so only an answer in a terminal counts; --trust makes the files of a project no such text.'
						: flagFor(request),
				);
			default:
				// A port in JavaScript may answer anything: only the words above grant.
				return refusedBy('person', 'consent-refused', `${tool} was not run: the answer was not understood.`, undefined);
		}
	}

	return {
		async permit(request, context) {
			const decision = decide(rules(), request, taint.isForeign());
			switch (decision.do) {
				case 'allow':
					return null;
				case 'deny':
					return refusedBy('rule', 'policy', forbidden(request.tool, decision), 'Rules are shown with /permissions.');
				case 'ask':
					return ask(request, context);
			}
		},
		denies: (tool, path) => decide(rules(), {tool, class: 'read', subjects: [path]}, false).do === 'deny',
		rules,
		add: rule => void session.push({...rule, scope: 'session'}),
	};
}

/** A result of a call that was not run. */
export function refusedBy(by: Refusal['by'], code: Refusal['error']['code'], message: string, hint: string | undefined): ToolResult {
	const advice = by === 'person' ? 'Do not call it again in this turn.' : 'Only the user can change that; do not look for a way around.';
	const refusal = {by, error: {code, message, hint}};
	return {...plainResult({ok: false, text: `${message} ${advice}`, ended: 'refused', label: 'core'}), refusal};
}

/**
Controls as what they are. A display drops escape sequences with what is in them, and so would drop it from the question:
bash reads what follows `ESC ]` as it reads everything else.
*/
function revealed(text: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
	return text.replaceAll(/\r(?!\n)|[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g, control => {
		const code = control.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
		return `<U+${code}>`;
	});
}

/** More than anybody reads; it says so where it ends, and a display that cuts earlier says it too. */
const longestDetail = 200_000;

function bounded(text: string): string {
	return text.length <= longestDetail
		? text
		: `${text.slice(0, longestDetail).toWellFormed()}\n[and ${text.length - longestDetail} more characters that are not shown]`;
}

/** What would happen comes first: who asks may be called anything. */
function withAsker(summary: string, {asker}: ToolContext): string {
	return asker === undefined ? summary : `${summary} (for ${asker})`;
}

function exactly({tool, subjects}: GateRequest): NonNullable<GateRequest['standing']> {
	return {words: subjects.join(' · '), rules: subjects.map(subject => ({tool, match: escapeGlob(subject)}))};
}

// Given for what cannot be read, or while text of strangers was there, it was given in knowledge of that.
function answeredRule(rule: Pick<PermissionRule, 'tool' | 'match'>, {isOpaque}: GateRequest, isForeign: boolean): PermissionRule {
	return {...rule, do: 'allow', scope: 'session', evenForeign: isForeign, evenOpaque: isOpaque === true};
}

function savedRule({tool, match}: Pick<PermissionRule, 'tool' | 'match'>): SavedRule {
	return {tool, match, do: 'allow'};
}

function forbidden(tool: string, {rule}: Decision): string {
	return `${tool} was not run: ${rule ? `the rule "${toDisplay(ruleLine(rule), {reveal: true})}"` : 'a rule'} forbids it.`;
}

function because(reason: string | null): string {
	return reason ? `: ${toDisplay(reason, {maxLength: 500})}` : '';
}

function flagFor({class: kind, subjects, flag, isChanged}: GateRequest): string {
	if (isChanged === true) {
		return 'It is not what it was when it was allowed: only an answer in a terminal counts.';
	}

	if (flag !== undefined) {
		return `Allow it beforehand with --allow ${toDisplay(flag, {maxLength: 100})}.`;
	}

	switch (kind) {
		case 'write':
			return 'Allow it beforehand with --allow write.';
		case 'exec':
			return 'Allow it beforehand with --allow bash.';
		case 'network':
			return `Allow it beforehand with --allow net:${toDisplay(subjects[0] ?? 'HOST', {maxLength: 100})}.`;
		case 'compute':
			return 'Ask in a terminal; --approve confirm accepts what the scan did not block.';
		default:
			return 'Ask in a terminal, or allow it in "permissions" of the user config.';
	}
}
