/**
Clients that send the proxy requests exactly as they are given, from inside the sandbox, in each of its runtimes.

A request is bytes in which `{auth}`, `{user}` and `{password}` stand for this run's credential: as the value of a
Proxy-Authorization header, and for SOCKS. Everything is written at once, then read until the proxy closes.
*/

import type {RunOutcome} from '../../../sandbox/envelope.ts';
import {eachIdentity, type Identity} from '../identity.ts';
import {bash, node, type Payload, python} from '../payload.ts';
import {connectedAttack} from '../sandboxed.ts';
import type {Network, NetworkRecord} from './simulated.ts';

export type Request = string | Buffer;

export interface Connection {
	/** The rules of `network.allow` and `network.deny`. */
	readonly allow: readonly string[];
	readonly deny?: readonly string[];
	readonly network: Network;
}

/** Send these requests, one after the other, each on a connection of its own. */
export type Talk = (requests: readonly Request[], connection: Connection) => Promise<NetworkRecord & {readonly outcome: RunOutcome}>;

const requestsFile = 'requests';

const talkers: Readonly<Record<string, Payload>> = {
	Python: python(`
		import base64, os, socket, urllib.parse
		proxy = urllib.parse.urlsplit(os.environ['HTTP_PROXY'])
		token = base64.b64encode(f'{proxy.username}:{proxy.password}'.encode())
		def talk(request):
		    with socket.create_connection((proxy.hostname, proxy.port), timeout=20) as client:
		        client.sendall(request)
		        answer = b''
		        while piece := client.recv(65536):
		            answer += piece
		        return answer
		for line in open('/skill/${requestsFile}'):
		    request = base64.b64decode(line).replace(b'{auth}', b'Basic ' + token)
		    attempt(lambda: talk(request.replace(b'{user}', proxy.username.encode()).replace(b'{password}', proxy.password.encode())))
	`),
	Node: node(`
		import {readFileSync} from 'node:fs';
		import {connect} from 'node:net';
		const {hostname, port, username, password} = new URL(process.env.HTTP_PROXY);
		const talk = request => new Promise((done, fail) => {
			let answer = '';
			const client = connect({host: hostname, port: Number(port)}, () => client.write(Buffer.from(request, 'latin1')));
			client.on('data', piece => { answer += piece.toString('latin1'); }).on('error', fail).on('close', () => done(JSON.stringify(answer)));
		});
		for (const line of readFileSync('/skill/${requestsFile}', 'utf8').trim().split('\\n')) {
			const request = Buffer.from(line, 'base64').toString('latin1').replace('{auth}', 'Basic ' + btoa(username + ':' + password));
			await attempt(() => talk(request.replace('{user}', username).replace('{password}', password)));
		}
	`),
	'a shell': bash(`
		address=\${HTTP_PROXY##*@} credential=\${HTTP_PROXY#http://}
		credential=\${credential%@*}
		token=$(printf %s "$credential" | base64 -w 0)
		while read -r line; do
			exec 9<>/dev/tcp/\${address%:*}/\${address#*:}
			base64 -d <<< "$line" | LC_ALL=C sed "s|{auth}|Basic $token|; s|{user}|\${credential%:*}|; s|{password}|\${credential#*:}|" >&9
			timeout 20 cat <&9
			exec 9>&-
			echo
		done < /skill/${requestsFile}
	`),
};

/** One test for each runtime and identity; `talk` runs the runtime's client in the sandbox. */
export function eachClient(title: string, body: (talk: Talk, identity: Identity) => Promise<void>): void {
	for (const [name, payload] of Object.entries(talkers)) {
		eachIdentity(
			`${title}, by ${name}`,
			identity =>
				body(
					(requests, {allow, deny = [], network}) =>
						connectedAttack(identity, payload, {policy: {network: {allow, deny}}, network, files: {[requestsFile]: linesOf(requests)}}),
					identity,
				),
			noNetworkOnLandlock,
		);
	}
}

function linesOf(requests: readonly Request[]): string {
	return requests.map(request => `${Buffer.from(request.toString('latin1'), 'latin1').toString('base64')}\n`).join('');
}

/** For tests of a granted network. */
export const noNetworkOnLandlock = {bwrapOnly: 'it has no network at all'};

/** The head of a plain request through the proxy. */
export function get(url: string, ...headers: readonly string[]): string {
	return [`GET ${url} HTTP/1.1`, 'Proxy-Authorization: {auth}', ...headers, '', ''].join('\r\n');
}

export function connectTo(target: string, ...headers: readonly string[]): string {
	return [`CONNECT ${target} HTTP/1.1`, 'Proxy-Authorization: {auth}', ...headers, '', ''].join('\r\n');
}
