/** Agent events into the conversation's state. Pure; every untrusted text is made display-safe on its way, once. */

import type {AgentEvent, ChatResult, ImageFacts, TurnEventBody} from '../../core/events.ts';
import {imageLine} from '../../core/image.ts';
import type {Restored} from '../agent-port.ts';
import {splitMarkdown} from '../markdown/split.ts';
import type {AgentBlock, Block} from './blocks.ts';
import {add, addNotice, type Draft, isApart, safe, shown, update} from './chat-blocks.ts';
import type {ChatAction, ChatState} from './chat-state.ts';
import {helperCallsAfter} from './helper-calls.ts';
import {helperEnded, keptText, newTool, reduceTool} from './reduce-tools.ts';

/** The state after an action. */
export function reduceChat(state: ChatState, action: ChatAction): ChatState {
	switch (action.type) {
		case 'ready':
			return {
				...state,
				session: action.session,
				model: shown(action.model, 80),
				contextWindow: action.contextWindow,
				phase: state.phase === 'starting' ? 'idle' : state.phase,
			};
		case 'notice':
			return addNotice(state, action.tone, action.text);
		case 'said':
			return {...add(state, userBlock(action.text, [], state.blocks.at(-1)?.kind)), phase: 'thinking'};
		case 'idle':
			return {...state, phase: 'idle'};
		case 'cleared':
			return {...state, blocks: []};
		case 'restored':
			return restored(state, action.messages);
		default:
			return reduceEvent(state, action);
	}
}

/** What is restored is settled: nothing of it runs. One list is made, as there may be ten thousand of them. */
function restored(state: ChatState, messages: readonly Restored[]): ChatState {
	const shownOnes = messages.filter(message => !(message.kind === 'tool' && message.name === 'update_plan' && message.ok));
	const blocks = shownOnes.map(
		(message, index): Block => ({
			...restoredBlock(message, shownOnes[index - 1]),
			id: state.nextId + index,
		}),
	);
	return {...state, nextId: state.nextId + blocks.length, blocks: [...state.blocks, ...blocks]};
}

function restoredBlock(message: Restored, before: Restored | undefined): Draft {
	switch (message.kind) {
		case 'user':
			return userBlock(message.text, message.images ?? [], before?.kind);
		case 'agent':
			return {kind: 'agent', ...splitMarkdown(safe(message.text)), isApart: isApart(before?.kind)};
		case 'summary':
			return {kind: 'notice', tone: 'dim', text: 'What came before was summed up.'};
		case 'tool':
			return {
				...newTool('', message.name, parsed(message.arguments)),
				isOwn: before?.kind === 'user' && isOwnLine(before.text),
				state: message.ok ? 'exit' : 'cancelled',
				ok: message.ok,
				text: keptText(message.text),
			};
	}
}

function reduceEvent(state: ChatState, event: AgentEvent): ChatState {
	switch (event.type) {
		case 'turn.start':
			return {...startTurn(state, event), phase: 'thinking', model: shown(event.model, 80), turns: state.turns + 1};
		case 'step.start':
			return {...state, phase: 'thinking'};
		case 'text.delta':
			return event.text === '' ? state : {...say(state, event.text), phase: 'answering'};
		case 'tool.request':
			// A plan is drawn as one, and its call says the same in JSON.
			if (event.name === 'update_plan') {
				return state;
			}

			return add(state, {
				...newTool(event.id, event.name, event.arguments),
				isOwn: event.name === 'ask_user' || isOwnLine(state.blocks.findLast(isSaid)?.text),
			});
		case 'tool.admission':
		case 'tool.start':
		case 'tool.output':
		case 'tool.usage':
		case 'tool.end':
			return reduceTool(state, event);
		case 'plan.update':
			return planned(
				state,
				event.tasks.map(task => ({...task, title: shown(task.title, 200)})),
			);
		case 'usage':
			return counted(state, event);
		case 'retry':
			return addRetry(state, event);
		case 'memory.used':
			return addNotice(state, 'dim', `remembered: ${event.notes.map(note => shown(note, 60)).join(', ')}`);
		case 'evolution.notice':
			return addNotice(state, 'accent', event.message);
		case 'context.compacted':
			return addNotice(
				state,
				'dim',
				`${event.images === undefined ? 'the conversation was summed up' : 'older images were taken out'}: ${event.before} to ${event.after} tokens`,
			);
		case 'error':
			return addNotice(state, 'bad', event.hint === undefined ? event.message : `${event.message}\n${event.hint}`);
		case 'turn.end':
			return endTurn(state, event.result);
		case 'nested':
			return nested(state, event.id, event.event);
		default:
			// Reasoning is not shown; questions and their answers are the review pane's.
			return state;
	}
}

/** A message is on the screen from the moment it was sent; its turn then says it again, and there may be notices in between. */
function startTurn(state: ChatState, {text, images = []}: AgentEvent & {readonly type: 'turn.start'}): ChatState {
	const at = state.blocks.findLastIndex(({kind}) => kind !== 'notice');
	const said = state.blocks[at];
	if (said?.kind !== 'user' || said.text !== safe(text)) {
		return add(state, userBlock(text, images, state.blocks.at(-1)?.kind));
	}

	return images.length === 0 ? state : {...state, blocks: state.blocks.with(at, {...said, images: images.map(imageLine)})};
}

function userBlock(text: string, images: readonly ImageFacts[], before: Parameters<typeof isApart>[0]): Draft {
	return {kind: 'user', text: safe(text), images: images.map(imageLine), isApart: isApart(before)};
}

function endTurn(state: ChatState, {ended, error}: ChatResult): ChatState {
	const idle: ChatState = {...state, phase: 'idle'};
	if (ended === 'interrupted') {
		return addNotice(idle, 'dim', 'Stopped.');
	}

	if (ended === 'limit') {
		return addNotice(idle, 'warning', 'The answer was stopped at a limit; --max-steps and --max-tokens raise it.');
	}

	// A refusal was not announced as an error; its next step is worth a line.
	return ended === 'refused' && error?.hint ? addNotice(idle, 'warning', error.hint) : idle;
}

function say(state: ChatState, text: string): ChatState {
	const last = state.blocks.at(-1);
	if (last?.kind !== 'agent') {
		const {closed, tail} = splitMarkdown(safe(text));
		return add(state, {kind: 'agent', closed, tail, isApart: isApart(last?.kind)});
	}

	const {closed, tail} = splitMarkdown(last.tail + safe(text));
	const next: AgentBlock = {...last, tail, closed: closed.length > 0 ? [...last.closed, ...closed] : last.closed};
	return {...state, blocks: state.blocks.with(-1, next)};
}

/** What a helper does stands in the pane of the call that it works for; what it costs and changes counts as all else. */
function nested(state: ChatState, call: string, event: TurnEventBody): ChatState {
	switch (event.type) {
		case 'usage':
			return {...counted(state, event), contextTokens: state.contextTokens};
		case 'tool.end':
			return helperEnded(state, call, event);
		case 'retry':
			return addRetry(state, event);
		default:
			return update(state, call, tool => helperCallsAfter(tool, event));
	}
}

function counted(state: ChatState, {inputTokens, outputTokens, cost}: TurnEventBody & {readonly type: 'usage'}): ChatState {
	return {
		...state,
		inputTokens: state.inputTokens + inputTokens,
		outputTokens: state.outputTokens + outputTokens,
		contextTokens: inputTokens,
		cost: cost === null ? state.cost : (state.cost ?? 0) + cost,
	};
}

function addRetry(state: ChatState, {delayMs, attempt, reason}: TurnEventBody & {readonly type: 'retry'}): ChatState {
	const why = shown(reason, 200);
	return addNotice(state, 'warning', delayMs === 0 ? why : `trying again in ${(delayMs / 1000).toFixed(1)} s (${attempt}): ${why}`);
}

/** A plan stands where it was first made and is checked off there. */
function planned(state: ChatState, tasks: (Block & {readonly kind: 'plan'})['tasks']): ChatState {
	const since = state.blocks.findLastIndex(({kind}) => kind === 'user');
	const index = state.blocks.findLastIndex(({kind}) => kind === 'plan');
	const old = state.blocks[index];
	return old?.kind === 'plan' && index > since
		? {...state, blocks: state.blocks.with(index, {...old, tasks})}
		: add(state, {kind: 'plan', tasks});
}

/** As the model wrote them, which need not be JSON. */
function parsed(args: string): unknown {
	try {
		return JSON.parse(args);
	} catch {
		return args;
	}
}

function isSaid(block: Block): block is Block & {readonly kind: 'user'} {
	return block.kind === 'user';
}

function isOwnLine(text = ''): boolean {
	return text.startsWith('!');
}
