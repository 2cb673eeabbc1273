/**
The world behind the egress proxy in the attack tests: made-up names, public-looking addresses, and loopback servers behind
those addresses. What a name resolves to is checked as in earnest; only an address that has passed comes to be dialled.
*/

import net from 'node:net';
import type {CountedDecision, EgressSeam} from '../../../sandbox/egress/run-egress.ts';
import type {RunHooks} from '../../../sandbox/run.ts';

/** As JSON: the runner is another process. */
export interface Network {
	/** What a name resolves to, one answer a lookup; the last one stays. `*` is every other name. */
	readonly names?: Readonly<Record<string, readonly (readonly string[])[]>>;
	/** Which loopback port stands behind an address; `*` is every other address. */
	readonly servers?: Readonly<Record<string, number>>;
	readonly limits?: EgressSeam['limits'];
}

/** What became of the requests, as the proxy's side saw it. */
export interface NetworkRecord {
	readonly decisions: readonly CountedDecision[];
	readonly lookups: readonly string[];
	/** `address:port` of each attempt to connect. */
	readonly dialled: readonly string[];
}

export interface SimulatedNetwork {
	readonly hooks: Pick<RunHooks, 'network' | 'onDecisions'>;
	/** Whole when the run is over. */
	readonly record: NetworkRecord;
}

/** A network whose every lookup and connection is on record. */
export function createSimulatedNetwork({names = {}, servers = {}, limits}: Network): SimulatedNetwork {
	const decisions: CountedDecision[] = [];
	const lookups: string[] = [];
	const dialled: string[] = [];
	return {
		record: {decisions, lookups, dialled},
		hooks: {
			onDecisions: made => void decisions.push(...made),
			network: {
				...(limits ? {limits} : {}),
				resolver: async name => {
					const turn = lookups.filter(lookup => lookup === name).length;
					lookups.push(name);
					const answers = names[name] ?? names['*'] ?? [];
					return answers[Math.min(turn, answers.length - 1)] ?? [];
				},
				dialer: (address, port) => {
					dialled.push(`${address}:${port}`);
					// Port 1 of loopback stands for a server that is not there.
					return net.connect({host: '127.0.0.1', port: servers[address] ?? servers['*'] ?? 1, allowHalfOpen: true});
				},
			},
		},
	};
}
