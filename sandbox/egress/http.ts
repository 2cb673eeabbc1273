/** The HTTP side of the proxy: one request head, then a tunnel (CONNECT) or one plain request. */

import {serveConnect} from './http-connect.ts';
import {servePlain} from './http-plain.ts';
import {replyRefusal} from './http-reply.ts';
import {readBasicCredential} from './proxy-authorization.ts';
import {headEnd, parseRequestHead, type RequestHead} from './request-head.ts';
import {decisionOn, type Session, underHeadDeadline} from './session.ts';
import type {Refusal} from './decision.ts';

/** Serve a connection whose first byte is not SOCKS. */
export async function serveHttp(session: Session): Promise<void> {
	const {value: read, isLate} = await underHeadDeadline(session, () => readHead(session));
	if (read === 'ended' && !isLate) {
		return;
	}

	if (typeof read === 'string') {
		refuse(session, '', read === 'ended' ? 'timeout' : read);
		return;
	}

	const credential = readBasicCredential(read);
	if (!credential || !session.isCredential(credential.user, credential.password)) {
		refuse(session, read.target, 'credential');
		return;
	}

	await (read.method === 'CONNECT' ? serveConnect(session, read) : servePlain(session, read));
}

async function readHead({reader, limits}: Session): Promise<RequestHead | 'too-large' | 'malformed' | 'ended'> {
	let end = -1;
	const isWhole = await reader.until(bytes => {
		end = bytes.indexOf(headEnd);
		return end >= 0 || bytes.length > limits.headBytes;
	});
	if (!isWhole) {
		return 'ended';
	}

	if (end < 0 || end > limits.headBytes) {
		return 'too-large';
	}

	return parseRequestHead(reader.cut(end + headEnd.length).subarray(0, end)) ?? 'malformed';
}

function refuse(session: Session, host: string, reason: Refusal): void {
	session.report(decisionOn(host, 'unknown', {allowed: false, reason}));
	replyRefusal(session.client, reason);
}
