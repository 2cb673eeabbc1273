/** The conversation as text: for the pager, the clipboard and the end of the program. Blocks hold display-safe text only. */

import type {Block} from './blocks.ts';

/** The whole conversation. */
export function transcriptText(blocks: readonly Block[]): string {
	return blocks.map(blockText).filter(Boolean).join('\n\n');
}

/** What the agent said last; empty where it said nothing. */
export function lastAnswer(blocks: readonly Block[]): string {
	const block = blocks.findLast(({kind}) => kind === 'agent');
	return block?.kind === 'agent' ? answerText(block) : '';
}

/** Everything that a tool printed, or what the model was told of it. */
export function toolText({name, args, output, text, droppedLines, helperCalls}: Block & {readonly kind: 'tool'}): string {
	const dropped = droppedLines > 0 ? [`(${droppedLines} earlier lines are not kept here)`] : [];
	return [
		`${name}  ${args}`,
		'',
		...dropped,
		...helperCalls.map(call => `  ${call.line}: ${call.state}`),
		output === '' ? text : output,
	].join('\n');
}

function blockText(block: Block): string {
	switch (block.kind) {
		case 'user':
			return ['you: '.concat(block.text), ...block.images].join('\n');
		case 'agent':
			return `agent: ${answerText(block)}`;
		case 'tool':
			return `tool: ${toolText(block)}`;
		case 'plan':
			return block.tasks.map(({title, status}) => `[${status}] ${title}`).join('\n');
		case 'notice':
			return block.text;
	}
}

function answerText({closed, tail}: Block & {readonly kind: 'agent'}): string {
	return [...closed, tail.trim()].filter(Boolean).join('\n\n');
}
