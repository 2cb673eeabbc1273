/** Item 38: a program without a path: in memory, in a file without a name, behind a descriptor. */

import {expect} from 'vitest';
import {asRoot, eachIdentity} from '../identity.ts';
import {attackWithCalls, call, noCompiler} from '../kernel/calls.ts';
import {bash, python} from '../payload.ts';
import {attack, runBare} from '../sandboxed.ts';
import {answer, expectNothingStarted, pythonTools, startedIn, withExpr} from './starting.ts';

const inPython = python(`${pythonTools}
	def filled(fd):
	    if fd < 0:
	        raise OSError(ctypes.get_errno(), 'no file')
	    os.write(fd, open(binary, 'rb').read())
	    # A file that is open for writing is busy; in the sandbox there is no way to open it anew.
	    try:
	        again = os.open(f'/proc/self/fd/{fd}', os.O_RDONLY)
	    except OSError:
	        return fd
	    os.close(fd)
	    return again
	for flags in [0, 1, 2, 8, 0x10]:
	    forked(lambda: call(EXECVEAT, filled(libc.syscall(MEMFD, b'program', flags)), b'', strings(program('memfd')), none, AT_EMPTY_PATH, 0))
	forked(lambda: os.execv(f'/proc/self/fd/{filled(libc.syscall(MEMFD, b"program", 0))}', program('memfd-by-path')))
	def nameless():
	    fd = os.open(os.path.dirname(scratch), os.O_TMPFILE | os.O_RDWR, 0o700)
	    return call(EXECVEAT, filled(fd), b'', strings(program('nameless')), none, AT_EMPTY_PATH, 0)
	forked(nameless)
	def unlinked():
	    with open(scratch, 'wb') as file:
	        file.write(open(binary, 'rb').read())
	    os.chmod(scratch, 0o700)
	    fd = os.open(scratch, os.O_RDONLY)
	    os.remove(scratch)
	    os.execve(fd, program('unlinked'), {})
	forked(unlinked)
	def behind(path, name):
	    fd = os.open(binary, os.O_RDONLY)
	    os.execv(path % fd, program(name))
	forked(lambda: behind('/proc/self/fd/%d', 'proc'))
	forked(lambda: behind('/dev/fd/%d', 'dev'))
	forked(lambda: call(EXECVEAT, os.open(binary, os.O_PATH), b'', strings(program('path-only')), none, AT_EMPTY_PATH, 0))
	forked(lambda: call(EXECVEAT, os.open(os.path.dirname(binary), os.O_PATH), os.path.basename(binary).encode(), strings(program('relative')), none, 0, 0))
`);

eachIdentity('Python starts nothing that has no path', async identity => {
	const outcome = await attack(identity, inPython);
	expectNothingStarted(outcome);
	expect(outcome.denied.map(({target}) => target)).toEqual(expect.arrayContaining(['memfd_create', 'execve', 'execveat']));
});

asRoot(
	'bare, all of it starts',
	async identity => {
		const started = startedIn(await runBare(identity, inPython));
		expect([...new Set(started)]).toEqual(['dev', 'memfd', 'memfd-by-path', 'nameless', 'path-only', 'proc', 'relative', 'unlinked']);
	},
	{bwrapOnly: 'it needs no sandbox'},
);

/** By whatever descriptor, and flags that execveat knows. */
const calls = [
	call('memfd_create', 'program', 0),
	call('memfd_create', 'program', 1),
	call('memfd_secret', 0),
	...[0, 1, 2, 3, 255, 1022, -100].map(fd => call('execveat', fd, '', 0, 0, 0x1000)),
	...[0, 0x100, 0x1_0000].map(flags => call('execveat', 1023, '', 0, 0, flags)),
];

for (const runtime of ['node', 'bash'] as const) {
	eachIdentity(
		`${runtime} makes no file in memory and starts no descriptor`,
		async identity => {
			await attackWithCalls(identity, runtime, calls, {});
		},
		{missing: noCompiler, ...(runtime === 'bash' ? {bwrapOnly: 'it runs no shell'} : {})},
	);
}

eachIdentity(
	'a shell starts nothing by a descriptor',
	async identity => {
		const payload = bash(`
			cp /skill/expr /work/expr; chmod +x /work/expr
			exec 9</work/expr; rm /work/expr
			for door in /proc/self/fd/9 /dev/fd/9 /proc/$$/fd/9 /proc/$BASHPID/exe; do $door 50001 '*' 40001; (exec -a expr $door 50001 '*' 40001); done
		`);
		const {stdout} = await attack(identity, payload, {skill: withExpr(payload)});
		expect(stdout).not.toContain(answer);
	},
	{bwrapOnly: 'it runs no shell'},
);

eachIdentity('a skill keeps what it likes in memory and in files without a name', async identity => {
	const {stdout} = await attack(
		identity,
		python(`
			import io, mmap, tempfile
			memory = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
			memory.write(b'kept')
			with tempfile.TemporaryFile() as file:
			    file.write(b'kept too')
			    file.seek(0)
			    print(memory[:4].decode(), file.read().decode(), len(io.BytesIO(bytes(9)).getvalue()))
		`),
	);
	expect(stdout).toContain('kept kept too 9');
});
