/** What endpoints do not know, recognised by their own complaints, so that the request is made once more without it. */

import type {ChatRequest} from './chat-model.ts';
import type {Quirks} from './chat-body.ts';
import {isOverflow} from './context-overflow.ts';
import type {EndpointFailure} from './endpoint-failure.ts';

// 400 and 422 are the rule; llama.cpp answered 500 to `tools`, OpenRouter answers 404 when no host of a model takes them.
const complaints: ReadonlySet<number | null> = new Set([400, 404, 422, 500, 501]);
const refusal = /support|unknown|unrecogni[sz]ed|unexpected|not permitted|not allowed|forbidden|requires/i;
// A fault in one tool's schema is not an endpoint without tools.
const schemaFault = /schema|parameters|tools?\s*[[.]\s*\d|properties/i;

/** How endpoints say that a model takes no pictures, as against a picture that is faulty or too large. */
const noImages: readonly RegExp[] = [
	/(?:support|accept|take|allow|handle|enable)\w*\s+(?:for\s+)?(?:image|vision|multi-?modal)/i,
	/(?:image|vision|multi-?modal)(?:[_ ](?:url|input|content|part)s?)*[^.]{0,20}(?:is|are) (?:not|only) (?:supported|enabled|allowed|accepted)/i,
	/(?:un(?:known|expected|supported)|invalid) (?:variant|content|type|part|value)[\s\S]{0,60}image/i,
	/not an? (?:multi-?modal|vision)|at most 0 image|missing data required for image|no multi-?modal projector/i,
	/content[^.]{0,30}(?:must|should) be a (?:valid )?string/i,
];
/** The picture itself was not liked, which another model would not like either. */
const pictureFault =
	/(?:invalid|corrupt\w*|broken|malformed|truncated|large|big|unsupported) image|image[^.]{0,30}(?:too large|too big|exceeds|format|size|dimension)|decode/i;

/**
Whether a refusal may be about the pictures of a request, without saying so clearly: then it is asked once without them, and
nothing is remembered of it.
*/
export function mayRefuseImages(failure: EndpointFailure, request: ChatRequest, known: Readonly<Quirks>): boolean {
	const {kind, status, detail} = failure;
	const isRefusal = kind === 'status' && (status === 400 || status === 422) && !isOverflow(failure) && !pictureFault.test(detail);
	return isRefusal && !known.noImages && hasImages(request);
}

function hasImages({messages}: ChatRequest): boolean {
	return messages.some(message => message.role === 'user' && (message.images?.length ?? 0) > 0);
}

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

	if (!known.noImages && hasImages(request) && !pictureFault.test(detail) && noImages.some(complaint => complaint.test(detail))) {
		return 'noImages';
	}

	const aboutTools = /\btools?\b/i.test(detail) && refusal.test(detail) && !schemaFault.test(detail);
	return !known.noTools && request.tools.length > 0 && aboutTools ? 'noTools' : null;
}

/** What the person is told of a quirk; empty for what nobody notices. */
export function noticeOf(name: string, quirk: keyof Quirks): string {
	switch (quirk) {
		case 'noTools':
			return `${name} does not take tools; they are described to it in words`;
		case 'noImages':
			return `${name} takes no images; it was told only the names`;
		default:
			return '';
	}
}

/** Whether the message that is answered has pictures; about those before it, it was said then. */
export function hasNewImages({messages}: ChatRequest): boolean {
	return hasImages({messages: messages.slice(-1), tools: []});
}
