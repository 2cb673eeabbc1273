/** How a call ended and why, as two words out of closed sets. What the text says beyond that is dropped here. Pure. */

import type {Denial} from '../../../sandbox/index.ts';
import type {ToolSummary} from '../../core/events.ts';
import type {ErrorClass, Outcome, ToolClass} from './event.ts';

export interface EndedCall {
	readonly ended: ToolSummary['ended'];
	readonly ok: boolean;
	/** What the model was given; only looked at. */
	readonly text: string;
	readonly denied: readonly Pick<Denial, 'kind'>[];
}

export interface CallVerdict {
	readonly outcome: Outcome;
	readonly error: ErrorClass | null;
}

/** Only so much of a text is looked at, from its beginning and its end. */
const lookedAt = 4000;

/** The first that fits counts. Each is linear in the text: no repetition within a repetition. */
const signs: readonly (readonly [ErrorClass, RegExp])[] = [
	['module-missing', /ModuleNotFoundError|No module named|Cannot find (?:module|package)|command not found|ImportError/],
	['syntax', /SyntaxError|IndentationError|unexpected token|unexpected end of|JSONDecodeError|parse error|syntax error/i],
	['test-failed', /AssertionError|\b\d+ (?:tests? )?failed\b|^FAIL(?:ED)?\b|\bfailing\b|Test Files .{0,20}failed/im],
	['network-denied', /ENETUNREACH|EAI_AGAIN|ECONNREFUSED|Network is unreachable|name resolution|Could not resolve host/],
	['access', /EACCES|EPERM|EROFS|Permission denied|Operation not permitted|Read-only file system/i],
	['timeout', /ETIMEDOUT|timed out/i],
	['not-found', /ENOENT|No such file|FileNotFoundError|does not exist|\bnot found\b/i],
	['no-match', /no match|not unique|does not occur|nothing found|\b0 (?:matches|results)\b/i],
	['type', /(?:Type|Value|Attribute|Key|Index|Reference|Name|Range|ZeroDivision)Error|is not a function|is not defined/],
];

/** The verdict on a call of a tool of this class; `known` is false for a tool that the model made up. */
export function judgeCall(call: EndedCall, toolClass: ToolClass, known: boolean): CallVerdict {
	if (call.ok) {
		return {outcome: 'ok', error: null};
	}

	switch (call.ended) {
		case 'refused':
		case 'policy':
			return {outcome: 'denied', error: 'access'};
		case 'invalid':
			return {outcome: 'error', error: known ? 'schema' : 'unknown-tool'};
		case 'cancelled':
			return {outcome: 'cancelled', error: null};
		case 'wall':
		case 'cpu':
			return {outcome: 'timeout', error: 'timeout'};
		case 'memory':
		case 'output':
		case 'processes':
		case 'file-size':
		case 'scratch':
			return {outcome: 'error', error: 'limit'};
		case 'exit':
		case 'signal':
			return judgeExit(call, toolClass);
	}
}

function judgeExit({text, denied}: EndedCall, toolClass: ToolClass): CallVerdict {
	if (denied.length > 0) {
		return {outcome: 'denied', error: denied.some(({kind}) => kind === 'network') ? 'network-denied' : 'access'};
	}

	const error = classOf(text);
	const isExpected = (error === 'test-failed' && toolClass === 'execute') || (error === 'no-match' && toolClass === 'read');
	return {outcome: isExpected ? 'expected' : error === 'timeout' ? 'timeout' : 'error', error};
}

function classOf(text: string): ErrorClass {
	const part = text.length <= 2 * lookedAt ? text : `${text.slice(0, lookedAt)}\n${text.slice(-lookedAt)}`;
	return signs.find(([, sign]) => sign.test(part))?.[0] ?? 'other';
}
