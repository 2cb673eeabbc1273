/** One line of a transcript. Files are read as foreign data: of another version, damaged, or written by hand. */

/** One entry as the caller gives it; the transcript adds version, id, parent and time. */
export interface EntryBody {
	readonly type:
		| 'session'
		| 'user'
		| 'assistant'
		| 'tool.start'
		| 'tool.end'
		| 'turn.end'
		| 'compaction'
		| 'images.dropped'
		| 'rewind'
		| 'model'
		| 'helper';
	readonly [key: string]: unknown;
}

/** One entry as it was read. Its fields are unknown until somebody looks. */
export interface Entry {
	readonly id: string;
	/** Null for the first. */
	readonly parentId: string | null;
	/** ISO 8601; empty when the line has none. */
	readonly ts: string;
	/** Also types that this version does not know. */
	readonly type: string;
	readonly [key: string]: unknown;
}

/** The entry of a line; null when it is none. */
export function parseEntry(line: string): Entry | null {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		return null; // cut by a crash, or damaged
	}

	if (typeof value !== 'object' || value === null || !('id' in value) || typeof value.id !== 'string' || value.id === '') {
		return null;
	}

	const fields: Readonly<Record<string, unknown>> = {...value};
	const parentId = typeof fields.parentId === 'string' ? fields.parentId : null;
	return {...fields, id: value.id, parentId, ts: textOf(fields.ts), type: textOf(fields.type)};
}

export function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}
