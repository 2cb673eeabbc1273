/** Sizes, times and counts as people write them. */

import {malformed} from './malformed-policy.ts';

/**
Read `256MB`, `1.5 GB`, `64k` or a plain number of bytes.

Throws a PolicyError for anything else; decimal and binary prefixes both mean powers of 1024, as `ulimit` and cgroups use them.
*/
export function parseSize(value: unknown, key: string): number {
	const match = /^(\d+(?:\.\d+)?)\s*([kmg]?)(?:i?b)?$/i.exec(String(value).trim());
	if (!match) {
		throw malformed(key, `is not a size: ${JSON.stringify(value)}`, 'Write a number with KB, MB or GB.');
	}

	const power = {'': 0, k: 1, m: 2, g: 3}[(match[2] ?? '').toLowerCase()] ?? 0;
	return positive(Math.round(Number(match[1]) * 1024 ** power), key, value);
}

/** Read `30s`, `1.5m`, `500ms` or a plain number as seconds. */
export function parseSeconds(value: unknown, key: string): number {
	const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min)?$/i.exec(String(value).trim());
	if (!match) {
		throw malformed(key, `is not a time: ${JSON.stringify(value)}`, 'Write a number with s or m.');
	}

	const factor = {ms: 0.001, s: 1, m: 60, min: 60}[(match[2] ?? 's').toLowerCase()] ?? 1;
	return positive(Number(match[1]) * factor, key, value);
}

/** The number itself. Throws a PolicyError, which shows what was written, for one that is no limit. */
export function positive(number: number, key: string, value: unknown): number {
	if (!Number.isFinite(number) || number <= 0 || number > Number.MAX_SAFE_INTEGER) {
		throw malformed(key, `must be more than zero: ${JSON.stringify(value)}`);
	}

	return number;
}
