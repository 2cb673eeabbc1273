/** How much a tool server may say in a minute: reading it costs this process time and memory, whatever the server's own limits are. */

export interface TrafficBudget {
	/** Count what came. Gives false when it is more than a minute may bring; from then on always. */
	take(traffic: {readonly bytes?: number; readonly messages?: number}): boolean;
}

const windowMs = 60_000;
const mostBytes = 64 * 1024 * 1024;
const mostMessages = 5000;

export function createTrafficBudget(onExceeded: () => void, now: () => number = () => performance.now()): TrafficBudget {
	let begun = now();
	let bytes = 0;
	let messages = 0;
	let isExceeded = false;
	return {
		take(traffic) {
			if (now() - begun > windowMs) {
				[begun, bytes, messages] = [now(), 0, 0];
			}

			bytes += traffic.bytes ?? 0;
			messages += traffic.messages ?? 0;
			if (!isExceeded && (bytes > mostBytes || messages > mostMessages)) {
				isExceeded = true;
				onExceeded();
			}

			return !isExceeded;
		},
	};
}
