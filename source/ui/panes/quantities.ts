/** Numbers as people read them. */

export function formatMs(ms: number): string {
	return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

export function formatMb(bytes: number): string {
	return String(Math.round(bytes / 1024 / 1024));
}

export function formatBytes(bytes: number): string {
	const [size, unit] = bytes < 1000 ? [bytes, 'B'] : bytes < 999_950 ? [bytes / 1000, 'kB'] : [bytes / 1_000_000, 'MB'];
	return `${bytes < 1000 ? size : size.toFixed(1)} ${unit}`;
}

export function formatCount(count: number): string {
	return count < 1000 ? String(count) : count < 999_950 ? `${(count / 1000).toFixed(1)}k` : `${(count / 1_000_000).toFixed(1)}M`;
}
