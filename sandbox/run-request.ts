/** What one command asks for beside the skill's own policy, read from the words of its flags. */

import {PolicyError, UsageError} from './base/errors.ts';
import type {Limits, Policy} from './policy.ts';
import {parsePolicy} from './parse-policy.ts';
import {parseSeconds, parseSize} from './parse-quantity.ts';

export interface RequestWords {
	/** `HOST[:PORT]` each. */
	readonly allowNet: readonly string[];
	/** Paths of the workspace; an absolute one inside it is taken too. */
	readonly allowRead: readonly string[];
	readonly allowWrite: readonly string[];
	/** Names of environment variables to pass on. */
	readonly env: readonly string[];
	readonly timeout: string | undefined;
	readonly memory: string | undefined;
}

export interface RunRequest {
	readonly allow: Policy;
	readonly limits: Partial<Limits>;
}

/** Read the words of `--allow-*`, `--env`, `--timeout` and `--memory`. Throws a UsageError that names flag and value. */
export function readRunRequest(words: RequestWords, workspace: string): RunRequest {
	const inside = (path: string) => (path.startsWith(`${workspace}/`) ? path.slice(workspace.length + 1) : path);
	const read = words.allowRead.map(inside);
	const write = words.allowWrite.map(inside);
	// Each value alone first, so that the sentence can name it.
	checkEach('allow-net', words.allowNet, value => parsePolicy({network: {allow: [value]}}));
	checkEach('allow-read', read, value => parsePolicy({filesystem: {read: [value]}}));
	checkEach('allow-write', write, value => parsePolicy({filesystem: {write: [value]}}));
	checkEach('env', words.env, value => parsePolicy({env: [value]}));
	const {timeout, memory} = words;
	return {
		allow: parsePolicy({network: {allow: words.allowNet}, filesystem: {read, write}, env: words.env}),
		limits: {
			...(timeout === undefined ? {} : {wallSeconds: checked('timeout', timeout, () => parseSeconds(timeout, 'it'))}),
			...(memory === undefined ? {} : {memoryBytes: checked('memory', memory, () => parseSize(memory, 'it'))}),
		},
	};
}

function checkEach(flag: string, values: readonly string[], read: (value: string) => unknown): void {
	for (const value of values) {
		checked(flag, value, () => read(value));
	}
}

/** A value of a flag, with a policy's complaint turned into one about the flag. */
function checked<T>(flag: string, value: string, read: () => T): T {
	try {
		return read();
	} catch (cause) {
		if (cause instanceof PolicyError) {
			const problem = cause.message.replace(/^Cannot use the security policy: /, '');
			throw new UsageError(`Cannot use --${flag} ${JSON.stringify(value)}: ${problem}`, {hint: cause.hint, cause});
		}

		throw cause;
	}
}
