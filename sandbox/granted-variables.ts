import type {Policy} from './policy.ts';

/** The caller's values of the variables that a policy grants; those that are not set are left out. */
export function grantedVariables({env}: Policy): Readonly<Record<string, string>> {
	return Object.fromEntries(
		env.flatMap(name => {
			const value = process.env[name];
			return value === undefined ? [] : [[name, value]];
		}),
	);
}
