/**
TypeScript as it is stored in a snapshot: types replaced by blanks, so that lines
and columns stay and the child starts without loading a stripper (35 ms).
*/

import {stripTypeScriptTypes} from 'node:module';
import {toDisplay} from '../base/display.ts';
import {SkillError} from '../base/errors.ts';
import type {InventoryFile} from './inventory-file.ts';

/** Changes whenever the bytes that stripping gives may change: our own rules, or the stripper inside Node. */
export const stripVersion = `1 amaro ${process.versions.amaro ?? 'none'}`;

/** Folders that the skill format keeps for documents: what lies there is material, not the skill's code. */
const material = /^(?:assets|references)\//;

/** Whether a file is stripped when it enters a snapshot. */
export function isStripped(file: InventoryFile): boolean {
	return file.kind === 'file' && /\.[mc]?ts$/.test(file.path) && !material.test(file.path);
}

/** The JavaScript of a TypeScript file. Throws SkillError `skill-invalid`, naming file and reason, for syntax that needs more than stripping. */
export function stripTypes(file: InventoryFile): Uint8Array {
	const text = new TextDecoder().decode(file.bytes ?? new Uint8Array());
	try {
		return Buffer.from(withoutWarning(() => stripTypeScriptTypes(text)));
	} catch (cause) {
		const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : '';
		throw new SkillError('skill-invalid', `Cannot prepare ${toDisplay(file.path)}: ${toDisplay(reason, {maxLength: 200})}.`, {
			hint: 'Only types that can be erased are supported: no enum, namespace or parameter property.',
			cause,
		});
	}
}

/** Node calls the function experimental on stderr at its first use; the call is synchronous, so nothing else is silenced. */
function withoutWarning<T>(action: () => T): T {
	const original = process.emitWarning;
	process.emitWarning = () => {};
	try {
		return action();
	} finally {
		process.emitWarning = original;
	}
}
