/** The calls of a helper, as the pane of the call that it works for shows them. Pure. */

import {callLine, writtenPath} from '../../core/call-line.ts';
import type {TurnEventBody} from '../../core/events.ts';
import type {HelperCall, ToolBlock} from './blocks.ts';

/** The screen shows the last of them; the transcript file has all. */
const kept = 100;

/** The pane after something that its helper did; the same one where that changes nothing in it. */
export function helperCallsAfter(tool: ToolBlock, event: TurnEventBody): ToolBlock {
	switch (event.type) {
		case 'tool.request': {
			const {id, name, arguments: args} = event;
			const call: HelperCall = {id, line: callLine(name, args), path: writtenPath(name, args), state: 'running'};
			return {...tool, helperCalls: [...tool.helperCalls, call].slice(-kept)};
		}
		case 'tool.end': {
			// Two calls of one message may have one id.
			const at = tool.helperCalls.findIndex(({id, state}) => id === event.id && state === 'running');
			const call = tool.helperCalls[at];
			return call === undefined ? tool : {...tool, helperCalls: tool.helperCalls.with(at, {...call, state: event.ok ? 'done' : 'failed'})};
		}
		default:
			return tool;
	}
}
