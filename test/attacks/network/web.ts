/** What stands on loopback for the world: the one allowed server, and a canary behind every other address. */

import net from 'node:net';
import type {CountedDecision} from '../../../sandbox/egress/run-egress.ts';
import {listen, listenHttp, type SeenRequest} from '../../sandbox/egress/harness.ts';
import type {Network} from './simulated.ts';

export interface Canary {
	readonly connections: () => number;
	readonly received: () => string;
}

export interface Web {
	/** What `http://web.test/` was asked. */
	readonly seen: readonly SeenRequest[];
	/** Where an attack that gets through arrives. */
	readonly canary: Canary;
	readonly network: Network;
}

/** The address of web.test. */
export const webAddress = '20.0.0.1';
/** The rule for the server that answers "hello". */
export const webRule = 'web.test:80';

/** Open both servers; `names` resolve beside web.test. */
export async function openWeb(names: Network['names'] = {}): Promise<Web> {
	const [{port, seen}, canary] = await Promise.all([listenHttp(), openCanary()]);
	return {
		seen,
		canary,
		network: {names: {'web.test': [[webAddress]], ...names}, servers: {[webAddress]: port, '*': canary.port}},
	};
}

/** A server that answers whatever comes with "reached", and closes. */
async function openCanary(): Promise<Canary & {readonly port: number}> {
	let connections = 0;
	let received = '';
	const server = net.createServer(socket => {
		connections += 1;
		socket.on('error', () => undefined);
		socket.on('data', (bytes: Buffer) => {
			received += bytes.toString('latin1');
			socket.end('reached');
		});
	});
	return {port: await listen(server), connections: () => connections, received: () => received};
}

/** How often each reason was given. */
export function reasonsOf(decisions: readonly CountedDecision[]): Readonly<Record<string, number>> {
	const counts: Record<string, number> = {};
	for (const {reason, count} of decisions) {
		counts[reason] = (counts[reason] ?? 0) + count;
	}

	return counts;
}
