/** Calls of tools on one line, display-safe. */

import {toDisplay} from '../../sandbox/index.ts';

/** Arguments that need no name; lists and objects beside them say less than they cost. */
const speaking: ReadonlySet<string> = new Set(['path', 'command', 'question', 'url', 'goal']);

/** The arguments of a call on one display-safe line: `operation=add a=1` reads faster than JSON, and `npm test timeout=30` than that; what is no object stays JSON. */
export function argumentsLine(value: unknown): string {
	if (typeof value === 'string') {
		return shown(value);
	}

	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return shown(JSON.stringify(value) ?? '');
	}

	const entries = Object.entries(value);
	const lead = entries.find(([key, item]) => typeof item === 'string' && (entries.length === 1 || speaking.has(key)));
	const others = entries.filter(entry => entry !== lead && !(lead && typeof entry[1] === 'object'));
	const parts = others.map(([key, item]) => `${key}=${typeof item === 'string' ? item : JSON.stringify(item)}`);
	return shown([...(lead ? [String(lead[1])] : []), ...parts].join(' '));
}

/** A call: its tool, and what it is about. */
export function callLine(name: string, args: unknown): string {
	return `${toDisplay(name, {maxLength: 64, reveal: true})} ${writtenPath(name, args) ?? argumentsLine(args)}`.trimEnd();
}

/** The path that a call of a tool that writes is about; null for any other call. */
export function writtenPath(name: string, args: unknown): string | null {
	const isWriting = name === 'write_file' || name === 'edit_file' || name === 'delete';
	const path = typeof args === 'object' && args !== null && 'path' in args ? args.path : null;
	return isWriting && typeof path === 'string' ? shown(path) : null;
}

function shown(text: string): string {
	return toDisplay(text, {maxLength: 400, reveal: true});
}
