/** A conversation as prose for who summarises it, and the summary that needs no model. Pure. */

import type {ChatMessage} from '../model/chat-model.ts';
import {headAndTail} from './head-and-tail.ts';

const longestMessage = 2000;

/** The messages as lines that say who spoke. */
export function proseOf(earlier: string, messages: readonly ChatMessage[]): string {
	return [...(earlier === '' ? [] : [earlier]), ...messages.flatMap(linesOf)].join('\n\n');
}

function linesOf(message: ChatMessage): readonly string[] {
	const text = headAndTail(message.content, longestMessage);
	switch (message.role) {
		case 'tool':
			return [`Result of ${message.name}${message.ok ? '' : ' (failed)'}:\n${text}`];
		case 'assistant': {
			const calls = (message.toolCalls ?? []).map(({name, argumentsText}) => `Agent calls ${name}: ${headAndTail(argumentsText, 500)}`);
			return [...(text === '' ? [] : [`Agent: ${text}`]), ...calls];
		}
		default:
			return [`User: ${text}`];
	}
}

/** What can be read off without understanding: the first and last requests, tools that ran, files that were named, questions left. */
export function outlineOf(earlier: string, messages: readonly ChatMessage[]): string {
	const requests = messages.filter(({role}) => role === 'user').map(({content}) => firstLine(content));
	const calls = messages.flatMap(message => (message.role === 'assistant' ? (message.toolCalls ?? []) : []));
	const files = new Set(calls.flatMap(({argumentsText}) => pathsIn(argumentsText)));
	const answer = messages.findLast(({role, content}) => role === 'assistant' && content !== '')?.content ?? '';
	return [
		earlier,
		`Goal\n${[...new Set([...requests.slice(0, 1), ...requests.slice(-3)])].map(text => `- ${text}`).join('\n') || '-'}`,
		`Decisions\n- Tools called: ${[...new Set(calls.map(({name}) => name))].join(', ') || 'none'}\n- Last answer: ${headAndTail(answer, 600) || 'none'}`,
		`Files\n${
			[...files]
				.slice(-20)
				.map(path => `- ${path}`)
				.join('\n') || '-'
		}`,
		`Open questions\n${/\?\s*$/.test(answer) ? `- ${firstLine(answer.trim().split('\n').at(-1) ?? '')}` : '-'}`,
	]
		.filter(Boolean)
		.join('\n\n');
}

function pathsIn(text: string): readonly string[] {
	return [...text.matchAll(/"((?:[\w.-]+\/)*[\w.-]+\.[A-Za-z0-9]{1,8}|\/?(?:[\w.-]+\/)+[\w.-]+)"/g)].map(([, path = '']) => path);
}

function firstLine(text: string): string {
	return headAndTail(text.trim().split('\n')[0] ?? '', 300);
}
