import {SkillError, SkillLiteError, toDisplay, UsageError} from '../../../sandbox/index.ts';
import {interrupted} from './fetched.ts';
import {isLoopbackHost} from './source.ts';

export interface Download {
	readonly url: string;
	readonly mostBytes: number;
	readonly signal?: AbortSignal | undefined;
}

const mostRedirects = 5;
const patienceMs = 120_000;

/**
The bytes behind an https address (plain http for this machine alone), following redirects that stay so.

Throws a UsageError for another address, and a SkillError for an answer that is none, is an error or is too large.
*/
export async function download({url, mostBytes, signal}: Download): Promise<Buffer> {
	const timeout = AbortSignal.timeout(patienceMs);
	const until = signal ? AbortSignal.any([signal, timeout]) : timeout;
	try {
		return await readBody(await follow(url, until), url, mostBytes);
	} catch (cause) {
		if (signal?.aborted) {
			throw interrupted(cause);
		}

		if (cause instanceof SkillLiteError) {
			throw cause;
		}

		throw failed(url, timeout.aborted ? 'it took longer than two minutes' : reasonOf(cause), cause);
	}
}

async function follow(start: string, signal: AbortSignal): Promise<Response> {
	let url = start;
	for (let hops = 0; hops <= mostRedirects; hops++) {
		assertSafe(url, start);
		const response = await fetch(url, {redirect: 'manual', signal, headers: {accept: '*/*'}});
		const next = response.headers.get('location');
		if (response.status < 300 || response.status >= 400 || next === null) {
			return response;
		}

		await response.body?.cancel();
		url = new URL(next, url).href;
	}

	throw failed(start, 'it redirects without end');
}

/** Only who was on this machine from the start may stay there: a site must not be able to send us to what listens here. */
function assertSafe(text: string, start: string): void {
	const url = URL.parse(text);
	const isLocal = url !== null && isLoopbackHost(url.hostname);
	const isWeb = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal);
	if (!isWeb || (isLocal && !isLoopbackHost(new URL(start).hostname))) {
		throw new UsageError(`Cannot fetch ${toDisplay(text, {reveal: true, maxLength: 200})}: only https is used.`, {
			hint: 'Write an https address.',
		});
	}
}

async function readBody(response: Response, url: string, mostBytes: number): Promise<Buffer> {
	if (!response.ok || response.body === null) {
		await response.body?.cancel();
		throw failed(url, `the server answered ${response.status}`);
	}

	const chunks: Uint8Array[] = [];
	let total = 0;
	for await (const chunk of response.body) {
		total += chunk.length;
		if (total > mostBytes) {
			throw failed(url, `it is larger than ${Math.round(mostBytes / 1024 / 1024)} MB`);
		}

		chunks.push(chunk);
	}

	return Buffer.concat(chunks);
}

function reasonOf(error: unknown): string {
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	return toDisplay(cause instanceof Error ? cause.message || ('code' in cause ? String(cause.code) : cause.name) : String(cause), {
		maxLength: 200,
	});
}

function failed(url: string, why: string, cause?: unknown): SkillError {
	return new SkillError('skill-not-found', `Cannot fetch ${toDisplay(url, {reveal: true, maxLength: 200})}: ${why}.`, {
		hint: 'Check the address and the connection, then try again.',
		cause,
	});
}
