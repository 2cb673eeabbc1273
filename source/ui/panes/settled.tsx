/** Inline: what can no longer change is printed once, above what is drawn again and again, and then belongs to the terminal. */

import {Box, Static} from 'ink';
import {memo} from 'react';
import type {Line} from '../line.ts';
import type {Block} from '../store/blocks.ts';
import type {ChatState} from '../store/chat-state.ts';
import type {Theme} from '../theme.ts';
import {Lines} from './lines.tsx';

export interface SettledProps {
	readonly blocks: readonly Block[];
	/** How many of them, from the first. */
	readonly count: number;
	readonly linesOf: (block: Block) => readonly Line[];
	readonly width: number;
	readonly theme: Theme;
}

/** Drawn again only when there is more: Ink prints a frame for each time that this is rendered. */
export const Settled = memo(
	function Settled({blocks, count, linesOf, width, theme}: SettledProps) {
		return (
			// What was cleared begins anew.
			<Static key={blocks[0]?.id ?? 0} items={blocks.slice(0, count)}>
				{block => (
					<Box key={block.id}>
						<Lines lines={linesOf(block)} width={width} theme={theme} />
					</Box>
				)}
			</Static>
		);
	},
	(before, after) => before.count === after.count && before.blocks[0]?.id === after.blocks[0]?.id,
);

/** How many blocks, from the first, no event can change any more. */
export function settledCount({blocks, phase}: ChatState): number {
	const isOver = phase === 'idle' || phase === 'starting';
	const first = blocks.findIndex((block, index) => {
		switch (block.kind) {
			case 'tool':
				return block.state === 'requested' || block.state === 'running';
			case 'agent':
				return !isOver && index === blocks.length - 1;
			case 'plan':
				return !isOver;
			default:
				return false;
		}
	});
	return first === -1 ? blocks.length : first;
}
