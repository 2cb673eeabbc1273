/** S10: what the scanner itself could not do. Each of these asks: what was not read is not trusted. */

import {assertNever} from '../../base/errors.ts';
import type {Match, Rule} from '../findings.ts';
import type {CodeProblem} from '../parse/read-code.ts';

const notRead: Rule = {
	id: 'SL-SCAN-001',
	class: 'S10',
	severity: 'medium',
	message: 'Was not read to its end: %s.',
	remedy: 'Split the file, or remove what is not code.',
	references: ['CWE-400'],
};

const notParsed: Rule = {
	...notRead,
	id: 'SL-SCAN-002',
	message: 'Is not wholly valid code; what the parser skipped was not judged.',
	remedy: 'Correct the syntax.',
	references: [],
};

const failed: Rule = {
	...notRead,
	id: 'SL-SCAN-003',
	message: 'The scan failed at a step (%s).',
	remedy: 'Report this to the authors of skilllite.',
	references: [],
};

const cutShort: Rule = {
	...notRead,
	id: 'SL-SCAN-004',
	message: 'A rule of yours was not applied to its end: %s.',
	remedy: 'Make its regex simpler, without repetition inside of a repetition; look at this file yourself.',
	references: ['CWE-1333'],
};

export const scanProblemRules: readonly Rule[] = [notRead, notParsed, failed, cutShort];

/** A rule of a person that ended early, at a file. A grave rule that was not applied is no small matter. */
export function notApplied(file: string, {id, severity}: Rule, why: string): Match {
	const isGrave = severity === 'high' || severity === 'critical';
	return {rule: cutShort, file, layer: 'files', place: undefined, detail: `${id}, ${why}`, severity: isGrave ? 'high' : 'medium'};
}

/** Whether a match says that not everything was read or judged. Bad syntax alone does not: the rest of the file was. */
export function isUnread({rule}: Match): boolean {
	return rule === notRead || rule === failed || rule === cutShort;
}

/** A file over the limit for parsing. */
export function tooLarge(file: string, limit: number): Match {
	return {rule: notRead, file, layer: 'files', place: undefined, detail: `it is larger than ${limit / 1024 / 1024} MB`};
}

/** A file that was not, or not wholly, read as code. */
export function unread({kind, file, cause}: CodeProblem): Match {
	switch (kind) {
		case 'syntax':
			return {rule: notParsed, file, layer: 'code', place: undefined};
		case 'time':
			return {rule: notRead, file, layer: 'code', place: undefined, detail: 'it took too long'};
		case 'nesting':
			return {rule: notRead, file, layer: 'code', place: undefined, detail: 'it holds code inside code inside code, more than is followed'};
		case 'failure':
			return scanFailed(file, 'reading the code', cause);
		default:
			return assertNever(kind);
	}
}

/** Something in the scanner that should not happen. */
export function scanFailed(file: string, step: string, cause: unknown): Match {
	return {
		rule: failed,
		file,
		layer: 'files',
		place: undefined,
		detail: `${step}: ${cause instanceof Error ? cause.message : String(cause)}`,
	};
}
