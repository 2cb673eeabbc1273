/** What endpoints do not know, recognised by their own complaints, so that the request is made once more without it. */

import type {ChatRequest} from './chat-model.ts';
import type {Quirks} from './chat-body.ts';
import type {EndpointFailure} from './endpoint-failure.ts';

// 400 and 422 are the rule; llama.cpp answered 500 to `tools`, OpenRouter answers 404 when no host of a model takes them.
const complaints: ReadonlySet<number | null> = new Set([400, 404, 422, 500, 501]);
const refusal = /support|unknown|unrecogni[sz]ed|unexpected|not permitted|not allowed|forbidden|requires/i;
// A fault in one tool's schema is not an endpoint without tools.
const schemaFault = /schema|parameters|tools?\s*[[.]\s*\d|properties/i;

/** The quirk that a failure complains of and that is not yet taken into account; null when it complains of something else. */
export function quirkOf(failure: EndpointFailure, request: ChatRequest, known: Readonly<Quirks>): keyof Quirks | null {
	const {status, detail} = failure;
	if (failure.kind !== 'status' || !complaints.has(status)) {
		return null;
	}

	if (!known.noStreamOptions && /stream_options|include_usage/.test(detail)) {
		return 'noStreamOptions';
	}

	if (!known.completionTokens && request.maxTokens !== undefined && /max_completion_tokens/.test(detail)) {
		return 'completionTokens';
	}

	if (!known.fixedTemperature && request.temperature !== undefined && /temperature/.test(detail)) {
		return 'fixedTemperature';
	}

	const aboutTools = /\btools?\b/i.test(detail) && refusal.test(detail) && !schemaFault.test(detail);
	return !known.noTools && request.tools.length > 0 && aboutTools ? 'noTools' : null;
}
