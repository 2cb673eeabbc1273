/** What a granted network is for: ordinary clients reach the granted hosts, by HTTP and by TLS with their own verification. */

import http from 'node:http';
import https from 'node:https';
import {chmodSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, inject, onTestFinished} from 'vitest';
import {createCertificate, listen} from '../../sandbox/egress/harness.ts';
import {eachIdentity} from '../identity.ts';
import {bash, node, type Payload, python} from '../payload.ts';
import {connectedAttack} from '../sandboxed.ts';
import {noNetworkOnLandlock} from './clients.ts';
import {openWeb, reasonsOf, webRule} from './web.ts';

const clients: Readonly<Record<string, Payload>> = {
	'urllib of Python': python(`
		import urllib.request
		for url in ['http://web.test/', 'https://secure.test/']:
		    print(urllib.request.urlopen(url, timeout=10).read().decode())
	`),
	'http.client of Python': python(`
		import base64, http.client, os, urllib.parse
		proxy = urllib.parse.urlsplit(os.environ['HTTPS_PROXY'])
		credential = {'Proxy-Authorization': 'Basic ' + base64.b64encode(f'{proxy.username}:{proxy.password}'.encode()).decode()}
		plain = http.client.HTTPConnection(proxy.hostname, proxy.port, timeout=10)
		plain.request('GET', 'http://web.test/', headers=credential)
		print(plain.getresponse().read().decode())
		secure = http.client.HTTPSConnection(proxy.hostname, proxy.port, timeout=10)
		secure.set_tunnel('secure.test', 443, credential)
		secure.request('GET', '/')
		print(secure.getresponse().read().decode())
	`),
	'fetch of Node': node(`
		for (const url of ['http://web.test/', 'https://secure.test/']) {
			console.log(await (await fetch(url)).text());
		}
	`),
	'node:http and node:https': node(`
		import http from 'node:http';
		import https from 'node:https';
		const get = (client, url) => new Promise((done, fail) => client.get(url, answer => answer.setEncoding('utf8').once('data', done)).on('error', fail));
		console.log(await get(http, 'http://web.test/'));
		console.log(await get(https, 'https://secure.test/'));
	`),
	curl: bash(`
		curl -sS --max-time 10 http://web.test/; echo
		curl -sS --max-time 10 https://secure.test/; echo
	`),
	'curl over SOCKS': bash(`
		curl -sS --max-time 10 -x "socks5h\${HTTP_PROXY#http}" http://web.test/; echo
		curl -sS --max-time 10 -x "socks5h\${HTTP_PROXY#http}" https://secure.test/; echo
	`),
};

eachIdentity(
	'a client that closes its side after the request gets the answer',
	async identity => {
		const server = http.createServer({}, (_request, response) => setTimeout(() => response.end('late'), 100));
		Object.assign(server, {httpAllowHalfOpen: true});
		const network = {names: {'web.test': [['20.0.0.1']]}, servers: {'20.0.0.1': await listen(server)}};
		const payload = python(`
			import base64, os, socket, urllib.parse
			proxy = urllib.parse.urlsplit(os.environ['HTTP_PROXY'])
			token = base64.b64encode(f'{proxy.username}:{proxy.password}'.encode()).decode()
			client = socket.create_connection((proxy.hostname, proxy.port), timeout=20)
			client.sendall(f'GET http://web.test/ HTTP/1.1\\r\\nProxy-Authorization: Basic {token}\\r\\n\\r\\n'.encode())
			client.shutdown(socket.SHUT_WR)
			answer = b''
			while piece := client.recv(65536):
			    answer += piece
			print(answer)
		`);
		const {outcome} = await connectedAttack(identity, payload, {policy: {network: {allow: [webRule]}}, network});
		expect(outcome.stdout).toContain('late');
	},
	noNetworkOnLandlock,
);

for (const [name, payload] of Object.entries(clients)) {
	eachIdentity(
		`${name} reaches granted hosts`,
		async identity => {
			const certificate = createCertificate('secure.test');
			if (certificate === undefined) {
				throw new Error('openssl is needed to make a certificate.');
			}

			const authority = join(inject('world').folder, `authority-${identity.uid}.pem`);
			writeFileSync(authority, certificate.cert);
			chmodSync(authority, 0o644);
			onTestFinished(() => rmSync(authority));
			const secure = https.createServer(certificate, (_request, response) => response.end('hello over TLS'));
			const {seen, network} = await openWeb({'secure.test': [['20.0.0.2']]});
			const {decisions, outcome} = await connectedAttack(identity, payload, {
				policy: {network: {allow: [webRule, 'secure.test']}, exec: name.startsWith('curl') ? ['curl'] : []},
				network: {...network, servers: {...network.servers, '20.0.0.2': await listen(secure)}},
				runnerEnvironment: {SSL_CERT_FILE: authority},
			});
			expect(outcome.stdout).toContain('\nhello\nhello over TLS\n');
			expect(outcome.denied).toEqual([]);
			expect(outcome).not.toHaveProperty('hint');
			expect(reasonsOf(decisions)).toEqual({rule: 2});
			expect(seen).toHaveLength(1);
		},
		{...noNetworkOnLandlock, needs: ['openssl', ...(name.startsWith('curl') ? ['curl'] : [])]},
	);
}
