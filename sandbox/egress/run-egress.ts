/** The proxy as a run holds it: a listener handed over by the launcher, the child's variables, and the denials for the envelope. */

import type {Server} from 'node:net';
import type {Denial, NetworkCount} from '../envelope.ts';
import type {Policy} from '../policy.ts';
import {createCredential} from './credential.ts';
import type {Decision} from './decision.ts';
import {proxyEnvironment} from './environment.ts';
import {createEgress, type EgressOptions} from './proxy.ts';
import {watchUnrouted} from './unrouted.ts';

export interface RunEgress {
	/** For the child. */
	readonly environment: Readonly<Record<string, string>>;
	/** Serve what this listener accepts from now on. */
	readonly accept: (listener: Server) => void;
	/** Notice what the sandbox that this process is in tries past the proxy. */
	readonly watch: (pid: number) => void;
	/** How many connections that was so far. */
	readonly unrouted: () => number;
	/** What was refused so far, by target. */
	readonly denials: () => readonly Denial[];
	/** Every decision so far, alike ones counted; for the audit log. */
	readonly decisions: () => readonly CountedDecision[];
	/** How much of both that was so far; what went past the proxy was refused. */
	readonly counts: () => NetworkCount;
	/** Stop listening, cut all connections, and wait until they are gone. */
	readonly close: () => Promise<void>;
}

/** How names are resolved and addresses dialled, and how much of it; only tests bring their own, and a rehearsal a way out that leads nowhere. */
export type EgressSeam = Pick<EgressOptions, 'resolver' | 'dialer' | 'limits' | 'outbound'>;

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
	const counts = {allowed: 0, denied: 0};
	const onDecision = (decision: Decision) => {
		counts[decision.allowed ? 'allowed' : 'denied'] += 1;
		count(denied, decision);
		note(decided, decision);
	};
	const egress = createEgress({...options, policy, credential, onDecision});
	const unrouted = watchUnrouted();
	let listening: Server | undefined;
	return {
		environment: proxyEnvironment(port, credential),
		accept(listener) {
			listening = listener;
			// A client that says all it has to say and closes its side still waits for the answer.
			Object.assign(listener, {allowHalfOpen: true});
			listener.on('connection', socket => egress.handle(socket));
		},
		watch: unrouted.begin,
		unrouted: unrouted.count,
		denials: () => [...denied].map(([target, times]) => ({kind: 'network', target, count: times})),
		decisions: () => [...decided.values()],
		counts: () => ({...counts, denied: counts.denied + unrouted.count()}),
		async close() {
			listening?.close();
			unrouted.close();
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
