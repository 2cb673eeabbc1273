/** Our messages and tools as the body of a chat-completions request. Pure, but for the bytes of pictures, which are read here. */

import {imageWords} from '../core/image.ts';
import type {ToolCall, ToolDefinition} from '../core/tool.ts';
import type {ChatImage, ChatMessage, ChatRequest} from './chat-model.ts';
import {inWords} from './tools-in-words.ts';

/** What an endpoint turned out not to know; found out once, by its own complaint. */
export interface Quirks {
	noStreamOptions: boolean;
	/** Knows no tools: they are described in words. */
	noTools: boolean;
	/** Wants `max_completion_tokens` for `max_tokens`. */
	completionTokens: boolean;
	/** Takes no temperature but its own. */
	fixedTemperature: boolean;
	/** Takes no pictures: it is told their names. */
	noImages: boolean;
}

/** What goes back beside a tool call, because its endpoint sent it and refuses the next request without it. */
export interface Echo {
	readonly extra: unknown;
	readonly reasoning: string;
}

export interface BodyOptions {
	readonly model: string;
	readonly quirks: Readonly<Quirks>;
	/** By the id of the call. */
	readonly echoes: ReadonlyMap<string, Echo>;
}

export function createChatBody(request: ChatRequest, {model, quirks, echoes}: BodyOptions) {
	const limit = quirks.completionTokens ? 'max_completion_tokens' : 'max_tokens';
	return {
		model,
		stream: true as const,
		messages: (quirks.noTools ? inWords(request.messages, request.tools) : request.messages).map(message =>
			toWireMessage(message, {model, quirks, echoes}),
		),
		...(quirks.noStreamOptions ? {} : {stream_options: {include_usage: true}}),
		// An empty list is refused by some endpoints.
		...(quirks.noTools || request.tools.length === 0 ? {} : {tools: request.tools.map(toWireTool)}),
		...(request.temperature === undefined || quirks.fixedTemperature ? {} : {temperature: request.temperature}),
		...(request.maxTokens === undefined ? {} : {[limit]: request.maxTokens}),
	};
}

function toWireMessage(message: ChatMessage, {echoes, ...options}: BodyOptions) {
	if (message.role === 'tool') {
		return {role: message.role, tool_call_id: message.toolCallId, content: message.content};
	}

	if (message.role === 'user' && message.images?.length) {
		return toPictured(message.content, message.images, options);
	}

	const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
	const [first] = calls;
	if (message.role !== 'assistant' || !first) {
		return {role: message.role, content: message.content};
	}

	const reasoning = echoes.get(first.id)?.reasoning;
	return {
		role: message.role,
		content: message.content === '' ? null : message.content,
		...(reasoning ? {reasoning_content: reasoning} : {}),
		tool_calls: calls.map(call => toWireCall(call, echoes.get(call.id))),
	};
}

/** The text first, with words for what cannot be shown, then the pictures. */
function toPictured(content: string, images: readonly ChatImage[], {model, quirks}: Omit<BodyOptions, 'echoes'>) {
	const words: string[] = [];
	const pictures = images.flatMap(image => {
		const bytes = quirks.noImages ? null : image.read();
		if (bytes === null) {
			words.push(imageWords(image, quirks.noImages ? `is not shown: ${model} takes no images` : 'is no longer there'));
			return [];
		}

		const url = `data:${image.mediaType};base64,${Buffer.from(bytes).toString('base64')}`;
		return [{type: 'image_url' as const, image_url: {url}}];
	});
	const text = [content, ...words].join('\n\n');
	// A list of parts is refused by many models without pictures.
	return {role: 'user' as const, content: pictures.length === 0 ? text : [{type: 'text' as const, text}, ...pictures]};
}

function toWireCall(call: ToolCall, echo: Echo | undefined) {
	return {
		id: call.id,
		type: 'function' as const,
		function: {name: call.name, arguments: validArguments(call.argumentsText)},
		...(echo?.extra === undefined ? {} : {extra_content: echo.extra}),
	};
}

/** Endpoints that parse the history answer 400 or 500 to a broken call of the model's own; the tool's message names the fault. */
function validArguments(text: string): string {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? text : '{}';
	} catch {
		return '{}';
	}
}

function toWireTool({name, description, parameters}: ToolDefinition) {
	return {type: 'function' as const, function: {name, description, parameters}};
}
