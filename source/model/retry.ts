/** When to ask an endpoint again: three tries in all, jittered back-off, the endpoint's own Retry-After first. */

import {setTimeout as delay} from 'node:timers/promises';

export const maximumTries = 3;

/** Longer than this nobody waits: the error says how long the endpoint asked for. */
export const longestWaitMs = 60_000;

/** Time and chance, so that tests can drive both. */
export interface Timing {
	/** Milliseconds since 1970, to read a Retry-After date. */
	now(): number;
	/** From 0 up to 1. */
	random(): number;
	/** Resolves after `ms`, or at once when `signal` is aborted; never rejects. */
	sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const realTiming: Timing = {
	now: Date.now,
	random: Math.random,
	async sleep(ms, signal) {
		await delay(ms, undefined, {signal}).catch(() => undefined);
	},
};

/** Milliseconds to wait before try number `next` (2 or 3): half of 1 s or 2 s, and up to the other half by chance. */
export function backOffMs(next: number, random: number): number {
	const ceiling = 1000 * 2 ** (next - 2);
	return Math.round(ceiling / 2 + (ceiling / 2) * random);
}

/** Milliseconds that a `Retry-After` (seconds or a date) or `retry-after-ms` header asks for; null when there is none to understand. */
export function parseRetryAfter(headers: Headers, now: number): number | null {
	const milliseconds = Number(headers.get('retry-after-ms') ?? Number.NaN);
	if (milliseconds >= 0) {
		return milliseconds;
	}

	const text = headers.get('retry-after')?.trim() ?? '';
	const asked = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
	return Number.isNaN(asked) ? null : Math.max(0, asked);
}
