/** Cuts a scripted answer into the chunks of a stream, in the order in which endpoints send them. Pure. */

import type {ScriptedAnswer, ScriptedCall} from './scenario.ts';

/** What differs from chunk to chunk. */
export interface Piece {
	readonly choices: readonly unknown[];
	readonly usage?: unknown;
}

export interface PieceContext {
	/** The content of the request's last message. */
	readonly last: string;
	readonly nextCallId: () => string;
	readonly wantsUsage: boolean;
}

export function piecesOf(answer: ScriptedAnswer, context: PieceContext): readonly Piece[] {
	const length = answer.pieceLength ?? 8;
	const fill = (text: string) => text.replaceAll('{{last}}', () => context.last);
	const reasoningField = answer.reasoningField ?? 'reasoning_content';
	return [
		...split(fill(answer.reasoning ?? ''), length).map(text => delta({[reasoningField]: text})),
		...split(fill(answer.text ?? ''), length).map(text => delta({content: text})),
		...(answer.calls ?? []).flatMap((call, position) => callPieces(call, position, answer, context)),
		...finishPieces(answer, context),
	];
}

function callPieces(call: ScriptedCall, position: number, answer: ScriptedAnswer, context: PieceContext): readonly Piece[] {
	const indexes = answer.indexes ?? 'each';
	const index = indexes === 'none' ? {} : {index: indexes === 'zero' ? 0 : position};
	const written = typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments);
	const extra = call.extraContent === undefined ? {} : {extra_content: call.extraContent};
	const opening = {...index, id: call.id ?? context.nextCallId(), type: 'function', ...extra, function: {name: call.name, arguments: ''}};
	const parts = split(written, answer.pieceLength ?? 8).map(part => ({...index, function: {arguments: part}}));
	return [opening, ...parts].map(part => delta({tool_calls: [part]}));
}

function finishPieces(answer: ScriptedAnswer, {wantsUsage}: PieceContext): readonly Piece[] {
	const {usage = {inputTokens: 20, outputTokens: 10}} = answer;
	const finish = answer.finish === undefined ? (answer.calls?.length ? 'tool_calls' : 'stop') : answer.finish;
	const end = finish === null ? [] : [{choices: [{index: 0, delta: {}, finish_reason: finish}]}];
	if (!usage || !wantsUsage) {
		return end;
	}

	const {inputTokens, outputTokens} = usage;
	const counted = {prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: inputTokens + outputTokens};
	return [...end, {choices: [], usage: counted}];
}

function delta(content: object): Piece {
	return {choices: [{index: 0, delta: content, finish_reason: null}]};
}

function split(text: string, length: number): readonly string[] {
	const points = [...text];
	return Array.from({length: Math.ceil(points.length / length)}, (_, index) => points.slice(index * length, (index + 1) * length).join(''));
}
