/** What a failed request of the SDK's client is. By name and number: the client is loaded with the first server that starts, not before. */

/** The number that the SDK gives silence, and an interruption. */
const timedOut = -32_001;

/** Whether it is the server's own answer, and not a fault on the way to it. */
export function isAnswer(thrown: unknown): boolean {
	return thrown instanceof Error && thrown.name === 'McpError';
}

/** Whether a request was given up because no answer came. */
export function isTimeout(thrown: unknown): boolean {
	return isAnswer(thrown) && thrown instanceof Error && 'code' in thrown && thrown.code === timedOut;
}
