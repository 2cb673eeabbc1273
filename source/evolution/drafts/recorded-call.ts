/** A call of a computing tool that did what it was for: what it ran, and what that printed. */

import type {ScriptLanguage} from '../../../sandbox/index.ts';
import type {Label} from '../../core/events.ts';
import {isLabel} from '../../core/label.ts';
import {hasRecordHead} from '../record-head.ts';

export interface RecordedCall {
	readonly v: 1;
	readonly id: string;
	/** ISO 8601. */
	readonly ts: string;
	readonly session: string;
	readonly turn: number;
	readonly language: ScriptLanguage;
	readonly code: string;
	/** What of the workspace it was allowed to read, by path. */
	readonly files: readonly string[];
	readonly stdout: string;
	/** The lowest label of what the model had read when it wrote the code; `derived` at best. */
	readonly label: Label;
	/** What the user had typed, when it was typed and short. */
	readonly request: string | null;
}

const languages: Readonly<Record<string, ScriptLanguage>> = {python: 'python', javascript: 'javascript', bash: 'bash'};

/** Longer ones are no snippets, and nobody would read the skill. */
export const longestCode = 16 * 1024;
export const longestOutput = 16 * 1024;
export const longestRequest = 1000;

/** The language of a computing tool by its name; undefined for any other tool. */
export function languageOfTool(name: string): ScriptLanguage | undefined {
	return Object.hasOwn(languages, name) ? languages[name] : undefined;
}

/** Whether a value of a file is a call of this version. */
export function isCall(value: unknown): value is RecordedCall {
	if (typeof value !== 'object' || value === null) {
		return false;
	}

	const {turn, language, code, files, stdout, label, request} = value as Partial<Record<keyof RecordedCall, unknown>>;
	return (
		hasRecordHead(value) &&
		Number.isSafeInteger(turn) &&
		typeof language === 'string' &&
		languageOfTool(language) !== undefined &&
		isTextUpTo(code, longestCode) &&
		Array.isArray(files) &&
		files.every(file => typeof file === 'string') &&
		isTextUpTo(stdout, longestOutput) &&
		isLabel(label) &&
		(request === null || isTextUpTo(request, longestRequest))
	);
}

function isTextUpTo(value: unknown, length: number): value is string {
	return typeof value === 'string' && value.length <= length;
}
