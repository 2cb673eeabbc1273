/** Events of calls into their blocks: what runs, what it printed, how it ended, and what a helper does for it. Pure. */

import {defaultLimits, deniedLine} from '../../../sandbox/index.ts';
import {argumentsLine, writtenPath} from '../../core/call-line.ts';
import type {AgentEvent, TurnEventBody} from '../../core/events.ts';
import type {ToolBlock} from './blocks.ts';
import {addNotice, safe, shown, update} from './chat-blocks.ts';
import type {ChatState} from './chat-state.ts';
import {helperCallsAfter} from './helper-calls.ts';
import {nextReading} from './meter.ts';

/** Of a tool's output so much is kept for the screen; the transcript file has all of it. */
const keptOutput = 20_000;

type ToolEvent = AgentEvent & {readonly type: 'tool.admission' | 'tool.start' | 'tool.output' | 'tool.usage' | 'tool.end'};

/** The state after an event of a call that has a block. */
export function reduceTool(state: ChatState, event: ToolEvent): ChatState {
	switch (event.type) {
		case 'tool.admission':
			return admitted(state, event);
		case 'tool.start':
			return {...update(state, event.id, tool => started(tool, event)), phase: 'running'};
		case 'tool.output':
			return update(state, event.id, tool => ({...tool, ...appended(tool, event.text)}));
		case 'tool.usage':
			return update(state, event.id, tool => {
				const reading = nextReading(tool.reading, event.sample);
				return reading === tool.reading ? tool : {...tool, reading};
			});
		case 'tool.end':
			return ended(state, event);
	}
}

/** The block of a call that was made. */
export function newTool(call: string, name: string, args: unknown): Omit<ToolBlock, 'id'> {
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

/** The end of a helper's call, in the block of the call that it works for. */
export function helperEnded(state: ChatState, call: string, event: TurnEventBody & {readonly type: 'tool.end'}): ChatState {
	const helper = state.blocks.findLast(block => block.kind === 'tool' && block.call === call);
	const path = helper?.kind === 'tool' ? helper.helperCalls.findLast(({id}) => id === event.id)?.path : null;
	const next = reachedAndChanged(state, event, path ?? null);
	return update(next, call, tool => helperCallsAfter(tool, event));
}

/** What is kept of a result. */
export function keptText(text: string): string {
	return safe(text).trimEnd().slice(0, keptOutput);
}

function started(tool: ToolBlock, {limits, diff = ''}: AgentEvent & {readonly type: 'tool.start'}): ToolBlock {
	return {...tool, state: 'running', limits: limits ?? tool.limits, diff: safe(diff).slice(0, keptOutput)};
}

function ended(state: ChatState, event: AgentEvent & {readonly type: 'tool.end'}): ChatState {
	const next = update(state, event.id, tool => ({
		...tool,
		state: event.ended,
		ok: event.ok,
		text: keptText(event.text),
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

/** The file that a call has written, by the tools that write. */
function changedFile({blocks}: ChatState, call: string): string | null {
	const tool = blocks.findLast(block => block.kind === 'tool' && block.call === call);
	return tool?.kind === 'tool' ? tool.path : null;
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
