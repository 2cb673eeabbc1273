/** Environment variables as values. A variable that cannot be read is an error that names it, never a silent default. */

import {ConfigError} from '../../sandbox/index.ts';

const booleans = new Map([
	...['1', 'true', 'yes', 'on'].map(word => [word, true] as const),
	...['0', 'false', 'no', 'off'].map(word => [word, false] as const),
]);

/**
A variable as a boolean, or undefined when it is not set.

Throws a ConfigError for anything but `1/true/yes/on` and `0/false/no/off`, the empty string included.
*/
export function readBoolean(name: string, env: NodeJS.ProcessEnv = process.env): boolean | undefined {
	const value = env[name];
	if (value === undefined) {
		return undefined;
	}

	const meaning = booleans.get(value.toLowerCase());
	if (meaning === undefined) {
		throw new ConfigError(`Cannot read the environment variable ${name}: ${JSON.stringify(value)} is neither yes nor no.`, {
			hint: 'Write 1, true, yes or on; or 0, false, no or off.',
		});
	}

	return meaning;
}

/**
A variable as a number above zero, or undefined when it is not set.

Throws a ConfigError for anything else, the empty string included.
*/
export function readPositiveNumber(name: string, env: NodeJS.ProcessEnv = process.env): number | undefined {
	const value = env[name];
	if (value === undefined) {
		return undefined;
	}

	const number = Number(value);
	if (value.trim() === '' || !Number.isFinite(number) || number <= 0) {
		throw new ConfigError(`Cannot read the environment variable ${name}: ${JSON.stringify(value)} is not a number above zero.`, {
			hint: `Write for example ${name}=60, or unset it.`,
		});
	}

	return number;
}

/**
The sandbox level of `SKILLLITE_SANDBOX_LEVEL`, or undefined when it is not set.

Throws a ConfigError for anything but 2 and 3: an environment can be set by a program, and level 1 is for a person.
*/
export function readSandboxLevel(env: NodeJS.ProcessEnv = process.env): 2 | 3 | undefined {
	const value = env.SKILLLITE_SANDBOX_LEVEL;
	if (value === undefined) {
		return undefined;
	}

	if (value === '2' || value === '3') {
		return value === '2' ? 2 : 3;
	}

	throw new ConfigError(`Cannot read the environment variable SKILLLITE_SANDBOX_LEVEL: ${JSON.stringify(value)} is not 2 or 3.`, {
		hint: 'Unset it; level 1 is only for the --level flag, confirmed by a person at a terminal.',
	});
}
