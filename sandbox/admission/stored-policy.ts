import {defaultLimits, type Limits, type Policy} from '../policy.ts';
import {parsePolicy} from '../parse-policy.ts';
import {asRecord} from './json-file.ts';

/**
Read a policy that was stored in its canonical form (limits as numbers under their full names).

Throws a TypeError or PolicyError for anything that no canonical policy holds.
*/
export function parseStoredPolicy(value: unknown): Policy {
	const {resources, ...rest} = asRecord(value, 'policy');
	return {...parsePolicy(rest), resources: parseStoredLimits(asRecord(resources, 'policy.resources'))};
}

function parseStoredLimits(value: Readonly<Record<string, unknown>>): Partial<Limits> {
	for (const [key, limit] of Object.entries(value)) {
		if (!Object.hasOwn(defaultLimits, key) || typeof limit !== 'number' || !(limit > 0)) {
			throw new TypeError(`policy.resources.${key} is not a limit`);
		}
	}

	return value as Partial<Limits>;
}
