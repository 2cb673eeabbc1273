/** What the worst of the texts in the model's context is. */

import type {Label} from '../../core/events.ts';
import {lowestLabel} from '../../core/label.ts';
import type {AgentTool} from '../agent-tool.ts';

/** What is in the context of one conversation. It only falls: what was once read may live on in a summary. */
export interface Taint {
	note(label: Label): void;
	/** The label of whatever the model makes from its context. */
	label(): Label;
	isForeign(): boolean;
}

export function createTaint(label: Label = 'user'): Taint {
	let lowest = label;
	return {
		note(next) {
			lowest = lowestLabel([lowest, next]);
		},
		label: () => lowest,
		isForeign: () => lowest === 'foreign',
	};
}

/** The same tool: what the model has before it is noted before a call is decided on, and what it gives before the next. */
export function noted(tool: AgentTool, taint: Taint): AgentTool {
	return {
		...tool,
		async run(args, context) {
			taint.note(context.label);
			const result = await tool.run(args, context);
			taint.note(result.label);
			return result;
		},
	};
}
