/** A person's answer to a question that a program could not ask. */

import {toDisplay} from './base/display.ts';
import type {ConsentAnswer, ConsentPort} from './admission/consent-port.ts';
import {answerPending, takePending} from './admission/pending.ts';
import {appendAudit} from './audit.ts';

export interface AnsweredScan {
	readonly skill: string;
	readonly answer: ConsentAnswer;
}

/**
Take the question of a scan id, put it to a person and store the answer; the id is used up by this.

Throws a UsageError for an id that is unknown, used or older than 300 seconds.
*/
export async function answerScan(scanId: string, port: ConsentPort, signal: AbortSignal): Promise<AnsweredScan> {
	const pending = takePending(scanId);
	const {report, summary} = pending.question;
	const answer = await port.ask(pending.question, signal);
	appendAudit({
		type: 'consent',
		skill: report.name,
		treeHash: report.treeHash,
		verdict: report.verdict,
		policy: summary,
		answer: answer.kind,
		by: 'approve',
	});
	answerPending(pending, answer);
	return {skill: toDisplay(report.name, {maxLength: 100}), answer};
}
