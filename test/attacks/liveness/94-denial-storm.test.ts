/** Item 94: denied calls without end, from many threads, to bury the record, to outgrow it, or to keep the supervisor from its clock. */

import {expect} from 'vitest';
import {denialKind} from '../../../sandbox/linux/seccomp/denials.ts';
import {syscallName} from '../../../sandbox/linux/seccomp/syscalls.ts';
import {answerToNumber} from '../../sandbox/linux/seccomp/calls.ts';
import {eachIdentity} from '../identity.ts';
import {node, python, syscallNumber} from '../payload.ts';
import {attack, attackToDeath, givenTime, startSandboxed} from '../sandboxed.ts';

/** \`n\` calls in each of some threads, then how many there were; without end where \`n\` is nothing. */
const storm = (n: number | 'endless', call = syscallNumber('ptrace')) =>
	python(`
	import ctypes, itertools, threading
	libc = ctypes.CDLL(None)
	def rage():
	    for _ in ${n === 'endless' ? 'itertools.count()' : `range(${n})`}:
	        libc.syscall(${call}, 0, 0, 0, 0)
	threads = [threading.Thread(target=rage) for _ in range(4)]
	[thread.start() for thread in threads]
	libc.syscall(${call}, 0, 0, 0, 0)
	print('raging', flush=True)
	[thread.join() for thread in threads]
`);

eachIdentity('ten thousand denied calls are one record, with their number', async identity => {
	const outcome = await attack(identity, storm(2500));
	expect(outcome.denied).toEqual([{kind: 'syscall', target: 'ptrace', count: 10_001}]);
});

/** The kernel itself takes these two past every filter, and ends whoever makes them without a probe on him. */
const probes = [335, 336];

eachIdentity('all calls that are denied, time and again, are as many records as there are names', async identity => {
	const arch = process.arch === 'arm64' ? 'arm64' : 'x64';
	const options = {runtime: 'python', network: 'none', arch, deniedAction: 'notify'} as const;
	const everything = Array.from({length: 1100}, (_, number) => number).filter(number => !probes.includes(number));
	const answers = everything.map(number => [number, answerToNumber(options, number, Array(6).fill(-1))] as const);
	const payload = python(`
		import ctypes
		libc = ctypes.CDLL(None)
		for round in range(20):
		    for number in ${JSON.stringify(answers.filter(([, answer]) => answer !== 'allow').map(([number]) => number))}:
		        libc.syscall(number, *[ctypes.c_long(-1)] * 6)
	`);
	const {denied} = await attack(identity, payload);
	const expected = answers.filter(([, answer]) => answer === 'notify').map(([number]) => syscallName(arch, number));
	expect(expected.length).toBeGreaterThan(200);
	expect(denied.map(({target}) => target).sort()).toEqual(expected.sort());
	expect(denied.every(({kind, target, count}) => kind === denialKind(target) && count === 20)).toBe(true);
});

eachIdentity('the wall clock goes on in a storm', async identity => {
	const outcome = await givenTime(
		1,
		wallSeconds => attackToDeath(identity, storm('endless'), {limits: {wallSeconds}}),
		({denied}) => (denied[0]?.count ?? 0) > 1000,
	);
	expect(outcome).toMatchObject({ended: 'wall', signal: 'SIGKILL'});
	expect(outcome.denied[0]?.count).toBeGreaterThan(1000);
});

eachIdentity('a storm is ended when the caller asks', async identity => {
	const run = startSandboxed(identity, storm('endless'));
	await run.sees('raging');
	run.abort();
	const last = await run.last;
	expect(last).toMatchObject({type: 'outcome', outcome: {ended: 'cancelled', denied: [{target: 'ptrace'}]}});
});

eachIdentity('calls that are refused without a record stay without one, however many', async identity => {
	const outcome = await attack(identity, storm(20_000, syscallNumber('io_uring_setup')));
	expect(outcome.denied).toEqual([]);
});

eachIdentity('a skill that is denied something now and then works on', async identity => {
	const {stdout, denied} = await attack(
		identity,
		node(`
			import {connect} from 'node:net';
			const tries = await Promise.all([1, 2, 3].map(port => new Promise(done => connect(port, '127.0.0.1').once('error', error => done(error.code)))));
			console.log(tries.join(' '));
		`),
	);
	expect(stdout).toContain('EACCES EACCES EACCES');
	expect(denied).toEqual([{kind: 'network', target: 'socket', count: 3}]);
});
