/** What the worst of the texts in the model's context is. */

import type {Label} from '../../core/events.ts';
import {lowestLabel} from '../../core/label.ts';
import type {AgentTool} from '../agent-tool.ts';

/** More lines than a person types: pasted from somewhere. */
const typedLines = 3;

/** The label of a message to the agent. */
export function labelOfMessage(text: string): Label {
	return text.trim().split('\n').length > typedLines ? 'foreign' : 'user';
}

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

/** The same tool, whose results are noted before the next call is decided on. */
export function noted(tool: AgentTool, taint: Taint): AgentTool {
	return {
		...tool,
		async run(args, context) {
			const result = await tool.run(args, context);
			taint.note(result.label);
			return result;
		},
	};
}
