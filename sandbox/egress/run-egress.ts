/** The proxy as a run holds it: a listener handed over by the launcher, the child's variables, and the denials for the envelope. */

import type {Server} from 'node:net';
import type {Denial} from '../envelope.ts';
import type {Policy} from '../policy.ts';
import {createCredential} from './credential.ts';
import type {Decision} from './decision.ts';
import {proxyEnvironment} from './environment.ts';
import {createEgress, type EgressOptions} from './proxy.ts';

export interface RunEgress {
	/** For the child. */
	readonly environment: Readonly<Record<string, string>>;
	/** Serve what this listener accepts from now on. */
	readonly accept: (listener: Server) => void;
	/** What was refused so far, by target. */
	readonly denials: () => readonly Denial[];
	/** Every decision so far, alike ones counted; for the audit log. */
	readonly decisions: () => readonly CountedDecision[];
	/** Stop listening, cut all connections, and wait until they are gone. */
	readonly close: () => Promise<void>;
}

/** How names are resolved and addresses dialled, which only tests bring, and what the traffic may come to. */
export type EgressSeam = Pick<EgressOptions, 'resolver' | 'dialer' | 'limits'>;

/** One kind of decision and how often it was made. */
export interface CountedDecision extends Decision {
	readonly count: number;
}

/** How many targets are told apart; the rest is counted as one, so that a skill cannot swell its envelope. */
const maxTargets = 200;
const otherTargets = 'other hosts';

/** The egress of one run with a fresh credential. Throws a PolicyError when a rule of the policy cannot be read. */
export function createRunEgress(policy: Policy, port: number, options: EgressSeam = {}): RunEgress {
	const credential = createCredential();
	const denied = new Map<string, number>();
	const decided = new Map<string, CountedDecision>();
	const onDecision = (decision: Decision) => {
		count(denied, decision);
		note(decided, decision);
	};
	const egress = createEgress({...options, policy, credential, onDecision});
	let listening: Server | undefined;
	return {
		environment: proxyEnvironment(port, credential),
		accept(listener) {
			listening = listener;
			listener.on('connection', socket => egress.handle(socket));
		},
		denials: () => [...denied].map(([target, times]) => ({kind: 'network', target, count: times})),
		decisions: () => [...decided.values()],
		async close() {
			listening?.close();
			await egress.close();
		},
	};
}

function count(denied: Map<string, number>, {allowed, host, port, reason}: Decision): void {
	if (allowed) {
		return;
	}

	// Without a host the reason is all there is to name it by.
	const target = port === 0 ? host || reason : `${host}:${port}`;
	const key = denied.has(target) || denied.size < maxTargets ? target : otherTargets;
	denied.set(key, (denied.get(key) ?? 0) + 1);
}

function note(decided: Map<string, CountedDecision>, decision: Decision): void {
	const {host, port, allowed, reason, protocol} = decision;
	const key = [protocol, host, port, allowed, reason].join(' ');
	// The last place is for everything that no longer gets one of its own.
	const place = decided.has(key) || decided.size < maxTargets ? key : otherTargets;
	const before = decided.get(place);
	decided.set(place, {...(before ?? decision), count: (before?.count ?? 0) + 1});
}
