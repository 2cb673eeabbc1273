/**
One page over the proxy's way out: the same rules, the same look at every address, the same dial by a checked address.

It is for a reader on this side of the sandbox. Nothing is followed, kept or run: no redirects, no cookies, no scripts.
*/

import http from 'node:http';
import https from 'node:https';
import type {Socket} from 'node:net';
import {pipeline, type Readable} from 'node:stream';
import tls from 'node:tls';
import {createBrotliDecompress, createUnzip} from 'node:zlib';
import {appendAudit} from '../audit.ts';
import {toDisplay} from '../base/display.ts';
import {PolicyError, SkillLiteError} from '../base/errors.ts';
import {belowCeilings, readCeilings} from '../ceiling.ts';
import {emptyPolicy} from '../policy.ts';
import {systemClock} from './clock.ts';
import {describeReason} from './decision.ts';
import {formatHost, type Host, parseHost} from './host-name.ts';
import {defaultEgressLimits} from './limits.ts';
import {createOutbound, interfaceAddresses, type Opened, systemDialer, systemResolver} from './outbound.ts';
import {parseHostRules} from './rules.ts';
import type {EgressSeam} from './run-egress.ts';

export interface PageRequest {
	readonly url: string;
	/** As in a policy, `host:port`. */
	readonly allow: readonly string[];
	/** A longer answer is cut there. */
	readonly mostBytes: number;
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
	/** For tests: how names are resolved and addresses dialled, and whom TLS trusts. */
	readonly network?: (EgressSeam & {readonly ca?: string}) | undefined;
}

export interface Page {
	readonly status: number;
	/** Lower case, without parameters; empty when the server names none. */
	readonly contentType: string;
	readonly charset: string | null;
	readonly bytes: Buffer;
	readonly isCut: boolean;
	/** Where a redirect leads, absolute; null when it is none. */
	readonly redirect: string | null;
}

/** The host and port of a web address as a policy names them, and null for what is no web address: other schemes, user names, odd hosts. */
export function hostRuleOf(url: string): string | null {
	const target = targetOf(url);
	return target && `${formatHost(target.host)}:${target.port}`;
}

/**
Fetch a page. Throws a PolicyError when the rules or its address forbid it, and a SkillLiteError when it could not be had.

What was asked for is in the audit log, without the path: it may hold a secret.
*/
export async function fetchPage(request: PageRequest): Promise<Page> {
	const target = targetOf(request.url);
	if (!target) {
		throw new SkillLiteError('input-invalid', `Cannot fetch ${shown(request.url)}: it is no web address.`);
	}

	const signal = AbortSignal.any([request.signal, AbortSignal.timeout(request.timeoutMs)]);
	const opened = await openWay(request, target, signal);
	const place = {host: toDisplay(target.host.text), port: target.port};
	appendAudit({type: 'fetch', ...place, allowed: opened.kind !== 'refused', reason: opened.kind === 'open' ? 'rule' : opened.reason});
	if (opened.kind !== 'open') {
		const message = `Cannot fetch ${shown(request.url)}: ${describeReason(opened.reason)}.`;
		throw opened.kind === 'refused' ? new PolicyError('policy', message) : new SkillLiteError('skill-failed', message);
	}

	try {
		return await read(request, target, opened.socket, signal);
	} catch (cause) {
		if (cause instanceof SkillLiteError || request.signal.aborted) {
			throw cause;
		}

		const why = signal.aborted ? 'it took too long' : toDisplay(cause instanceof Error ? cause.message : 'it failed', {maxLength: 200});
		throw new SkillLiteError('skill-failed', `Cannot fetch ${shown(request.url)}: ${why}.`, {cause});
	} finally {
		opened.socket.destroy();
	}
}

interface WebTarget {
	readonly host: Host;
	readonly port: number;
	readonly url: URL;
}

function targetOf(text: string): WebTarget | null {
	const url = URL.parse(text);
	if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
		return null;
	}

	const host = parseHost(url.hostname.replace(/^\[(.*)\]$/, '$1'));
	return host ? {host, port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)), url} : null;
}

async function openWay({allow, network}: PageRequest, {host, port}: WebTarget, signal: AbortSignal): Promise<Opened> {
	const policy = await belowCeilings({...emptyPolicy, network: {allow, deny: []}}, readCeilings());
	return createOutbound({
		rules: parseHostRules(policy.network),
		limits: {...defaultEgressLimits, ...network?.limits},
		clock: systemClock,
		resolver: network?.resolver ?? systemResolver,
		dialer: network?.dialer ?? systemDialer,
		ownAddresses: interfaceAddresses,
	}).open({host, port}, signal);
}

function read({mostBytes, network}: PageRequest, {url, host}: WebTarget, socket: Socket, signal: AbortSignal): Promise<Page> {
	const isSecure = url.protocol === 'https:';
	const servername = host.kind === 'name' ? host.text : '';
	const way = isSecure ? tls.connect({socket, servername, ALPNProtocols: ['http/1.1'], ...(network?.ca ? {ca: network.ca} : {})}) : socket;
	const {promise, resolve, reject} = Promise.withResolvers<Page>();
	const request = (isSecure ? https : http).request(url, {
		// Without an agent this is what makes the connection; with one, `false` included, Node would dial by itself.
		createConnection: () => way,
		headers: {
			host: url.host,
			accept: 'text/html, text/plain, application/json, */*;q=0.5',
			'accept-encoding': 'identity',
			'user-agent': 'skilllite',
		},
		signal,
	});
	request.on('socket', used => {
		if (used !== way) {
			request.destroy(new Error('it would have left by another way'));
		}
	});
	way.on('error', reject);
	request.on('error', reject);
	request.on('response', response => {
		collect(decoded(response), mostBytes).then(({bytes, isCut}) => resolve({...headOf(response, url), bytes, isCut}), reject);
	});
	request.end();
	return promise;
}

/** Some servers compress unasked. What is inflated counts, so that a small answer cannot become a large one. */
function decoded(response: http.IncomingMessage): Readable {
	switch (response.headers['content-encoding']?.toLowerCase()) {
		case 'gzip':
		case 'x-gzip':
		case 'deflate':
			return pipeline(response, createUnzip(), () => undefined);
		case 'br':
			return pipeline(response, createBrotliDecompress(), () => undefined);
		default:
			return response;
	}
}

async function collect(response: Readable, most: number): Promise<Pick<Page, 'bytes' | 'isCut'>> {
	const pieces: Buffer[] = [];
	let size = 0;
	for await (const piece of response) {
		pieces.push(piece);
		size += piece.length;
		if (size > most) {
			break;
		}
	}

	return {bytes: Buffer.concat(pieces).subarray(0, most), isCut: size > most};
}

function headOf({statusCode = 0, headers}: http.IncomingMessage, url: URL): Pick<Page, 'status' | 'contentType' | 'charset' | 'redirect'> {
	const [type = ''] = (headers['content-type'] ?? '').split(';');
	const charset = /charset="?([\w-]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? null;
	const isRedirect = statusCode >= 300 && statusCode <= 399 && headers.location !== undefined;
	const redirect = isRedirect ? (URL.parse(headers.location ?? '', url)?.href ?? null) : null;
	return {status: statusCode, contentType: type.trim().toLowerCase(), charset, redirect};
}

function shown(url: string): string {
	return JSON.stringify(toDisplay(url, {reveal: true, maxLength: 200}));
}
