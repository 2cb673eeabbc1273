/** Lets a person stop one call of a turn that goes on. */

import type {ToolResult} from './agent-tool.ts';

export interface CallStops {
	/** Stop the call; gives whether it ran. */
	stop(callId: string): boolean;
	/** Fires when the person stops the call, until `close`. */
	open(callId: string): {readonly signal: AbortSignal; close(): void};
}

export const stoppedText = 'The user stopped this call. Do not run it again unless the user asks.';

export function createCallStops(): CallStops {
	const running = new Map<string, AbortController>();
	return {
		stop(callId) {
			const controller = running.get(callId);
			const isRunning = controller !== undefined && !controller.signal.aborted;
			controller?.abort();
			return isRunning;
		},
		open(callId) {
			const controller = new AbortController();
			running.set(callId, controller);
			return {
				signal: controller.signal,
				close() {
					// Two calls of one message may have one id.
					if (running.get(callId) === controller) {
						running.delete(callId);
					}
				},
			};
		},
	};
}

/** The result of a call that a person stopped: what it had printed until then stays. */
export function stoppedResult(result: ToolResult): ToolResult {
	return result.ended === 'cancelled' ? {...result, text: `${result.text}\n${stoppedText}`} : result;
}
