/** An https server on loopback that stands for a host of the world: names resolve to a public address that leads to it. */

import {execFileSync, spawn} from 'node:child_process';
import {chmodSync, readFileSync} from 'node:fs';
import type {IncomingMessage, RequestListener, ServerResponse} from 'node:http';
import {createServer} from 'node:https';
import net from 'node:net';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import type {CommandHooks} from '../../../sandbox/run-command.ts';
import {listen} from '../../sandbox/egress/harness.ts';
import {makeFolder} from '../../sandbox/folders.ts';

export interface LoopbackHost {
	/** For the sandbox's egress: these hosts are there, and no others. */
	readonly network: NonNullable<CommandHooks['network']>;
	/** The certificate that it is believed by. */
	readonly certificate: string;
	/** `METHOD host/path` of every request. */
	readonly asked: string[];
	readonly port: number;
}

const address = '93.184.215.14';

/** Start a server that answers for these hosts; the machine's certificates are this one for the test. */
export async function startHost(hosts: readonly string[], listener: RequestListener): Promise<LoopbackHost> {
	const folder = makeFolder();
	chmodSync(folder, 0o755);
	const certificate = join(folder, 'cert.pem');
	const key = join(folder, 'key.pem');
	const names = hosts.map(host => `DNS:${host}`).join(',');
	const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=loopback'];
	execFileSync('openssl', [...request, '-addext', `subjectAltName=${names}`, '-keyout', key, '-out', certificate], {stdio: 'ignore'});
	chmodSync(certificate, 0o644);
	const before = process.env.SSL_CERT_FILE;
	process.env.SSL_CERT_FILE = certificate;
	onTestFinished(() => {
		if (before === undefined) {
			delete process.env.SSL_CERT_FILE;
		} else {
			process.env.SSL_CERT_FILE = before;
		}
	});
	const asked: string[] = [];
	const port = await listen(
		createServer({key: readFileSync(key), cert: readFileSync(certificate)}, (message, response) => {
			asked.push(`${message.method} ${message.headers.host}${message.url}`);
			listener(message, response);
		}),
	);
	const network = {
		resolver: async (name: string) => (hosts.includes(name) ? [address] : []),
		dialer: () => net.connect({host: '127.0.0.1', port, allowHalfOpen: true}),
	};
	return {network, certificate, asked, port};
}

/** Serves the repositories below a folder by git's own CGI program. */
export function serveGit(folder: string): (request: IncomingMessage, response: ServerResponse) => void {
	return (request, response) => {
		const url = new URL(request.url ?? '/', 'https://host');
		const backend = spawn('git', ['-c', 'safe.directory=*', 'http-backend'], {
			env: {
				PATH: process.env.PATH,
				GIT_PROJECT_ROOT: folder,
				GIT_HTTP_EXPORT_ALL: '1',
				GIT_CONFIG_COUNT: '1',
				GIT_CONFIG_KEY_0: 'safe.directory',
				GIT_CONFIG_VALUE_0: '*',
				GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
				PATH_INFO: decodeURIComponent(url.pathname),
				QUERY_STRING: url.search.slice(1),
				REQUEST_METHOD: request.method,
				CONTENT_TYPE: request.headers['content-type'],
				...(request.headers['content-encoding'] ? {HTTP_CONTENT_ENCODING: request.headers['content-encoding']} : {}),
			},
			stdio: ['pipe', 'pipe', 'ignore'],
		});
		request.pipe(backend.stdin);
		const chunks: Buffer[] = [];
		backend.stdout.on('data', chunk => chunks.push(chunk));
		backend.on('close', () => {
			const all = Buffer.concat(chunks);
			const end = all.indexOf('\r\n\r\n');
			for (const line of all.subarray(0, Math.max(0, end)).toString().split('\r\n')) {
				const [name = '', value = ''] = line.split(': ');
				if (name === 'Status') {
					response.statusCode = Number.parseInt(value, 10);
				} else if (name !== '') {
					response.setHeader(name, value);
				}
			}

			response.end(all.subarray(end + 4));
		});
	};
}
