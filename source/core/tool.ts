/** Tools as a model sees them. Shared by skills, models and the agent. */

/** A JSON Schema (draft 2020-12) object. */
export type JsonSchema = {readonly [key: string]: unknown};

export interface ToolDefinition {
	readonly name: string;
	readonly description: string;
	readonly parameters: JsonSchema;
	/** Optional parameters that are left out where the model has little room. */
	readonly rare?: readonly string[];
	/** Phrasings that this tool answers; read by the offline planner, never sent to an endpoint. */
	readonly examples?: readonly ToolExample[];
}

/** One phrasing and the arguments that it means, taken from a skill's `## Examples`. */
export interface ToolExample {
	readonly text: string;
	readonly input?: {readonly [key: string]: unknown};
}

export interface ToolCall {
	readonly id: string;
	readonly name: string;
	/** As the model wrote it; parsed and checked by the agent, never trusted. */
	readonly argumentsText: string;
}
