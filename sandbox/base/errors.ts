/**
One error shape for the whole program: a stable `code`, a sentence for people,
a `hint` for the next step. Limits, denials and findings are values, not errors.
*/

import {toDisplay} from './display.ts';

/** Stable names of what can go wrong; callers branch on these, never on text. */
export type ErrorCode =
	| 'usage'
	| 'config'
	| 'input-invalid'
	| 'skill-not-found'
	| 'skill-invalid'
	| 'skill-failed'
	| 'policy'
	| 'consent-needed'
	| 'consent-refused'
	| 'blocked'
	| 'integrity'
	| 'conflict'
	| 'limit'
	| 'no-model'
	| 'model'
	| 'sandbox-unavailable'
	| 'sandbox-setup'
	| 'sandbox-spawn'
	| 'interpreter-missing'
	| 'interrupted'
	| 'internal';

export interface ErrorDetails {
	/** What to do next, as one sentence or a command. */
	readonly hint?: string | undefined;
	readonly cause?: unknown;
}

const exitCodes: Record<ErrorCode, number> = {
	usage: 2,
	config: 2,
	'input-invalid': 2,
	'skill-not-found': 2,
	'skill-invalid': 2,
	'skill-failed': 1,
	policy: 4,
	'consent-needed': 3,
	'consent-refused': 3,
	blocked: 4,
	integrity: 4,
	// Somebody else is at it, or what was to be changed has changed meanwhile.
	conflict: 1,
	limit: 5,
	'no-model': 6,
	model: 6,
	'sandbox-unavailable': 7,
	'sandbox-setup': 7,
	'sandbox-spawn': 7,
	'interpreter-missing': 7,
	interrupted: 130,
	internal: 1,
};

/** The base of every error this program throws on purpose. */
export class SkillLiteError extends Error {
	override readonly name: string = 'SkillLiteError';
	readonly code: ErrorCode;
	readonly hint: string | undefined;

	constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
		super(message, details.cause === undefined ? undefined : {cause: details.cause});
		this.code = code;
		this.hint = details.hint;
	}
}

/** A flag, a command or a value on the command line that cannot be used. */
export class UsageError extends SkillLiteError {
	override readonly name = 'UsageError';

	constructor(message: string, details: ErrorDetails = {}) {
		super('usage', message, details);
	}
}

/** A settings file or an environment variable that cannot be used. */
export class ConfigError extends SkillLiteError {
	override readonly name = 'ConfigError';

	constructor(message: string, details: ErrorDetails = {}) {
		super('config', message, details);
	}
}

/** A skill that is missing, unreadable or not a skill. */
export class SkillError extends SkillLiteError {
	override readonly name = 'SkillError';

	constructor(code: 'skill-not-found' | 'skill-invalid' | 'skill-failed' | 'input-invalid', message: string, details: ErrorDetails = {}) {
		super(code, message, details);
	}
}

/** A policy that is malformed, or a run that policy, verdict or consent forbids. */
export class PolicyError extends SkillLiteError {
	override readonly name = 'PolicyError';

	constructor(code: 'policy' | 'blocked' | 'consent-needed' | 'consent-refused', message: string, details: ErrorDetails = {}) {
		super(code, message, details);
	}
}

/** Content that is not what was approved or pinned. */
export class IntegrityError extends SkillLiteError {
	override readonly name = 'IntegrityError';

	constructor(message: string, details: ErrorDetails = {}) {
		super('integrity', message, details);
	}
}

/** The sandbox is not there (`unavailable`), failed while being built (`setup`) or could not start (`spawn`). */
export class SandboxError extends SkillLiteError {
	override readonly name = 'SandboxError';
	readonly reason: 'unavailable' | 'setup' | 'spawn';

	constructor(reason: 'unavailable' | 'setup' | 'spawn', message: string, details: ErrorDetails = {}) {
		super(`sandbox-${reason}`, message, details);
		this.reason = reason;
	}
}

/** The model endpoint failed; `retryable` says whether the same request may succeed later. */
export class ModelError extends SkillLiteError {
	override readonly name = 'ModelError';
	readonly retryable: boolean;

	constructor(code: 'model' | 'no-model', message: string, details: ErrorDetails & {readonly retryable?: boolean} = {}) {
		super(code, message, details);
		this.retryable = details.retryable ?? false;
	}
}

/** The exit code of the program for an error code; the table of the command-line contract. */
export function exitCodeOf(code: ErrorCode): number {
	return exitCodes[code];
}

/** Any thrown value as a SkillLiteError; what was not thrown on purpose becomes `internal` with its cause kept. */
export function toSkillLiteError(thrown: unknown): SkillLiteError {
	if (thrown instanceof SkillLiteError) {
		return thrown;
	}

	return systemError(thrown) ?? new SkillLiteError('internal', thrown instanceof Error ? thrown.message : String(thrown), {cause: thrown});
}

const systemFaults: Readonly<Record<string, {readonly why: string; readonly hint: string}>> = {
	ENOSPC: {why: 'the disk is full', hint: 'Free some space, or set SKILLLITE_HOME and XDG_CACHE_HOME to folders on another disk.'},
	EDQUOT: {why: 'the disk quota is used up', hint: 'Free some space, or set SKILLLITE_HOME and XDG_CACHE_HOME to folders on another disk.'},
	EROFS: {why: 'the file system is read-only', hint: 'Set SKILLLITE_HOME and XDG_CACHE_HOME to folders that you can write to.'},
	EACCES: {why: 'permission was denied', hint: 'Check who owns the path and its folders.'},
	EMFILE: {why: 'too many files are open', hint: 'Raise the limit with: ulimit -n 4096'},
};

/** What the machine refuses is a fault of the machine, said in words; the path is shown where the system names one. */
function systemError(thrown: unknown): ConfigError | undefined {
	const {code, path, syscall} = (thrown instanceof Error ? thrown : {}) as NodeJS.ErrnoException;
	const fault = code === undefined ? undefined : systemFaults[code];
	if (fault === undefined) {
		return undefined;
	}

	const what =
		path === undefined ? `Cannot ${syscall ?? 'go on'}` : `Cannot ${syscall ?? 'use'} ${toDisplay(path, {reveal: true, maxLength: 300})}`;
	return new ConfigError(`${what}: ${fault.why}.`, {hint: fault.hint, cause: thrown});
}

/** For the end of an exhaustive `switch`: a value that the types say cannot exist. */
export function assertNever(value: never): never {
	throw new SkillLiteError('internal', `Unexpected value: ${JSON.stringify(value)}.`);
}
