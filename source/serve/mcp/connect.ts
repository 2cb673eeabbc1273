/** One connection to a tool server: the SDK's client, and of what it can do only what is needed to list tools and call them. */

import {Client} from '@modelcontextprotocol/sdk/client/index.js';
import type {Transport} from '@modelcontextprotocol/sdk/shared/transport.js';
import {
	type CallToolResult,
	CallToolResultSchema,
	ListToolsResultSchema,
	type Tool,
	ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';

export interface Connection {
	/** What the server says it has; every text is a stranger's. */
	listTools(options: RequestLimits): Promise<readonly Tool[]>;
	callTool(name: string, args: Readonly<Record<string, unknown>>, options: RequestLimits): Promise<CallToolResult>;
	close(): Promise<void>;
}

export interface RequestLimits {
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
}

export interface ConnectOptions extends RequestLimits {
	readonly onToolsChanged: () => void;
	readonly onClose: () => void;
}

const mostPages = 10;

/** Connect and greet. Rejects when there is no answer in time; then nothing is left open. */
export async function connect(transport: Transport, {timeoutMs, signal, onToolsChanged, onClose}: ConnectOptions): Promise<Connection> {
	const client = new Client(
		{name: 'skilllite', version: '1'},
		{
			// Nothing of ours is offered: no sampling, no roots, no elicitation.
			capabilities: {},
			// The SDK's own makes code of schemas that a stranger wrote.
			jsonSchemaValidator: {getValidator: () => input => ({valid: true, data: input as never, errorMessage: undefined})},
		},
	);
	client.onclose = onClose;
	client.setNotificationHandler(ToolListChangedNotificationSchema, () => onToolsChanged());
	try {
		await client.connect(transport, {timeout: timeoutMs, signal});
	} catch (thrown) {
		await transport.close();
		throw thrown;
	}

	return {
		async listTools(options) {
			const tools: Tool[] = [];
			let cursor: string | undefined;
			for (let page = 0; page < mostPages; page++) {
				const answer = await client.request({method: 'tools/list', params: cursor === undefined ? {} : {cursor}}, ListToolsResultSchema, {
					timeout: options.timeoutMs,
					signal: options.signal,
				});
				tools.push(...answer.tools);
				cursor = answer.nextCursor;
				if (cursor === undefined) {
					break;
				}
			}

			return tools;
		},
		callTool: (name, args, options) =>
			client.request({method: 'tools/call', params: {name, arguments: {...args}}}, CallToolResultSchema, {
				timeout: options.timeoutMs,
				signal: options.signal,
			}),
		close: () => client.close(),
	};
}
