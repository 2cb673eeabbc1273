/** Whether a value of a file begins as the records of this version do: an id, when it was, and in which session. */
export function hasRecordHead({v, id, ts, session}: {readonly [key in 'v' | 'id' | 'ts' | 'session']?: unknown}): boolean {
	return (
		v === 1 &&
		typeof id === 'string' &&
		/^[\w:-]{1,80}$/.test(id) &&
		typeof ts === 'string' &&
		Number.isFinite(Date.parse(ts)) &&
		typeof session === 'string'
	);
}
