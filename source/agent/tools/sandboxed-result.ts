/** What a run in the sandbox says to a model. */

import {deniedLine, type RunOutcome, sentenceOfRun} from '../../../sandbox/index.ts';
import type {Label} from '../../core/events.ts';
import type {ToolResult} from '../agent-tool.ts';

/** Output first, then how it ended and what was denied; `what` names the run in sentences. */
export function resultOfRun(outcome: RunOutcome, what: string, label: Label): ToolResult {
	const {stdout, stderr, ended, exitCode, usage, denied, backend, truncated, hint} = outcome;
	const ok = ended === 'exit' && exitCode === 0;
	const sentence = sentenceOfRun({...outcome, ok, skill: what}).replace(`Skill ${JSON.stringify(what)}`, what);
	const isCut = truncated.stdout || truncated.stderr;
	const parts = [
		stdout.trimEnd(),
		stderr.trim() === '' ? '' : `[stderr]\n${stderr.trimEnd()}`,
		isCut ? '[The output was cut at its limit.]' : '',
		sentence,
		deniedLine(denied),
		hint ?? '',
	];
	const text = parts.filter(Boolean).join('\n') || '(no output)';
	return {ok, text, ended, usage, denied, label, backend, refusal: null};
}
