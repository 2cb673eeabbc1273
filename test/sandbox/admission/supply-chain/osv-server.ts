/** A server on loopback that speaks OSV's API and hands out exports; it remembers what it was asked. */

import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {onTestFinished} from 'vitest';

type OsvRecord = {
	readonly id?: string;
	readonly affected?: readonly {readonly package: {readonly ecosystem: string; readonly name: string}}[];
};

export interface OsvServerOptions {
	readonly records?: readonly object[];
	/** How many ids a page of an answer holds. */
	readonly pageSize?: number;
	/** Ids whose record the server does not hand out. */
	readonly broken?: readonly string[];
	/** Answers a request before the API does; gives true when it did. */
	readonly handle?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface OsvServer {
	readonly url: string;
	readonly api: string;
	/** Method and path of each request. */
	readonly requests: readonly string[];
	/** Bodies of the queries. */
	readonly bodies: readonly unknown[];
}

export async function startOsvServer(options: OsvServerOptions = {}): Promise<OsvServer> {
	const requests: string[] = [];
	const bodies: unknown[] = [];
	const server = createServer((request, response) => {
		requests.push(`${request.method} ${request.url}`);
		if (options.handle?.(request, response)) {
			return;
		}

		if (request.method === 'POST' && request.url === '/v1/querybatch') {
			void readBody(request).then(body => {
				bodies.push(body);
				answer(response, {results: (body as {queries: readonly Query[]}).queries.map(query => resultOf(query, options))});
			});
			return;
		}

		const id = /^\/v1\/vulns\/(.+)$/.exec(request.url ?? '')?.[1];
		const record = (options.records ?? []).find(one => (one as OsvRecord).id === id);
		if (record && !options.broken?.includes(id ?? '')) {
			answer(response, record);
		} else {
			response.writeHead(404).end('{}');
		}
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {url, api: `${url}/v1`, requests, bodies};
}

interface Query {
	readonly package: {readonly ecosystem: string; readonly name: string};
	readonly page_token?: string;
}

function resultOf({package: wanted, page_token: page = '0'}: Query, {records = [], pageSize = 100}: OsvServerOptions): object {
	const ids = records
		.map(record => record as OsvRecord)
		.filter(({affected = []}) => affected.some(one => one.package.ecosystem === wanted.ecosystem && one.package.name === wanted.name))
		.map(({id}) => ({id, modified: '2026-01-01T00:00:00Z'}));
	const start = Number(page);
	const next = start + pageSize < ids.length ? {next_page_token: String(start + pageSize)} : {};
	return ids.length === 0 ? {} : {vulns: ids.slice(start, start + pageSize), ...next};
}

function answer(response: ServerResponse, value: unknown): void {
	response.writeHead(200, {'content-type': 'application/json'}).end(JSON.stringify(value));
}

async function readBody(request: IncomingMessage): Promise<unknown> {
	let text = '';
	for await (const chunk of request.setEncoding('utf8')) {
		text += chunk;
	}

	return JSON.parse(text);
}
