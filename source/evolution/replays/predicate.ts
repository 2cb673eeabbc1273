/**
Whether a choice is the good one. What is good comes from what was recorded: the call that failed against the one that later
went well. The words of a candidate have no part in it. Pure.
*/

import {canonicalJson} from '../../../sandbox/index.ts';
import {slotKindOf} from '../events/describe-call.ts';
import type {Call, RecordedDecision} from './recorded-decision.ts';

/** Whether the call (null: an answer without one) is what went well at the time. */
export function isRight(decision: Pick<RecordedDecision, 'wrong' | 'right'>, chosen: Call | null): boolean {
	const {wrong, right} = decision;
	if (chosen === null || right.length === 0) {
		return chosen === null && right.length === 0;
	}

	return right.some(good => good.tool === chosen.tool && tellingKeys(wrong, good).every(key => isAlike(key, good, chosen)));
}

/** Whether anything tells the good call from the one that failed: a call that only had to be repeated shows nothing. */
export function isTelling(wrong: Call | null, good: Call): boolean {
	return wrong === null || wrong.tool !== good.tool || tellingKeys(wrong, good).length > 0;
}

/** The arguments that made the difference; where it was the tool, the paths alone, as free words are never written twice alike. */
function tellingKeys(wrong: Call | null, good: Call): readonly string[] {
	const keys = [...new Set([...Object.keys(good.input), ...(wrong?.tool === good.tool ? Object.keys(wrong.input) : [])])];
	return wrong?.tool === good.tool
		? keys.filter(key => !isAlike(key, good, wrong))
		: keys.filter(key => slotKindOf(key, good.input[key]) === 'path');
}

function isAlike(key: string, a: Call, b: Call): boolean {
	return comparable(a.input[key]) === comparable(b.input[key]);
}

function comparable(value: unknown): string {
	return typeof value === 'string' ? value.trim().replace(/\s+/g, ' ').replace(/^\.\//, '') : canonicalJson(value ?? null);
}
