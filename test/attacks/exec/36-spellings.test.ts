/** Item 36: another program, by every spelling that Python, Node and a shell have for it. */

import {expect, inject} from 'vitest';
import {asRoot, eachIdentity} from '../identity.ts';
import {bash, node, type Payload, python} from '../payload.ts';
import {attack, runBare} from '../sandboxed.ts';
import {answer, expectNothingStarted, pythonTools, startedIn} from './starting.ts';

const pythonPayload = python(`${pythonTools}
	import asyncio, concurrent.futures, multiprocessing, multiprocessing.util, pty, shlex, subprocess, _posixsubprocess
	exe = binary
	for name in ['execl', 'execle', 'execlp', 'execlpe', 'execv', 'execve', 'execvp', 'execvpe']:
	    words, environment = program(name), [dict(os.environ)] if name.endswith('e') else []
	    forked(lambda: getattr(os, name)(exe, *([words] if 'v' in name[4:] else words), *environment))
	for name in ['spawnl', 'spawnle', 'spawnlp', 'spawnlpe', 'spawnv', 'spawnve', 'spawnvp', 'spawnvpe']:
	    words, environment = program(name), [dict(os.environ)] if name.endswith('e') else []
	    attempt(lambda: getattr(os, name)(os.P_WAIT, exe, *([words] if 'v' in name[5:] else words), *environment))
	for name in ['posix_spawn', 'posix_spawnp']:
	    attempt(lambda: os.waitpid(getattr(os, name)(exe, program(name), os.environ), 0))
	attempt(lambda: subprocess.run(program('subprocess.run')))
	attempt(lambda: subprocess.call(program('subprocess.call'), close_fds=False))
	attempt(lambda: subprocess.Popen(shlex.join(program('subprocess.Popen')), shell=True).wait())
	attempt(lambda: subprocess.check_output(program('check_output')).decode())
	attempt(lambda: subprocess.getoutput(shlex.join(program('getoutput'))))
	attempt(lambda: os.system(shlex.join(program('os.system'))))
	attempt(lambda: os.popen(shlex.join(program('os.popen'))).read())
	attempt(lambda: pty.spawn(program('pty.spawn')))
	def child(name):
	    print(50001 * 40001, name, flush=True)
	def started(process):
	    process.start()
	    process.join()
	attempt(lambda: started(multiprocessing.get_context('fork').Process(target=child, args=['multiprocessing'])))
	attempt(lambda: concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context('fork')).submit(child, 'ProcessPoolExecutor').result())
	attempt(lambda: os.waitpid(multiprocessing.util.spawnv_passfds(exe.encode(), program('spawnv_passfds'), []), 0))
	async def by_loop(make):
	    await (await make).wait()
	attempt(lambda: asyncio.run(by_loop(asyncio.create_subprocess_exec(*program('create_subprocess_exec')))))
	attempt(lambda: asyncio.run(by_loop(asyncio.create_subprocess_shell(shlex.join(program('create_subprocess_shell'))))))
	def by_fork(make, name):
	    pid = make()
	    if pid == 0:
	        child(name)
	        os._exit(0)
	    os.waitpid(pid, 0)
	attempt(lambda: by_fork(os.fork, 'os.fork'))
	attempt(lambda: by_fork(libc.fork, 'libc.fork'))
	attempt(lambda: libc.system(shlex.join(program('libc.system')).encode()))
	pid = ctypes.c_int()
	attempt(lambda: libc.posix_spawn(ctypes.byref(pid), exe.encode(), None, None, strings(program('libc.posix_spawn')), none) or os.waitpid(pid.value, 0))
	forked(lambda: libc.execv(exe.encode(), strings(program('libc.execv'))))
	forked(lambda: libc.fexecve(os.open(binary, os.O_RDONLY), strings(program('libc.fexecve')), none))
	forked(lambda: call(EXECVE, exe.encode(), strings(program('syscall')), none))
`);

const pythonNames = `execl execle execlp execlpe execv execve execvp execvpe spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp
	spawnvpe posix_spawn posix_spawnp subprocess.run subprocess.call subprocess.Popen check_output getoutput os.system os.popen
	pty.spawn multiprocessing ProcessPoolExecutor spawnv_passfds create_subprocess_exec create_subprocess_shell os.fork
	libc.fork libc.system libc.posix_spawn libc.execv libc.fexecve syscall`.split(/\s+/);

const nodePayload = node(`
	import {exec, execFile, execFileSync, execSync, fork, spawn, spawnSync} from 'node:child_process';
	import cluster from 'node:cluster';
	import {once} from 'node:events';
	import {existsSync, writeFileSync} from 'node:fs';
	import {promisify} from 'node:util';
	const exe = existsSync('/opt/node') ? '/opt/node' : process.execPath;
	const code = 'console.log(50001 * 40001, process.argv.at(-1))';
	const words = name => ['-e', code, name];
	const line = name => exe + " -e '" + code + "' " + name;
	const file = (process.env.TMPDIR ?? '/tmp') + '/' + nonce + '.cjs';
	// A child with a channel to us would wait for more.
	writeFileSync(file, code + '; process.disconnect()');
	const out = {stdio: 'inherit'};
	const ended = child => once(child, 'exit');
	await Promise.all([
		attempt(async () => (await promisify(exec)(line('exec'))).stdout),
		attempt(async () => (await promisify(execFile)(exe, words('execFile'))).stdout),
		attempt(() => ended(spawn(exe, words('spawn'), out))),
		attempt(() => ended(spawn(line('spawn-shell'), {...out, shell: true}))),
		attempt(() => ended(spawn(exe, words('detached'), {...out, detached: true}))),
		attempt(() => ended(fork(file, ['fork']))),
		attempt(() => {
			cluster.setupPrimary({exec: file, args: ['cluster']});
			return ended(cluster.fork().process);
		}),
	]);
	await attempt(() => execSync(line('execSync')));
	await attempt(() => execFileSync(exe, words('execFileSync')));
	await attempt(() => spawnSync(exe, words('spawnSync')).stdout);
	await attempt(() => process.binding('spawn_sync').spawn({file: exe, args: [exe, ...words('binding')], stdio: [{type: 'pipe', readable: true}, {type: 'inherit', fd: 1}, {type: 'inherit', fd: 2}]}).status);
`);
const nodeNames = 'exec execFile spawn spawn-shell detached fork cluster execSync execFileSync spawnSync binding'.split(' ');

for (const [runtime, payload, names] of [
	['Python', pythonPayload, pythonNames],
	['Node', nodePayload, nodeNames],
] as const satisfies readonly (readonly [string, Payload, readonly string[]])[]) {
	eachIdentity(`${runtime} starts nothing, whatever it is called`, async identity => {
		expectNothingStarted(await attack(identity, payload));
	});

	asRoot(
		`bare, every spelling of ${runtime} starts a program`,
		async identity => {
			expect(startedIn(await runBare(identity, payload))).toEqual(names.toSorted());
		},
		{bwrapOnly: 'it needs no sandbox'},
	);
}

/** What is on the host and was not given to the shell; each would multiply. */
const shellPayload = (strangers: readonly string[]) =>
	bash(`
	multiply='print(50001 * 40001)'
	for program in python3 perl node gcc ${strangers.join(' ')}; do
		flag=-c; test "\${program##*/}" = perl -o "\${program##*/}" = node && flag=-e
		"$program" $flag "$multiply"; command "$program" $flag "$multiply"; (exec "$program" $flag "$multiply")
		(exec -a sh "$program" $flag "$multiply"); env "$program" $flag "$multiply"; /usr/bin/env -S "$program $flag" "$multiply"
		echo "$multiply" | xargs -0 "$program" $flag; find /skill -maxdepth 0 -exec "$program" $flag "$multiply" ';'
		"$program" $flag "$multiply" & wait; coproc "$program" $flag "$multiply"; wait
		timeout 1 "$program" $flag "$multiply"; nohup "$program" $flag "$multiply"
		awk -v p="$program $flag '$multiply'" 'BEGIN { system(p) }'; echo x | split --filter="$program $flag '$multiply'" -
	done
`);

const hostPaths = () => ['/usr/bin/python3', '/usr/bin/perl', inject('world').node];

eachIdentity(
	'a shell starts no program of the host that it was not given',
	async identity => {
		const {stdout, stderr} = await attack(identity, shellPayload(hostPaths()));
		expect(stdout + stderr).not.toContain(answer);
	},
	{bwrapOnly: 'it runs no shell'},
);

eachIdentity(
	'the shell of the agent starts no program outside of the system',
	async identity => {
		const payload = bash(`
			'${inject('world').node}' -p '50001 * 40001'; (exec '${inject('world').node}' -p '50001 * 40001')
			ls '${inject('world').folder}' && echo gained:
		`);
		expect(await runBare(identity, payload)).toContain(answer);
		const {stdout} = await attack(identity, payload, {asCommand: true});
		expect(stdout).not.toContain(answer);
		expect(stdout).not.toContain('gained');
	},
	{bwrapOnly: 'it runs no shell'},
);

eachIdentity(
	'a shell starts the programs that it has',
	async identity => {
		const {stdout} = await attack(identity, bash("expr 50001 '*' 40001; bash -c 'echo inner'; /usr/bin/env true && echo started"));
		expect(stdout).toContain(`${answer}\ninner\nstarted\n`);
		const command = bash("awk 'BEGIN { print 50001 * 40001 }' | cat; type -P ls");
		expect((await attack(identity, command, {asCommand: true})).stdout).toContain(`${answer}\n`);
	},
	{bwrapOnly: 'it runs no shell'},
);

eachIdentity('threads, timers and workers are no programs', async identity => {
	const threads = python('import threading\nthread = threading.Thread(target=lambda: print("in a thread"))\nthread.start()\nthread.join()');
	expect((await attack(identity, threads)).stdout).toContain('in a thread');
	expect((await attack(identity, node("await new Promise(done => setTimeout(done, 1)); console.log('later');"))).stdout).toContain('later');
});
