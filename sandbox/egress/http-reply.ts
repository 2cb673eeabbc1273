import type {Socket} from 'node:net';
import {describeReason, type Failure, type Refusal} from './decision.ts';

const statuses: Readonly<Partial<Record<Refusal | Failure, string>>> = {
	credential: '407 Proxy Authentication Required',
	malformed: '400 Bad Request',
	method: '400 Bad Request',
	timeout: '408 Request Timeout',
	'lookup-rate': '429 Too Many Requests',
	'too-large': '431 Request Header Fields Too Large',
	internal: '500 Internal Server Error',
	unresolved: '502 Bad Gateway',
	unreachable: '502 Bad Gateway',
};

/** Answer an HTTP client with the reason why its request goes no further, and end our side. */
export function replyRefusal(client: Socket, reason: Refusal | Failure): void {
	const body = `skilllite: this request was not let through: ${describeReason(reason)}.\n`;
	const head = [
		`HTTP/1.1 ${statuses[reason] ?? '403 Forbidden'}`,
		...(reason === 'credential' ? ['Proxy-Authenticate: Basic realm="skilllite"'] : []),
		'Content-Type: text/plain; charset=utf-8',
		`Content-Length: ${Buffer.byteLength(body)}`,
		'Connection: close',
	];
	client.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
