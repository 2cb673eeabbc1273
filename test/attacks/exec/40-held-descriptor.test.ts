/** Item 40: descriptor 1023, by which the launcher starts the interpreter: used again, filled again, reached by a higher limit. */

import {expect} from 'vitest';
import {asRoot, eachIdentity} from '../identity.ts';
import {attackWatched} from '../kernel/inside.ts';
import {node, python} from '../payload.ts';
import {attack, runBare} from '../sandboxed.ts';
import {answer, expectNothingStarted, pythonTools} from './starting.ts';

const again = python(`${pythonTools}
	path, words = binary.encode(), strings(program('again'))
	for fd in [1023, 0, 3, -100]:
	    # No token, all of them, and the holes where the launcher put its own.
	    for token in [0, -1, 1 << 62, 0x5ea10001, 0x5ea10002 << 32 | 0x5ea10001]:
	        forked(lambda: call(EXECVEAT, fd, path, words, none, AT_EMPTY_PATH, token))
	        forked(lambda: call(EXECVEAT, fd, b'', words, none, AT_EMPTY_PATH, token))
	forked(lambda: call(EXECVEAT, 1023, path, words, none, 0, 0))
	forked(lambda: call(EXECVEAT, 1023 | 0xdead << 32, path, words, none, AT_EMPTY_PATH | 0xbeef << 32, 0))
	forked(lambda: call(EXECVE, path, words, none))
`);

eachIdentity('the one exec of the launcher is not to be had again', async identity => {
	expect(await runBare(identity, again)).toContain(answer);
	const outcome = await attack(identity, again);
	expectNothingStarted(outcome);
	// 4 × 5 × 2 and two more.
	expect(outcome.denied).toContainEqual({kind: 'exec', target: 'execveat', count: 42});
});

const filling = python(`${pythonTools}
	import fcntl, resource, socket, threading
	fd = os.open(binary, os.O_RDONLY)
	def reaches(number):
	    if number < 512:
	        raise OSError(0, f'only {number}')
	    return call(EXECVEAT, number, b'', strings(program('filled')), none, AT_EMPTY_PATH, 0)
	# BEFORE
	for limits in [(4096, 4096), (1024, 1024), (512, 4096), (resource.RLIM_INFINITY, resource.RLIM_INFINITY)]:
	    attempt(lambda: resource.setrlimit(resource.RLIMIT_NOFILE, limits))
	    attempt(lambda: resource.prlimit(0, resource.RLIMIT_NOFILE, limits))
	    attempt(lambda: resource.prlimit(os.getpid(), resource.RLIMIT_NOFILE, limits))
	forked(lambda: reaches(os.dup2(fd, 1023)))
	forked(lambda: reaches(os.dup2(fd, 1023, inheritable=False)))
	forked(lambda: reaches(fcntl.fcntl(fd, fcntl.F_DUPFD, 1023)))
	forked(lambda: reaches(fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 1000)))
	def fill(make):
	    held = [fd]
	    while held[-1] < 1023:
	        held += make()
	    return reaches(1023)
	def passed():
	    ours, theirs = socket.socketpair()
	    socket.send_fds(ours, [b'x'], [fd] * 200)
	    return socket.recv_fds(theirs, 1, 200)[1] + [ours.detach(), theirs.detach()]
	# Each way takes what is left, and leaves it open: no way may go on where another ended.
	attempt(lambda: fill(passed))
	attempt(lambda: fill(os.pipe))
	attempt(lambda: fill(lambda: [os.dup(fd)]))
	thread = threading.Thread(target=attempt, args=[lambda: fill(lambda: [os.open(binary, os.O_RDONLY)])])
	thread.start()
	thread.join()
	# AFTER
`);

for (const network of [undefined, {network: {allow: ['example.org:443']}}]) {
	eachIdentity(
		`no descriptor of a run${network ? ' with a network, which may pass them,' : ''} reaches 1023`,
		async identity => {
			const {outcome, after} = await attackWatched(identity, filling, network ? {policy: network} : {});
			expect(outcome.stdout).not.toContain('gained');
			expect(outcome.stdout).not.toContain(answer);
			const numbers = after.descriptors.map(text => Number.parseInt(text, 10));
			// It did fill what there was.
			expect(numbers.length).toBeGreaterThan(500);
			expect(Math.max(...numbers)).toBe(511);
			expect(after.limits).toMatch(/^Max open files +512 +512 /m);
		},
		network ? {bwrapOnly: 'it has no network'} : {},
	);
}

asRoot(
	'bare, the limit goes up and the descriptor is filled',
	async identity => {
		const stdout = await runBare(identity, filling);
		expect(stdout).toContain(`${answer} filled`);
	},
	{bwrapOnly: 'it needs no sandbox'},
);

eachIdentity('a skill holds hundreds of files open, and hands one of its own on to itself', async identity => {
	const inPython = python(`
		import os, socket
		files = [open(__file__) for _ in range(400)]
		ours, theirs = socket.socketpair()
		os.write(os.dup(ours.fileno()), b'through')
		print(len(files), theirs.recv(99).decode())
	`);
	expect((await attack(identity, inPython)).stdout).toContain('400 through');
	const inNode = node(`
		import {openSync} from 'node:fs';
		console.log(Array.from({length: 400}, () => openSync(import.meta.filename)).length);
	`);
	expect((await attack(identity, inNode)).stdout).toContain('400');
});
