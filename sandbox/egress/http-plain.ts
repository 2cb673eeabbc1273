/**
One plain HTTP request: `GET http://host/path` becomes `GET /path` with a Host of our own, sent to the checked address.

One request a connection: the server is asked to close, and bytes behind the
request go nowhere. A second request needs a second connection and is decided
there, so no keep-alive can carry it past the policy. Redirects go back to the
client, whose next request is decided like any other.
*/

import type {Socket} from 'node:net';
import {createBodyFrame} from './body-frame.ts';
import type {Failure, Refusal} from './decision.ts';
import {tlsPort} from './hello-check.ts';
import {formatHost, parseAuthority, type Target} from './host-name.ts';
import {replyRefusal} from './http-reply.ts';
import {relay, type Screened} from './relay.ts';
import {type Framing, framingOf, headerValues, type RequestHead} from './request-head.ts';
import {decisionOn, type Session} from './session.ts';

interface PlainRequest {
	readonly target: Target;
	readonly framing: Framing;
	/** The head as the server gets it. */
	readonly head: string;
}

const httpPort = 80;
const absoluteUrl = /^http:\/\/([^/?#]*)([/?][^#]*)?$/i;
/** About the connection to us, or written anew. */
const droppedHeaders = new Set([
	'connection',
	'content-length',
	'host',
	'keep-alive',
	'proxy-authenticate',
	'proxy-authorization',
	'proxy-connection',
	'te',
	'trailer',
	'transfer-encoding',
	'upgrade',
]);

/** Serve a request whose target is an absolute `http:` URL; refuse every other form. */
export async function servePlain(session: Session, head: RequestHead): Promise<void> {
	const refuse = (target: Target | string, reason: Refusal | Failure, allowed = false) => {
		session.report(decisionOn(target, 'http', {allowed, reason}));
		replyRefusal(session.client, reason);
	};

	const request = readPlainRequest(head);
	if (!request) {
		refuse(head.target, 'malformed');
		return;
	}

	if (request.target.port === tlsPort) {
		refuse(request.target, 'tls-required');
		return;
	}

	const opened = await session.outbound.open(request.target, session.signal);
	if (opened.kind !== 'open') {
		refuse(request.target, opened.reason, opened.kind === 'failed');
		return;
	}

	try {
		session.report(decisionOn(request.target, 'http', {allowed: true, reason: 'rule'}));
		await relayRequest(session, request, opened.socket);
	} finally {
		opened.socket.destroy();
	}
}

/** What to send and to whom; undefined for a request that is not exactly one plain request to a host. */
function readPlainRequest(head: RequestHead): PlainRequest | undefined {
	const url = absoluteUrl.exec(head.target);
	const target = url?.[1] === undefined ? undefined : parseAuthority(url[1], httpPort);
	const framing = framingOf(head);
	if (!target || !framing || headerValues(head, 'host').length > 1) {
		return undefined;
	}

	const path = url?.[2] ?? '/';
	return {target, framing, head: writeHead(head, target, path.startsWith('/') ? path : `/${path}`, framing)};
}

function writeHead(head: RequestHead, {host, port}: Target, path: string, framing: Framing): string {
	const named = headerValues(head, 'connection').flatMap(value => value.split(',').map(name => name.trim().toLowerCase()));
	const isDropped = (name: string) => droppedHeaders.has(name) || named.includes(name);
	const hasLength = headerValues(head, 'content-length').length > 0;
	return [
		`${head.method} ${path} HTTP/${head.version}`,
		`Host: ${formatHost(host)}${port === httpPort ? '' : `:${port}`}`,
		...head.headers.filter(([name]) => !isDropped(name.toLowerCase())).map(([name, value]) => `${name}: ${value}`),
		...(framing.kind === 'chunked' ? ['Transfer-Encoding: chunked'] : []),
		...(framing.kind === 'length' && hasLength ? [`Content-Length: ${framing.bytes}`] : []),
		'Connection: close',
		'\r\n',
	].join('\r\n');
}

async function relayRequest(session: Session, {target, framing, head}: PlainRequest, upstream: Socket): Promise<void> {
	const {client, clock, limits} = session;
	const frame = createBodyFrame(framing);
	const refuse = (reason: Refusal) => session.report(decisionOn(target, 'http', {allowed: false, reason}));
	let hasSurplus = false;
	const screen = (bytes: Buffer): Screened => {
		const framed = frame(bytes);
		if (!framed) {
			refuse('malformed');
			return {kind: 'stop'};
		}

		if (framed.surplus > 0 && !hasSurplus) {
			hasSurplus = true;
			refuse('pipelined');
		}

		// A server that keeps the connection open in spite of us learns that nothing more comes.
		return {kind: framed.surplus > 0 ? 'last' : 'pass', bytes: framed.body};
	};

	if (!session.spend('out', head.length)) {
		refuse('byte-limit');
		replyRefusal(client, 'byte-limit');
		return;
	}

	upstream.write(head, 'latin1');
	const early = session.reader.release();
	const end = await relay({client, upstream, early, screen, spend: session.spend, clock, idleMs: limits.idleMs});
	if (end === 'byte-limit') {
		refuse('byte-limit');
	}
}
