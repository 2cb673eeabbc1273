/**
The model that is always there: no network, no weights, the same answer every time.

It reads the last message, and the last result where the message refers to it, calls at most one tool, and says the result.
It does not converse, and says so on anything it cannot map to a tool.
*/

import {imageMentions} from '../../core/mentions.ts';
import type {ToolCall} from '../../core/tool.ts';
import type {ChatMessage, ChatModel, ChatRequest, ModelEvent} from '../chat-model.ts';
import {sayFailure, sayResult} from './answer.ts';
import {catalogueOf} from './catalogue.ts';
import type {Choice} from './choose.ts';
import {chooseLearnt} from './choose-learnt.ts';
import {goesOn, isReference, lastResult, withResult} from './last-result.ts';
import {type Learnt, nothingLearnt} from './learnt.ts';
import {asksForField, sayBlind, sayInstructions, sayMissing, sayNothingFits, sayUsage, sayWhatItDoes} from './phrases.ts';

const greeting =
	/^(?:hi|hello|hey|help|hallo|good (?:morning|evening|afternoon|day)|what can you do|what do you do|who are you|\?)[\s!.?]*$/i;

/** The offline planner. It never throws a ModelError, counts no tokens and reports no usage. `learnt` is asked once a message. */
export function createPlanner(learnt: () => Learnt = () => nothingLearnt): ChatModel {
	return {
		name: 'offline planner',
		offline: true,
		contextWindow: null,
		stream: (request, signal) => stream(request, signal, learnt()),
		models: async () => ['offline planner'],
	};
}

async function* stream(request: ChatRequest, signal: AbortSignal, learnt: Learnt): AsyncGenerator<ModelEvent> {
	if (signal.aborted) {
		return;
	}

	const {text, call} = answerTo(request, learnt);
	if (call) {
		yield {type: 'tool-call', call};
		yield {type: 'end', reason: 'tool-calls'};
		return;
	}

	yield {type: 'text', text};
	yield {type: 'end', reason: 'stop'};
}

interface Answered {
	readonly text: string;
	readonly call?: ToolCall;
}

function answerTo(request: ChatRequest, learnt: Learnt): Answered {
	const results = trailingResults(request.messages);
	if (results.length > 0) {
		return {
			text: results.map(message => (message.ok ? sayResult(message.content) : sayFailure(message.name, message.content))).join('\n\n'),
		};
	}

	const text = request.messages.findLast(message => message.role === 'user')?.content.trim() ?? '';
	const choice = chooseInContext(text, request, learnt);
	const isGreeting = choice.kind !== 'call' && (text === '' || greeting.test(text));
	const {text: answer, call}: Answered = isGreeting ? {text: sayWhatItDoes(catalogueOf(request.tools))} : spoken(choice, request);
	// A call gets the names of files; whoever asks about a picture itself must know.
	return call === undefined && imageMentions(text).length > 0 ? {text: `${sayBlind}\n\n${answer}`} : {text: answer, ...(call && {call})};
}

/** A short answer to the planner's own question is read together with the message it was about. */
function chooseInContext(text: string, request: ChatRequest, learnt: Learnt): Choice {
	const choice = chooseWithResult(text, request, learnt);
	const [question, asked] = request.messages
		.filter(message => message.role !== 'system')
		.slice(-3, -1)
		.toReversed();
	// A request of its own is no answer: what calls a tool, or names a skill of instructions.
	if (
		choice.kind === 'call' ||
		choice.kind === 'instructions' ||
		question?.role !== 'assistant' ||
		asked?.role !== 'user' ||
		!asksForField(question.content)
	) {
		return choice;
	}

	const before = asked.content.replace(/\s+(?:it|this|that|them)[\s.!?]*$/i, '').replace(/[\s.!?]+$/, '');
	const joined = [`${before} ${text}`, `${before} in ${text}`, `${before} '${text}'`].map(message =>
		chooseLearnt(message, request.tools, learnt),
	);
	return joined.find(other => other.kind === 'call') ?? choice;
}

/** "Divide that by 4" is read with the last result in the place of "that", where it is not understood as it stands. */
function chooseWithResult(text: string, request: ChatRequest, learnt: Learnt): Choice {
	const choice = chooseLearnt(text, request.tools, learnt);
	const isCall = choice.kind === 'call' && !Object.values(choice.input).some(isReference);
	const result = (choice.kind === 'instructions' || isCall) && !goesOn(text) ? null : lastResult(request.messages);
	const others = result === null ? [] : withResult(text, result).map(message => chooseLearnt(message, request.tools, learnt));
	return others.find(({kind}) => kind === 'call') ?? choice;
}

function spoken(choice: Choice, request: ChatRequest): Answered {
	switch (choice.kind) {
		case 'call':
			return {text: '', call: callFor(choice.tool.name, choice.input, request)};
		case 'ask':
			return {text: sayMissing(choice.tool, choice.missing, choice.example)};
		case 'instructions':
			return choice.asked
				? {text: '', call: callFor(choice.tool.name, {name: choice.skill}, request)}
				: {text: sayInstructions(choice.skill)};
		case 'name':
			return {text: sayUsage(choice.entry)};
		case 'nothing':
			return {text: sayNothingFits(choice.nearest)};
	}
}

function callFor(name: string, input: Readonly<Record<string, unknown>>, request: ChatRequest): ToolCall {
	// Unique within a conversation and the same in every repetition of it.
	return {id: `call-${request.messages.length}`, name, argumentsText: JSON.stringify(input)};
}

function trailingResults(messages: readonly ChatMessage[]): readonly Extract<ChatMessage, {role: 'tool'}>[] {
	const from = messages.findLastIndex(message => message.role !== 'tool') + 1;
	return messages.slice(from).filter(message => message.role === 'tool');
}
