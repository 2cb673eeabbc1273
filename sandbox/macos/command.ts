/** The command line of a run: limits, then the sandbox, then the interpreter; each starts the next in its own place. Pure. */

import type {Limits} from '../policy.ts';
import type {Profile} from './profile.ts';

export interface HeldProgram {
	readonly profile: Profile;
	readonly limits: Limits;
	readonly program: string;
	readonly args: readonly string[];
	/** An absolute path, never what PATH leads to. */
	readonly sandboxExec: string;
}

/** What the first program says when a limit cannot be set; nothing else has started then. */
export const limitsRefused = 'skilllite: a limit cannot be set';

// bash counts -f in blocks of 1,024 bytes, sh on some systems in half of that. A second of processor time lies between the
// signal that has a name of its own and the kill. The variables are those that bash adds by itself.
const setLimits = `ulimit -c 0 && ulimit -S -t "$1" && ulimit -H -t "$2" && ulimit -f "$3" && ulimit -n 512 && shift 3 &&
exec /usr/bin/env -u PWD -u OLDPWD -u SHLVL -u _ "$@"
echo '${limitsRefused}' >&2
exit 126`;

/** Program and arguments. What varies is an argument each, never a part of a script. */
export function heldCommand({profile, limits, program, args, sandboxExec}: HeldProgram): readonly string[] {
	const cpuSeconds = Math.max(1, Math.ceil(limits.cpuSeconds));
	return [
		'/bin/bash',
		// No option or function out of the environment, and no start-up file: bash takes a socket as its input, which Node's pipes
		// are, for a login from elsewhere and reads ~/.bashrc, -p or not.
		...['--noprofile', '--norc', '-p', '-c', setLimits, 'limits'],
		...[String(cpuSeconds), String(cpuSeconds + 1)],
		String(Math.max(1, Math.ceil(limits.fileSizeBytes / 1024))),
		sandboxExec,
		...['-p', profile.text],
		...Object.entries(profile.parameters).flatMap(([name, value]) => ['-D', `${name}=${value}`]),
		'--',
		program,
		...args,
	];
}
