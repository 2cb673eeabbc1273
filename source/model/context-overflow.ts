/** An endpoint that refuses a request as too long: the one failure of a model that a shorter conversation heals. */

import {ModelError} from '../../sandbox/index.ts';
import type {EndpointFailure} from './endpoint-failure.ts';

export class ContextOverflow extends ModelError {
	/** The window that the endpoint named; null when it named none. */
	readonly window: number | null;

	constructor(message: string, details: {readonly hint: string; readonly window: number | null}) {
		super('model', message, {hint: details.hint, retryable: false});
		this.window = details.window;
	}
}

const complaint =
	/context[ _](?:length|window|size)|maximum context|context_length_exceeded|prompt is too long|input is too long|exceeds? the (?:available|model'?s?|maximum)[^.]{0,40}(?:context|tokens)|too many (?:input )?tokens|reduce the length of the (?:messages|prompt)/i;

/** Whether a failure says that the request was too long. 429 is about the tokens of a minute. */
export function isOverflow({kind, status, detail}: EndpointFailure): boolean {
	return (kind === 'stream' || status === 400 || status === 413 || status === 422 || status === 500) && complaint.test(detail);
}

/** The size that the complaint names, as in "maximum context length is 8192 tokens" or "n_ctx: 4096". */
export function windowIn(detail: string): number | null {
	const match = /(?:context (?:length|window|size)[^\d]{0,30}|n_ctx\D{0,5}|>\s*|limit[^\d]{0,20})([\d,]{4,10})/i.exec(detail);
	const tokens = Number((match?.[1] ?? '').replaceAll(',', ''));
	return tokens >= 1000 ? tokens : null;
}
