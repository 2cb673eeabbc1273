/** What the three protocols share while they serve one connection. */

import type {Socket} from 'node:net';
import {toDisplay} from '../base/display.ts';
import type {Clock} from './clock.ts';
import type {Decision, Protocol} from './decision.ts';
import {formatHost, type Target} from './host-name.ts';
import type {EgressLimits} from './limits.ts';
import type {Outbound} from './outbound.ts';
import type {Direction} from './relay.ts';
import type {SocketReader} from './socket-reader.ts';

export interface Session {
	readonly client: Socket;
	readonly reader: SocketReader;
	/** Fires when the client is gone. */
	readonly signal: AbortSignal;
	readonly limits: EgressLimits;
	readonly clock: Clock;
	readonly outbound: Outbound;
	readonly isCredential: (user: string, password: string) => boolean;
	/** Counts bytes of the run; false once its allowance is used up. */
	readonly spend: (direction: Direction, bytes: number) => boolean;
	readonly report: (decision: Decision) => void;
}

const maxHostDisplay = 255;

/** A decision about a target, or about whatever text the client gave for one. */
export function decisionOn(target: Target | string, protocol: Protocol, outcome: Pick<Decision, 'allowed' | 'reason'>): Decision {
	const host = typeof target === 'string' ? target : formatHost(target.host);
	return {
		host: toDisplay(host, {reveal: true, maxLength: maxHostDisplay}),
		port: typeof target === 'string' ? 0 : target.port,
		...outcome,
		protocol,
	};
}

/** Run `read` under the deadline for heads, which counts from now; when it passes, the client is cut off and `isLate` holds. */
export async function underHeadDeadline<T>(
	session: Session,
	read: () => Promise<T>,
): Promise<{readonly value: T; readonly isLate: boolean}> {
	let isLate = false;
	const cancel = session.clock.after(session.limits.headMs, () => {
		isLate = true;
		session.client.destroy();
	});
	try {
		return {value: await read(), isLate};
	} finally {
		cancel();
	}
}
