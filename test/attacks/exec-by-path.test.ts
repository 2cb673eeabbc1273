/** A second program in the place of the interpreter, by every way the kernel knows. */

import {expect} from 'vitest';
import {eachIdentity} from './identity.ts';
import {bash, python, syscallNumber} from './payload.ts';
import {attack, runBare} from './sandboxed.ts';

const answer = String(50_001 * 40_001);
const program = "[sys.executable, '-S', '-c', 'print(50001 * 40001)']";

const calls = `
	import ctypes, glob, os
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
`;

/** Python that tries each action in a forked child where it can fork (bare) and in itself where it cannot (sandbox). */
const tries = `
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
	program = ${program}
`;

eachIdentity('execveat of the number that held the interpreter starts nothing by path', async identity => {
	const payload = python(`${calls}${tries}
	binary = os.path.realpath(sys.executable).encode()
	for fd in [1023, 0, 3, -100]:
	    for token in [0, -1, 1 << 62, 0x5ea10001, 0x5ea10002 << 32 | 0x5ea10001]:
	        forked(lambda: call(EXECVEAT, fd, binary, strings(program), none, AT_EMPTY_PATH, token))
	        forked(lambda: call(EXECVEAT, fd, b'', strings(program), none, AT_EMPTY_PATH, token))
	forked(lambda: call(EXECVEAT, 1023, binary, strings(program), none, 0, 0))
	forked(lambda: call(EXECVE, binary, strings(program), none))
	def with_descriptor():
	    fd = os.open(binary, os.O_RDONLY)
	    try:
	        os.dup2(fd, 1023)
	        fd = 1023
	    except OSError as error:
	        print('refused: 1023', error)
	    return call(EXECVEAT, fd, b'', strings(program), none, AT_EMPTY_PATH, 0)
	forked(with_descriptor)
	`);
	expect(await runBare(identity, payload)).toContain(answer);
	const outcome = await attack(identity, payload);
	expect(outcome.stdout + outcome.stderr).not.toContain(answer);
	expect(outcome.denied).toContainEqual(expect.objectContaining({kind: 'exec', target: 'execveat'}));
});

eachIdentity('the loader, a file in memory and a file in scratch start nothing', async identity => {
	const payload = python(`${calls}${tries}
	import resource
	binary = os.path.realpath(sys.executable)
	loader = (glob.glob('/lib64/ld-linux-*') + glob.glob('/lib/ld-*'))[0]
	scratch = os.environ.get('TMPDIR', '/tmp') + '/' + nonce
	forked(lambda: os.execve(loader, [loader, *program], {}))
	def in_memory():
	    fd = libc.syscall(MEMFD, b'program', 0)
	    if fd < 0:
	        raise OSError(ctypes.get_errno(), 'memfd_create')
	    os.write(fd, open(binary, 'rb').read())
	    return call(EXECVEAT, fd, b'', strings(program), none, AT_EMPTY_PATH, 0)
	forked(in_memory)
	def in_scratch():
	    with open(scratch, 'wb') as file:
	        file.write(open(binary, 'rb').read())
	    os.chmod(scratch, 0o755)
	    os.execve(scratch, program, {})
	forked(in_scratch)
	if os.path.exists(scratch):
	    os.remove(scratch)
	attempt(lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096)) or 'raised ' + str(resource.getrlimit(resource.RLIMIT_NOFILE)))
	`);
	expect(await runBare(identity, payload)).toContain(answer);
	const outcome = await attack(identity, payload);
	expect(outcome.stdout + outcome.stderr).not.toContain(answer);
	expect(outcome.stdout).not.toContain('raised');
});

eachIdentity('a library of its own brings no system call back', async identity => {
	const payload = python(`${calls}
	for name, number, *arguments in [
	        ('ptrace', ${syscallNumber('ptrace')}, 0, 0, 0, 0), ('unshare', ${syscallNumber('unshare')}, 0x10000000),
	        ('mount', ${syscallNumber('mount')}, b'x', b'/work', b'tmpfs', 0, 0), ('bpf', ${syscallNumber('bpf')}, 0, 0, 0),
	        ('keyctl', ${syscallNumber('keyctl')}, 0, -3, 0), ('userfaultfd', ${syscallNumber('userfaultfd')}, 0),
	        ('io_uring', ${syscallNumber('io_uring_setup')}, 8, bytes(120)), ('chroot', ${syscallNumber('chroot')}, b'/work')]:
	    attempt(lambda: call(number, *arguments) and 'worked ' + name)
	`);
	expect((await attack(identity, payload)).stdout).not.toContain('worked');
});

eachIdentity('a shell starts no file that it wrote itself', async identity => {
	const payload = bash(`
		cp /usr/bin/expr /work/expr && chmod +x /work/expr && /work/expr 50001 '*' 40001
		printf '#!/usr/bin/bash\\necho $((50001 * 40001))\\n' > /work/script && chmod +x /work/script && /work/script
		(exec -a expr /work/expr 50001 '*' 40001)
	`);
	const outcome = await attack(identity, payload);
	expect(outcome.stdout).not.toContain(answer);
});

eachIdentity('a shell starts the programs that it has', async identity => {
	expect((await attack(identity, bash("expr 50001 '*' 40001; bash -c 'echo inner'; /usr/bin/env true && echo started"))).stdout).toContain(
		`${answer}\ninner\nstarted\n`,
	);
});

eachIdentity('Python loads extension modules of its standard library', async identity => {
	expect(
		(await attack(identity, python('import ctypes, zlib, hashlib\nprint(ctypes.CDLL(None).abs(-5), len(zlib.compress(b"x" * 99)) < 99)')))
			.stdout,
	).toContain('5 True');
});
