/** What the attacks of this folder start: a program that multiplies, and says under which name it was started. */

import {copyFileSync, realpathSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import type {RunOutcome} from '../../../sandbox/envelope.ts';
import {type Payload, syscallNumber} from '../payload.ts';
import {placeSkill, type RunOptions} from '../sandboxed.ts';

/** Stands in no payload: only who multiplied can print it. */
export const answer = String(50_001 * 40_001);

/** No second program ran, by its own words and by the host's count, and the supervisor saw the attempts. */
export function expectNothingStarted(outcome: RunOutcome): void {
	expect(outcome.stdout + outcome.stderr).not.toContain(answer);
	expect(outcome.usage.processes).toBe(1);
	expect(outcome.denied).toContainEqual(expect.objectContaining({kind: 'exec'}));
}

/** Under these names the control starts the program. */
export function startedIn(stdout: string): readonly string[] {
	return [...stdout.matchAll(new RegExp(`${answer} (\\S+)`, 'g'))].map(([, name = '']) => name).sort();
}

/**
Python that knows `program(name)`, its words as bytes with `strings`, system calls with `call`, and tries an action `forked`: in a
child where it can fork (bare) and in itself where it cannot (sandbox), as a success would replace it.
*/
export const pythonTools = `
	import ctypes, glob, os
	# Python is not told where it lies in the sandbox; it must be there all the same, or nothing would be proved.
	binary = os.path.realpath(sys.executable or f'{sys.base_exec_prefix}/bin/python{sys.version_info.major}.{sys.version_info.minor}')
	assert os.path.isfile(binary)
	def program(name):
	    return [binary, '-S', '-c', 'import sys; print(50001 * 40001, sys.argv[1])', name]
	libc = ctypes.CDLL(None, use_errno=True)
	libc.syscall.restype = ctypes.c_long
	EXECVE, EXECVEAT, MEMFD = ${syscallNumber('execve')}, ${syscallNumber('execveat')}, ${syscallNumber('memfd_create')}
	AT_EMPTY_PATH = 0x1000
	def strings(items):
	    return (ctypes.c_char_p * (len(items) + 1))(*[item.encode() for item in items], None)
	def call(number, *arguments):
	    if libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]) < 0:
	        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
	    return 'called'
	none = strings([])
	scratch = os.environ.get('TMPDIR', '/tmp') + '/' + nonce
	def forked(action):
	    try:
	        pid = os.fork()
	    except OSError:
	        attempt(action)
	        return
	    if pid == 0:
	        attempt(action)
	        os._exit(0)
	    os.waitpid(pid, 0)
	loader = (glob.glob('/lib64/ld-linux-*') + glob.glob('/lib/ld-*'))[0]
`;

/** A skill with a program of its own beside the script: \`expr\`, which multiplies. */
export function withExpr(payload: Payload, files: RunOptions['files'] = {}): string {
	const skill = placeSkill(payload, files);
	copyFileSync(realpathSync('/usr/bin/expr'), join(skill, 'expr'));
	return skill;
}
