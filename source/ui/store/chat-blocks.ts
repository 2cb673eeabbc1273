/** Puts blocks into the conversation's state, and makes untrusted texts display-safe. Pure. */

import {toDisplay} from '../../../sandbox/index.ts';
import type {Tone} from '../line.ts';
import type {Block, ToolBlock} from './blocks.ts';
import type {ChatState} from './chat-state.ts';

/** A block that has no place yet. */
export type Draft = Block extends infer One ? (One extends Block ? Omit<One, 'id'> : never) : never;

/** The state with a block more. */
export function add(state: ChatState, block: Draft): ChatState {
	return {...state, nextId: state.nextId + 1, blocks: [...state.blocks, {...block, id: state.nextId}]};
}

export function addNotice(state: ChatState, tone: Tone, text: string): ChatState {
	return add(state, {kind: 'notice', tone, text: safe(text)});
}

/** The state with another block in the place of the last one of that call. */
export function update(state: ChatState, call: string, change: (tool: ToolBlock) => ToolBlock): ChatState {
	const index = state.blocks.findLastIndex(block => block.kind === 'tool' && block.call === call);
	const tool = state.blocks[index];
	if (tool?.kind !== 'tool') {
		return state;
	}

	const next = change(tool);
	return next === tool ? state : {...state, blocks: state.blocks.with(index, next)};
}

/** A tool and a notice end without a blank line. */
export function isApart(before: string | undefined): boolean {
	return before === 'tool' || before === 'notice' || before === 'summary';
}

export function safe(text: string): string {
	return toDisplay(text, {multiline: true});
}

/** In one line. */
export function shown(text: string, maxLength: number): string {
	return toDisplay(text, {maxLength, reveal: true});
}
