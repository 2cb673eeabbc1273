import {defaultLimits, type Limits, type Policy} from './policy.ts';

const mebibyte = 1024 * 1024;

/** One line for a person: "network api.open-meteo.com:443 · writes output · 256 MB · 30 s". */
export function summarisePolicy(policy: Policy, limits: Limits = {...defaultLimits, ...policy.resources}): string {
	const list = (label: string, items: readonly string[]) => (items.length === 0 ? [] : [`${label} ${items.join(', ')}`]);
	return [
		policy.network.allow.length === 0 ? 'no network' : `network ${policy.network.allow.join(', ')}`,
		...list('reads', policy.filesystem.read),
		...list('writes', policy.filesystem.write),
		...list('runs', policy.exec),
		...list('sees', policy.env),
		`${Math.round(limits.memoryBytes / mebibyte)} MB`,
		`${limits.cpuSeconds} s`,
		...unusualLimits(policy.resources),
	].join(' · ');
}

/** What is asked beyond the defaults of the limits that a summary does not always name: a person must not overlook it. */
function unusualLimits(asked: Partial<Limits>): readonly string[] {
	const megabytes = (bytes: number) => `${Math.round(bytes / mebibyte)} MB`;
	const phrases: Partial<Record<keyof Limits, (value: number) => string>> = {
		wallSeconds: seconds => `up to ${seconds} s of time`,
		processes: count => `${count} processes`,
		fileSizeBytes: bytes => `files of ${megabytes(bytes)}`,
		scratchBytes: bytes => `scratch of ${megabytes(bytes)}`,
		outputBytes: bytes => `output of ${megabytes(bytes)}`,
	};
	return (Object.keys(phrases) as (keyof Limits)[]).flatMap(key => {
		const value = asked[key] ?? 0;
		return value > defaultLimits[key] ? [phrases[key]?.(value) ?? ''] : [];
	});
}
