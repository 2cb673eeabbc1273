import {parseAuthority} from './host-name.ts';
import {replyRefusal} from './http-reply.ts';
import {framingOf, type RequestHead} from './request-head.ts';
import {decisionOn, type Session} from './session.ts';
import {serveTunnel} from './tunnel.ts';

/** Serve `CONNECT host:port`. A body has no meaning there, so a request that announces one is malformed. */
export async function serveConnect(session: Session, head: RequestHead): Promise<void> {
	const {client} = session;
	const target = parseAuthority(head.target);
	const framing = framingOf(head);
	if (!target || framing?.kind !== 'length' || framing.bytes > 0) {
		session.report(decisionOn(head.target, 'connect', {allowed: false, reason: 'malformed'}));
		replyRefusal(client, 'malformed');
		return;
	}

	await serveTunnel(session, target, 'connect', {
		opened: () => client.write('HTTP/1.1 200 Connection Established\r\n\r\n'),
		refused: reason => replyRefusal(client, reason),
	});
}
