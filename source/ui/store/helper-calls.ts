/** The calls of a helper, as the pane of the call that it works for shows them. Pure. */

import {defaultLimits, toDisplay} from '../../../sandbox/index.ts';
import {callLine, writtenPath} from '../../core/call-line.ts';
import type {TurnEventBody} from '../../core/events.ts';
import type {HelperCall, ToolBlock} from './blocks.ts';
import {nextReading} from './meter.ts';

/** The screen shows the last of them; the transcript file has all. */
const kept = 100;

/** The pane after something that its helper did; the same one where that changes nothing in it. */
export function helperCallsAfter(tool: ToolBlock, event: TurnEventBody): ToolBlock {
	switch (event.type) {
		case 'tool.request':
			return {...tool, helperCalls: [...tool.helperCalls, requested(event)].slice(-kept)};
		case 'tool.start':
			return update(tool, event.id, call => ({...call, state: 'running', limits: event.limits ?? call.limits}));
		case 'tool.output':
			return update(tool, event.id, call => ({...call, printed: call.printed + event.text.length}));
		case 'tool.usage':
			return update(tool, event.id, call => {
				const reading = nextReading(call.reading, event.sample);
				return reading === call.reading ? call : {...call, reading};
			});
		case 'tool.end': {
			const {ok, usage, backend = null, denied} = event;
			return update(tool, event.id, call => ({...call, state: ok ? 'done' : 'failed', usage, backend, denied}));
		}
		default:
			return tool;
	}
}

/** The call of the helper that the sandbox shows: what runs, else what waits, else what was measured last; undefined where there was none. */
export function shownCall({helperCalls}: ToolBlock): HelperCall | undefined {
	return (
		helperCalls.findLast(({state}) => state === 'running') ??
		helperCalls.findLast(({state}) => state === 'requested') ??
		helperCalls.findLast(({reading, usage}) => reading !== null || usage !== null) ??
		helperCalls.at(-1)
	);
}

function requested({id, name, arguments: args}: TurnEventBody & {readonly type: 'tool.request'}): HelperCall {
	return {
		id,
		name: toDisplay(name, {maxLength: 64}),
		line: callLine(name, args),
		path: writtenPath(name, args),
		state: 'requested',
		printed: 0,
		reading: null,
		limits: defaultLimits,
		usage: null,
		backend: null,
		denied: [],
	};
}

/** Two calls of one message may have one id: the first that is not over is meant. */
function update(tool: ToolBlock, id: string, change: (call: HelperCall) => HelperCall): ToolBlock {
	const at = tool.helperCalls.findIndex(call => call.id === id && (call.state === 'requested' || call.state === 'running'));
	const call = tool.helperCalls[at];
	const next = call === undefined ? undefined : change(call);
	return next === undefined || next === call ? tool : {...tool, helperCalls: tool.helperCalls.with(at, next)};
}
