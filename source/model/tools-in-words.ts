/**
Tools for models that were never taught them: described in the system prompt, with calls and results as text. Pure.

The other direction, from an answer's text back to calls, is calls-in-text.ts.
*/

import type {ToolCall, ToolDefinition} from '../core/tool.ts';
import type {ChatMessage} from './chat-model.ts';

type PlainMessage = Exclude<ChatMessage, {readonly role: 'tool'}>;

/** The same conversation without a message or field about tools. Neighbours of one role become one: many templates want them to alternate. */
export function inWords(messages: readonly ChatMessage[], tools: readonly ToolDefinition[]): PlainMessage[] {
	const plain: PlainMessage[] = [];
	for (const message of messages.map(plainly)) {
		const last = plain.at(-1);
		if (last?.role === message.role) {
			plain[plain.length - 1] = joined(last, message);
		} else {
			plain.push(message);
		}
	}

	const [first, ...rest] = plain;
	if (tools.length === 0) {
		return plain;
	}

	return first?.role === 'system'
		? [{role: 'system', content: `${first.content}\n\n${describe(tools)}`}, ...rest]
		: [{role: 'system', content: describe(tools)}, ...plain];
}

function joined(first: PlainMessage, second: PlainMessage): PlainMessage {
	const content = `${first.content}\n\n${second.content}`;
	const images = [first, second].flatMap(message => (message.role === 'user' ? (message.images ?? []) : []));
	return first.role === 'user' && images.length > 0 ? {role: first.role, content, images} : {role: first.role, content};
}

function plainly(message: ChatMessage): PlainMessage {
	switch (message.role) {
		case 'tool':
			return {role: 'user', content: `Result of ${message.name}${message.ok ? '' : ' (it failed)'}:\n${message.content}`};
		case 'assistant':
			return {role: 'assistant', content: [message.content, ...(message.toolCalls ?? []).map(writeCall)].filter(Boolean).join('\n\n')};
		default:
			return message;
	}
}

/** A call as the model is asked to write it. */
function writeCall({name, argumentsText}: ToolCall): string {
	return `\`\`\`tool_call\n{"name": ${JSON.stringify(name)}, "arguments": ${argumentsText.trim() || '{}'}}\n\`\`\``;
}

function describe(tools: readonly ToolDefinition[]): string {
	const lines = tools.map(({name, description, parameters}) => `- ${name}: ${description}\n  arguments: ${JSON.stringify(parameters)}`);
	return `You have tools. To call one, end your answer with a block of exactly this form, and wait for its result:

${writeCall({id: '', name: 'NAME', argumentsText: '{"KEY": "VALUE"}'})}

The tools, each with the JSON Schema of its arguments:
${lines.join('\n')}`;
}
