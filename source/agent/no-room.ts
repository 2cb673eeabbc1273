/** What a person is told where instructions and tools fill a model's window before a word is said. */

import type {ToolForm} from './model-measures.ts';

export interface NoRoom {
	readonly model: string;
	/** Tokens the model takes. */
	readonly window: number;
	/** Whether that is known, or the smallest usual size is assumed. */
	readonly isKnown: boolean;
	/** Tokens of what is sent beside the conversation. */
	readonly fixed: number;
	/** How the tools are shown. */
	readonly form: ToolForm;
}

/** One line: what is too large for what, and the next step. */
export function noRoomLine({model, window, isKnown, fixed, form}: NoRoom): string {
	const takes = isKnown ? `takes ${window} tokens` : `is assumed to take ${window} tokens`;
	return `${model} ${takes}, and instructions and tools alone have about ${fixed}: ${adviceFor(isKnown, form)}.`;
}

function adviceFor(isKnown: boolean, form: ToolForm): string {
	if (form === 'full') {
		return 'skilllite config set tools simple';
	}

	return isKnown
		? 'load it with a larger window, or leave tools out (--read-only, --no-plan, --no-memory)'
		: 'skilllite config set contextWindow TOKENS';
}
