/**
The SOCKS5 side of the proxy (RFC 1928 with the passwords of RFC 1929): CONNECT and nothing else.

	greeting:   5 n method[n]              → 5 2 (password) or 5 255
	password:   1 n user[n] m password[m]  → 1 0 or 1 1
	request:    5 command 0 type address port(2) → 5 reply 0 1 0.0.0.0:0
*/

import type {Failure, Refusal} from './decision.ts';
import {addressHost, parseHost, type Host, type Target} from './host-name.ts';
import {decisionOn, type Session, underHeadDeadline} from './session.ts';
import {serveTunnel} from './tunnel.ts';

type Negotiated =
	| {readonly kind: 'target'; readonly target: Target}
	| {readonly kind: 'refused'; readonly reason: Refusal; readonly host: string; readonly answer: Buffer}
	| {readonly kind: 'ended'};

const version = 5;
const passwordMethod = 2;
const connectCommand = 1;
const reply = {done: 0, failed: 1, notAllowed: 2, unreachable: 4, noCommand: 7, noType: 8} as const;

/** Serve a connection whose first byte is 5. */
export async function serveSocks(session: Session): Promise<void> {
	const {client} = session;
	const {value: negotiated, isLate} = await underHeadDeadline(session, () => negotiate(session));
	if (negotiated.kind === 'ended') {
		if (isLate) {
			session.report(decisionOn('', 'socks5', {allowed: false, reason: 'timeout'}));
		}

		return;
	}

	if (negotiated.kind === 'refused') {
		session.report(decisionOn(negotiated.host, 'socks5', {allowed: false, reason: negotiated.reason}));
		client.end(negotiated.answer);
		return;
	}

	await serveTunnel(session, negotiated.target, 'socks5', {
		opened: () => client.write(replyBytes(reply.done)),
		refused: reason => client.end(replyBytes(replyFor(reason))),
	});
}

async function negotiate(session: Session): Promise<Negotiated> {
	const {reader, client} = session;
	const methods = await takeCounted(session, 1);
	if (!methods) {
		return {kind: 'ended'};
	}

	if (!methods.includes(passwordMethod)) {
		return {kind: 'refused', reason: 'credential', host: '', answer: Buffer.from([version, 255])};
	}

	client.write(Buffer.from([version, passwordMethod]));
	const user = await takeCounted(session, 1);
	const password = user && (await takeCounted(session, 0));
	if (!password) {
		return {kind: 'ended'};
	}

	if (!session.isCredential(user.toString('latin1'), password.toString('latin1'))) {
		return {kind: 'refused', reason: 'credential', host: '', answer: Buffer.from([1, 1])};
	}

	client.write(Buffer.from([1, 0]));
	const request = await reader.take(4);
	return request ? readRequest(session, request) : {kind: 'ended'};
}

async function readRequest(session: Session, [first, command, reserved, type]: Buffer): Promise<Negotiated> {
	if (first !== version || reserved !== 0) {
		return {kind: 'refused', reason: 'malformed', host: '', answer: replyBytes(reply.failed)};
	}

	// BIND and UDP ASSOCIATE: nothing listens for a skill, and datagrams have no connection to check.
	if (command !== connectCommand) {
		return {kind: 'refused', reason: 'method', host: '', answer: replyBytes(reply.noCommand)};
	}

	if (type !== 1 && type !== 3 && type !== 4) {
		return {kind: 'refused', reason: 'malformed', host: '', answer: replyBytes(reply.noType)};
	}

	const bytes = await (type === 3 ? takeCounted(session, 0) : session.reader.take(type === 1 ? 4 : 16));
	const portBytes = bytes && (await session.reader.take(2));
	if (!portBytes) {
		return {kind: 'ended'};
	}

	const host = type === 3 ? parseHost(bytes.toString('latin1')) : hostOfBits(bytes);
	const port = portBytes.readUInt16BE();
	if (!host || port === 0) {
		return {kind: 'refused', reason: 'malformed', host: bytes.toString('latin1'), answer: replyBytes(reply.notAllowed)};
	}

	return {kind: 'target', target: {host, port}};
}

/** Skip `skipped` bytes, then take what the count byte after them announces; undefined when the client ended. */
async function takeCounted({reader}: Session, skipped: 0 | 1): Promise<Buffer | undefined> {
	const head = await reader.take(skipped + 1);
	return head && reader.take(head[skipped] ?? 0);
}

function hostOfBits(bytes: Buffer): Host {
	const value = BigInt(`0x${bytes.toString('hex')}`);
	if (bytes.length === 4) {
		return addressHost({family: 4, value});
	}

	return addressHost(value >> 32n === 0xffffn ? {family: 4, value: value & 0xffff_ffffn} : {family: 6, value});
}

function replyFor(reason: Refusal | Failure): number {
	if (reason === 'unresolved' || reason === 'unreachable') {
		return reply.unreachable;
	}

	return reason === 'internal' ? reply.failed : reply.notAllowed;
}

function replyBytes(code: number): Buffer {
	return Buffer.from([version, code, 0, 1, 0, 0, 0, 0, 0, 0]);
}
