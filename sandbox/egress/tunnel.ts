/** What CONNECT and SOCKS5 share: a target becomes an open socket, then bytes in both directions. */

import type {Socket} from 'node:net';
import type {Failure, Protocol, Refusal} from './decision.ts';
import {createHelloScreen, type HelloVerdict, judgeHello, tlsPort} from './hello-check.ts';
import type {Target} from './host-name.ts';
import {relay} from './relay.ts';
import {decisionOn, type Session, underHeadDeadline} from './session.ts';

/** A fatal TLS alert, so that clients say "access denied" instead of "connection reset". */
const accessDenied = Buffer.from([21, 3, 3, 0, 2, 2, 49]);

export interface TunnelReplies {
	readonly opened: () => void;
	readonly refused: (reason: Refusal | Failure) => void;
}

/** Open a tunnel to the target, answer the client, and relay until the end; reports each decision. */
export async function serveTunnel(session: Session, target: Target, protocol: Protocol, replies: TunnelReplies): Promise<void> {
	const opened = await session.outbound.open(target, session.signal);
	if (opened.kind !== 'open') {
		session.report(decisionOn(target, protocol, {allowed: opened.kind === 'failed', reason: opened.reason}));
		replies.refused(opened.reason);
		return;
	}

	try {
		replies.opened();
		await (target.port === tlsPort
			? relayTls(session, target, protocol, opened.socket)
			: relayAny(session, target, protocol, opened.socket));
	} finally {
		opened.socket.destroy();
	}
}

/** The tunnel is open for the client, but nothing leaves before its greeting names the right host. */
async function relayTls(session: Session, target: Target, protocol: Protocol, upstream: Socket): Promise<void> {
	let verdict: HelloVerdict = 'incomplete';
	const {isLate} = await underHeadDeadline(session, () =>
		session.reader.until(bytes => {
			verdict = judgeHello(bytes, target, session.limits.headBytes);
			return verdict !== 'incomplete';
		}),
	);
	const refusal = refusalOf(verdict, isLate);
	session.report(decisionOn(target, protocol, refusal ? {allowed: false, reason: refusal} : {allowed: true, reason: 'rule'}));
	if (refusal) {
		session.client.end(accessDenied);
		return;
	}

	await relayAndReport(session, target, protocol, upstream, bytes => ({kind: 'pass', bytes}));
}

async function relayAny(session: Session, target: Target, protocol: Protocol, upstream: Socket): Promise<void> {
	session.report(decisionOn(target, protocol, {allowed: true, reason: 'rule'}));
	const screen = createHelloScreen(target, session.limits.headBytes, reason =>
		session.report(decisionOn(target, protocol, {allowed: false, reason})),
	);
	await relayAndReport(session, target, protocol, upstream, screen);
}

async function relayAndReport(
	session: Session,
	target: Target,
	protocol: Protocol,
	upstream: Socket,
	screen: Parameters<typeof relay>[0]['screen'],
): Promise<void> {
	const {client, clock, spend, limits} = session;
	const early = session.reader.release();
	const end = await relay({client, upstream, early, screen, spend, clock, idleMs: limits.idleMs});
	if (end === 'byte-limit') {
		session.report(decisionOn(target, protocol, {allowed: false, reason: 'byte-limit'}));
	}
}

function refusalOf(verdict: HelloVerdict, isLate: boolean): Refusal | undefined {
	if (verdict === 'passes') {
		return undefined;
	}

	// A client that leaves without a greeting has not shown that it speaks TLS.
	return verdict === 'incomplete' ? (isLate ? 'timeout' : 'tls-required') : verdict;
}
