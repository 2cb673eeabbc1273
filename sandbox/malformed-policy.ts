import {PolicyError} from './base/errors.ts';

/** The error for a policy that is not understood; it names the key. */
export function malformed(key: string, problem: string, hint?: string): PolicyError {
	return new PolicyError('policy', `Cannot use the security policy: ${key} ${problem}.`, {hint});
}
