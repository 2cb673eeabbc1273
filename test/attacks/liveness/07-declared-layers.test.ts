/** Item 7: each layer that an outcome and `doctor` declare is really in force, shown by something that this layer alone refuses. */

import {expect, test} from 'vitest';
import type {Layers} from '../../../sandbox/envelope.ts';
import {createPlace, runCli} from '../../cli/run-cli.ts';
import {pythonSkill} from '../../cli/skills.ts';
import {eachIdentity} from '../identity.ts';
import {python, syscallNumber} from '../payload.ts';
import {attack} from '../sandboxed.ts';

/** What each layer alone refuses, as the name of the error that it gives; null where the action worked. */
const probe = python(`
	import ctypes, errno, json, os, socket
	libc = ctypes.CDLL(None, use_errno=True)
	def error_of(action):
	    try:
	        action()
	    except OSError as error:
	        return errno.errorcode[error.errno]
	def call(number, *arguments):
	    if libc.syscall(number, *arguments) < 0:
	        raise OSError(ctypes.get_errno(), '')
	print(json.dumps({
	    'uid': os.getuid(), 'host': os.uname().nodename,
	    # Takes no privilege: whatever refuses it is the filter.
	    'memfd': error_of(lambda: call(${syscallNumber('memfd_create')}, b'x', 0)),
	    'fork': error_of(os.fork),
	    # It is mounted and its mode lets everybody read it; no rule of Landlock names it.
	    'launcher': error_of(lambda: open('/run/launch', 'rb')),
	    'scratch': error_of(lambda: open('x', 'w')),
	}))
`);

eachIdentity('the layers of an outcome are those in force', async identity => {
	const {stdout, layers, denied} = await attack(identity, probe);
	const found = JSON.parse(stdout.split('\n')[1] ?? '');
	expect(layers).toMatchObject({seccomp: true});
	expect(found).toMatchObject({memfd: 'EPERM', fork: 'EPERM', scratch: null});
	expect([found.uid, found.host].includes('sandbox')).toBe(layers.userns);
	expect(found.launcher).toBe(identity.backend === 'landlock' ? 'ENOENT' : layers.landlock === false ? null : 'EACCES');
	expect(denied.some(({target}) => target === 'memfd_create')).toBe(layers.notify);
});

test.skipIf(process.platform !== 'linux')('doctor declares the layers that a run then has', async () => {
	const place = createPlace(pythonSkill('honest', 'print("{}")\n'));
	const {checks} = JSON.parse((await runCli(place, ['doctor', '--json'])).stdout) as {
		checks: readonly {name: string; state: string; detail: string}[];
	};
	const {layers} = JSON.parse((await runCli(place, ['run', 'honest', '{}', '--json'])).stdout) as {layers: Layers};
	const stateOf = (name: string) => checks.find(check => check.name === name)?.state === 'pass';
	expect({
		userns: stateOf('namespaces'),
		seccomp: stateOf('seccomp'),
		notify: stateOf('denial records'),
		landlock: stateOf('landlock'),
	}).toEqual({userns: layers.userns, seccomp: layers.seccomp, notify: layers.notify, landlock: layers.landlock !== false});
});
