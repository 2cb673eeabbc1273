/**
A small web on loopback: an https server that answers for any host name, and a proxy in front of it that asks
for a credential, as the sandbox's egress proxy does.
*/

import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createServer as createHttpServer, type RequestListener, type Server} from 'node:http';
import {createServer as createHttpsServer} from 'node:https';
import {type AddressInfo, connect, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

export interface LoopbackWeb {
	/** What the sandbox would set for the skill. */
	readonly env: Readonly<Record<string, string>>;
	/** Hosts that were asked for, with their ports. */
	readonly asked: readonly string[];
}

/** Start a plain server for one test; the address without a trailing slash. */
export async function startServer(listener: RequestListener): Promise<string> {
	return `http://127.0.0.1:${await listen(createHttpServer(listener))}`;
}

/** Start server and proxy for one test. The proxy refuses hosts that are not in `granted`. */
export async function startWeb(granted: readonly string[], listener: RequestListener): Promise<LoopbackWeb> {
	const folder = mkdtempSync(join(tmpdir(), 'skilllite-web-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	const certificate = join(folder, 'cert.pem');
	const key = join(folder, 'key.pem');
	const names = granted.map(host => `DNS:${host.split(':')[0]}`).join(',');
	const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=loopback'];
	execFileSync('openssl', [...request, '-addext', `subjectAltName=${names}`, '-keyout', key, '-out', certificate], {stdio: 'ignore'});

	const port = await listen(createHttpsServer({key: readFileSync(key), cert: readFileSync(certificate)}, listener));
	const asked: string[] = [];
	const proxy = createHttpServer();
	proxy.on('connect', (message, client: Socket) => {
		const host = message.url ?? '';
		asked.push(host);
		const credential = `Basic ${Buffer.from('run:secret').toString('base64')}`;
		if (message.headers['proxy-authorization'] !== credential || !granted.includes(host)) {
			client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
			return;
		}

		const upstream = connect(port, '127.0.0.1', () => {
			client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			upstream.pipe(client).pipe(upstream);
		});
		upstream.on('error', () => client.destroy());
		client.on('error', () => upstream.destroy());
	});
	const address = `http://run:secret@127.0.0.1:${await listen(proxy)}`;
	return {env: {HTTP_PROXY: address, HTTPS_PROXY: address, ALL_PROXY: address, SSL_CERT_FILE: certificate}, asked};
}

async function listen(server: Server): Promise<number> {
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.close();
		server.closeAllConnections();
	});
	// A listening TCP server has an address with a port.
	return (server.address() as AddressInfo).port;
}
