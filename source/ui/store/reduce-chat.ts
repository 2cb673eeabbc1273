/** Agent events into the conversation's state. Pure; every untrusted text is made display-safe here, once. */

import {defaultLimits, deniedLine, toDisplay} from '../../../sandbox/index.ts';
import {argumentsLine, writtenPath} from '../../core/call-line.ts';
import type {AgentEvent, ChatResult, ImageFacts, TurnEventBody} from '../../core/events.ts';
import {imageLine} from '../../core/image.ts';
import type {Restored} from '../agent-port.ts';
import type {Tone} from '../line.ts';
import {splitMarkdown} from '../markdown/split.ts';
import type {AgentBlock, Block, ToolBlock} from './blocks.ts';
import type {ChatAction, ChatState} from './chat-state.ts';
import {helperCallsAfter} from './helper-calls.ts';
import {nextReading} from './meter.ts';

/** Of a tool's output so much is kept for the screen; the transcript file has all of it. */
const keptOutput = 20_000;

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
				text: safe(message.text).trimEnd().slice(0, keptOutput),
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
			return admitted(state, event);
		case 'tool.start':
			return {
				...update(state, event.id, tool => ({
					...tool,
					state: 'running',
					limits: event.limits ?? tool.limits,
					diff: safe(event.diff ?? '').slice(0, keptOutput),
				})),
				phase: 'running',
			};
		case 'tool.output':
			return update(state, event.id, tool => ({...tool, ...appended(tool, event.text)}));
		case 'tool.usage':
			return update(state, event.id, tool => {
				const reading = nextReading(tool.reading, event.sample);
				return reading === tool.reading ? tool : {...tool, reading};
			});
		case 'tool.end':
			return ended(state, event);
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

function newTool(call: string, name: string, args: unknown): Omit<ToolBlock, 'id'> {
	return {
		kind: 'tool',
		call,
		name: shown(name, 64),
		args: writtenPath(name, args) ?? argumentsLine(args),
		helperCalls: [],
		path: writtenPath(name, args),
		isOwn: false,
		state: 'requested',
		ok: false,
		diff: '',
		output: '',
		droppedLines: 0,
		text: '',
		reading: null,
		limits: defaultLimits,
		usage: null,
		backend: null,
		denied: [],
	};
}

function admitted(state: ChatState, {id, report}: AgentEvent & {readonly type: 'tool.admission'}): ChatState {
	const limited = update(state, id, tool => ({...tool, limits: {...defaultLimits, ...report.policy.asked.resources}}));
	if (report.verdict !== 'confirm') {
		// Why something is blocked the result says.
		return limited;
	}

	const count = report.findings.filter(({severity, suppressed}) => severity !== 'note' && !suppressed).length;
	const found = count === 0 ? 'nothing, but it does more than it declares' : `${count} ${count === 1 ? 'thing' : 'things'} to confirm`;
	return addNotice(limited, 'warning', `The scan of ${shown(report.name, 64)} found ${found}.`);
}

/** What a helper does stands in the pane of the call that it works for; what it costs and changes counts as all else. */
function nested(state: ChatState, call: string, event: TurnEventBody): ChatState {
	switch (event.type) {
		case 'usage':
			return {...counted(state, event), contextTokens: state.contextTokens};
		case 'tool.end': {
			const {blocks} = state;
			const helper = blocks.findLast(block => block.kind === 'tool' && block.call === call);
			const path = helper?.kind === 'tool' ? helper.helperCalls.findLast(({id}) => id === event.id)?.path : null;
			const next = reachedAndChanged(state, event, path ?? null);
			return update(next, call, tool => helperCallsAfter(tool, event));
		}
		case 'retry':
			return addRetry(state, event);
		default:
			return update(state, call, tool => helperCallsAfter(tool, event));
	}
}

function ended(state: ChatState, event: AgentEvent & {readonly type: 'tool.end'}): ChatState {
	const next = update(state, event.id, tool => ({
		...tool,
		state: event.ended,
		ok: event.ok,
		text: safe(event.text).trimEnd().slice(0, keptOutput),
		usage: event.usage,
		backend: event.backend ?? null,
		denied: event.denied,
	}));
	return {...reachedAndChanged(next, event, changedFile(state, event.id)), phase: 'thinking'};
}

/** The state with what a call was denied, and with the file that it has written; null for none. */
function reachedAndChanged(state: ChatState, event: TurnEventBody & {readonly type: 'tool.end'}, path: string | null): ChatState {
	const changed = event.ok ? path : null;
	const next: ChatState = {
		...state,
		changedFiles: changed === null || state.changedFiles.includes(changed) ? state.changedFiles : [...state.changedFiles, changed],
	};
	return event.denied.length > 0 ? addNotice(next, 'warning', `${shown(event.name, 64)}: ${deniedLine(event.denied)}`) : next;
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

/** The file that a call has written, by the tools that write. */
function changedFile({blocks}: ChatState, call: string): string | null {
	const tool = blocks.findLast(block => block.kind === 'tool' && block.call === call);
	return tool?.kind === 'tool' ? tool.path : null;
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

function appended({output, droppedLines}: ToolBlock, text: string): Pick<ToolBlock, 'output' | 'droppedLines'> {
	const whole = output + safe(text);
	if (whole.length <= keptOutput) {
		return {output: whole, droppedLines};
	}

	const from = whole.indexOf('\n', whole.length - keptOutput) + 1;
	const cut = from === 0 ? whole.length - keptOutput : from;
	return {output: whole.slice(cut), droppedLines: droppedLines + whole.slice(0, cut).split('\n').length - 1};
}

type Draft = Block extends infer One ? (One extends Block ? Omit<One, 'id'> : never) : never;

function add(state: ChatState, block: Draft): ChatState {
	return {...state, nextId: state.nextId + 1, blocks: [...state.blocks, {...block, id: state.nextId}]};
}

function addNotice(state: ChatState, tone: Tone, text: string): ChatState {
	return add(state, {kind: 'notice', tone, text: safe(text)});
}

function update(state: ChatState, call: string, change: (tool: ToolBlock) => ToolBlock): ChatState {
	const index = state.blocks.findLastIndex(block => block.kind === 'tool' && block.call === call);
	const tool = state.blocks[index];
	if (tool?.kind !== 'tool') {
		return state;
	}

	const next = change(tool);
	return next === tool ? state : {...state, blocks: state.blocks.with(index, next)};
}

/** A tool and a notice end without a blank line. */
function isApart(before: string | undefined): boolean {
	return before === 'tool' || before === 'notice' || before === 'summary';
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

function safe(text: string): string {
	return toDisplay(text, {multiline: true});
}

function shown(text: string, maxLength: number): string {
	return toDisplay(text, {maxLength, reveal: true});
}
