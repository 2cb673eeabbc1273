/** What the kernel does with the programs, and whether the runtimes live with them. Needs Linux and a C compiler. */

import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, rmSync, statSync} from 'node:fs';
import {type AddressInfo, createServer} from 'node:net';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {syscallTable} from '../../../../sandbox/linux/seccomp/syscalls.ts';
import {answerToNumber, networks, runtimes} from './calls.ts';
import {Confinement, host, missing} from './confined.ts';

const here = test.skipIf(missing !== undefined);
const withProgram = (path: string) => test.skipIf(missing !== undefined || !existsSync(path));
const python = '/usr/bin/python3';
const bash = '/bin/bash';
const git = '/usr/bin/git';

let confinement: Confinement;
beforeAll(() => {
	if (missing === undefined) {
		confinement = new Confinement();
	} else {
		console.warn(`Filters are not tried on a kernel here: ${missing}.`);
	}
});
afterAll(() => {
	if (missing === undefined) {
		rmSync(confinement.folder, {recursive: true});
	}
});

const number = (name: string) => syscallTable(host).numbers.get(name) ?? -1;

here('the kernel refuses each call with the error that the simulator says', async () => {
	for (const runtime of runtimes) {
		for (const network of networks) {
			const options = {runtime, network, arch: host, deniedAction: 'errno'} as const;
			const asked = [...syscallTable(host).numbers.values(), 340, 451, 500, 1023, 0x3fff_ffff]
				.map(number => ({number, expected: answerToNumber(options, number)}))
				.filter(({expected}) => expected.startsWith('errno'));
			expect(asked.length).toBeGreaterThan(150);
			const input = asked.map(({number}) => `${number}\n`).join('');
			const ended = await confinement.run(runtime, [confinement.probe], {network, input});
			const seen = ended.stdout.trim().split('\n');
			expect(seen.map((text, index) => `${asked[index]?.number} errno ${text}`)).toEqual(
				asked.map(({number, expected}) => `${number} ${expected}`),
			);
		}
	}
});

here('a dirty high half neither helps a forbidden argument nor hurts a permitted one', async () => {
	const dirty = 0xdead_beef_0000_0000n;
	const map = (flags: number) => `${number('mmap')} 0 4096 3 ${dirty | BigInt(flags)} ${0xffff_ffff_ffff_ffffn} 0`;
	const calls = [
		[`${number('clone')} ${dirty | 17n}`, 1],
		[`${number('clone')} ${(0x1_0000n << 32n) | 17n}`, 1],
		[`${number('socket')} ${dirty | 38n} 5 0`, 13],
		[`${number('ioctl')} 0 ${dirty | 0x5412n}`, 1],
		[`${number('prctl')} ${dirty | 22n}`, 1],
		[`${number('prlimit64')} 0 7 ${1n << 32n} 0`, 1],
		[`${number('fcntl')} 0 ${dirty | 8n} 1`, 1],
		[map(0x21), 12],
		[map(0x22), 0],
		[`${number('fcntl')} 0 ${dirty | 1n}`, 0],
		[`${number('socketpair')} 1 ${dirty | 1n} 0 0`, 14],
	] as const;
	const ended = await confinement.run('python', [confinement.probe], {input: calls.map(([line]) => `${line}\n`).join('')});
	expect(ended.stdout.trim().split('\n').map(Number)).toEqual(calls.map(([, error]) => error));
});

here('calls through the 32-bit doors kill the process', async ({skip}) => {
	skip(host !== 'x64', 'this processor has no such doors in the probe');
	for (const door of ['x32', 'i386']) {
		expect((await confinement.run('bash', [confinement.probe, door])).signal, door).toBe('SIGSYS');
		expect((await confinement.run('python', [confinement.probe, door])).signal, door).toBe('SIGSYS');
	}
});

here('the interpreter cannot exec again, not even by a path that overrides its descriptor', async () => {
	const again = `${number('execveat')} 1023 path 0 0 ${0x1000}\n${number('execve')} path\n${number('getpid')}\n`;
	const refused = await confinement.run('python', [confinement.probe], {input: again});
	expect(refused.stdout).toBe('1\n1\n0\n');
	// The kernel's own behaviour, in the profile that permits exec: the descriptor is closed, and the path runs.
	const overridden = await confinement.run('bash', [confinement.probe], {input: again});
	expect(overridden).toMatchObject({stdout: '', code: 0});
});

const pythonSuite = `
import asyncio, concurrent.futures, ctypes, gzip, io, json, mmap, os, signal, socket, sqlite3, subprocess, sys, tarfile, tempfile, threading, time

def tried(action):
    try:
        return repr(action())
    except BaseException as error:
        return type(error).__name__ + ' ' + str(getattr(error, 'errno', None))

def threads():
    seen = []
    group = [threading.Thread(target=seen.append, args=(n,)) for n in range(8)]
    [thread.start() for thread in group]
    [thread.join() for thread in group]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return sorted(seen) == list(range(8)) and sum(pool.map(abs, range(10)))

def loop():
    async def main():
        ours, theirs = socket.socketpair()
        reader, writer = await asyncio.open_connection(sock=ours)
        theirs.sendall(b'over a pair\\n')
        line = await reader.readline()
        writer.close()
        return [line.decode(), await asyncio.to_thread(lambda: 'thread'), sum(await asyncio.gather(*(asyncio.sleep(0, n) for n in range(4))))]
    return asyncio.run(main())

def files():
    with tempfile.TemporaryDirectory(dir='.') as folder:
        path = os.path.join(folder, 'a')
        with open(path, 'w+b') as file:
            file.write(b'x' * 5000)
            file.flush()
            with mmap.mmap(file.fileno(), 0) as view:
                view[0] = 121
        os.chmod(path, 0o600)
        os.utime(path)
        with tarfile.open(folder + '/t.tgz', 'w:gz') as tar:
            tar.add(path, arcname='a')
        base = sqlite3.connect(folder + '/db')
        base.execute('pragma journal_mode=wal')
        base.execute('create table t(a)')
        base.commit()
        base.close()
        return os.stat(path).st_size

def raised():
    got = []
    signal.signal(signal.SIGUSR1, lambda *_: got.append(1))
    signal.raise_signal(signal.SIGUSR1)
    signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
    return len(got)

libc = ctypes.CDLL(None, use_errno=True)
def raw(number, *arguments):
    return (libc.syscall(number, *arguments), ctypes.get_errno())

numbers = json.loads(sys.argv[1])
parent = os.getppid()
print(json.dumps({
    'threads': tried(threads), 'asyncio': tried(loop), 'files': tried(files), 'signals': tried(raised),
    'fork': tried(os.fork), 'subprocess': tried(lambda: subprocess.run(['/bin/true'])), 'system': tried(lambda: os.system('true') != 0),
    'spawn': tried(lambda: os.posix_spawn('/bin/true', ['true'], {})), 'exec': tried(lambda: os.execv('/bin/true', ['true'])),
    'tcp': tried(lambda: socket.socket()), 'udp': tried(lambda: socket.socket(type=socket.SOCK_DGRAM)),
    'unix': tried(lambda: socket.socket(socket.AF_UNIX)), 'name': tried(lambda: socket.getaddrinfo('example.org', 80)),
    'dgram pair': tried(lambda: socket.socketpair(type=socket.SOCK_DGRAM)),
    'kill': tried(lambda: os.kill(parent, 0)), 'tgkill': tried(lambda: raw(numbers['tgkill'], parent, parent, 0)),
    'shared': tried(lambda: mmap.mmap(-1, 4096)), 'private': tried(lambda: len(mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))),
    'memfd': tried(lambda: os.memfd_create('x')), 'setuid file': tried(lambda: os.chmod('.', 0o4755)),
    'limit': tried(lambda: __import__('resource').setrlimit(7, (10, 10))), 'nice': tried(lambda: os.nice(1)),
}))
`;

withProgram(python)('Python keeps its standard library and loses processes, sockets and shared memory', async () => {
	const script = confinement.write('suite.py', pythonSuite);
	const ended = await confinement.run('python', [python, '-I', '-S', script, JSON.stringify({tgkill: number('tgkill')})]);
	expect(ended.stderr).toBe('');
	expect(JSON.parse(ended.stdout)).toEqual({
		threads: '45',
		asyncio: "['over a pair\\n', 'thread', 6]",
		files: '5000',
		signals: '2',
		fork: 'PermissionError 1',
		subprocess: 'PermissionError 1',
		system: 'True',
		spawn: 'PermissionError 1',
		exec: 'PermissionError 1',
		tcp: 'PermissionError 13',
		udp: 'PermissionError 13',
		unix: 'PermissionError 13',
		name: expect.stringContaining('gaierror'),
		'dgram pair': 'PermissionError 1',
		kill: 'ProcessLookupError 3',
		tgkill: '(-1, 1)',
		shared: 'OSError 12',
		private: '4096',
		memfd: 'PermissionError 1',
		'setuid file': 'PermissionError 1',
		limit: expect.stringContaining('Error'),
		nice: 'PermissionError 1',
	});
	expect(statSync(confinement.folder).mode & 0o4000).toBe(0);
});

const nodeSuite = `
import {execFileSync, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import * as fs from 'node:fs';
import {connect, createServer} from 'node:net';
import {Worker} from 'node:worker_threads';
const tried = async action => { try { return await action(); } catch (error) { return error.code ?? error.name; } };
const fails = emitter => new Promise(resolve => emitter.on('error', error => resolve(error.code)));
const worker = async () => {
	const started = new Worker('require("worker_threads").parentPort.postMessage(Atomics.add(new Int32Array(new SharedArrayBuffer(8)), 0, 1) + 41 + 1)', {eval: true});
	const [message] = await once(started, 'message');
	await started.terminate();
	return message;
};
const wasm = async () => {
	const bytes = new Uint8Array([0,97,115,109,1,0,0,0,1,5,1,96,0,1,127,3,2,1,0,7,5,1,1,102,0,0,10,6,1,4,0,65,42,11]);
	new WebAssembly.Memory({initial: 1, maximum: 10, shared: true}).grow(3);
	return (await WebAssembly.instantiate(bytes)).instance.exports.f();
};
const files = async () => {
	const folder = fs.mkdtempSync('node-');
	const watcher = fs.watch(folder);
	const changed = once(watcher, 'change');
	fs.writeFileSync(folder + '/a', 'text');
	await changed;
	watcher.close();
	fs.copyFileSync(folder + '/a', folder + '/b');
	fs.cpSync(folder, folder + '-copy', {recursive: true});
	for await (const part of fs.createReadStream(folder + '/b')) if (String(part) !== 'text') throw new Error('read');
	return fs.readdirSync(folder + '-copy').length;
};
let line = '';
for await (const part of process.stdin) line += part;
console.log(JSON.stringify({
	stdin: line,
	worker: await tried(worker), wasm: await tried(wasm), files: await tried(files),
	exec: await tried(() => execFileSync('/bin/true')), spawn: spawnSync('/bin/true').error?.code,
	tcp: await fails(connect(1, '127.0.0.1')), unix: await fails(connect('/run/x.sock')), listen: await fails(createServer().listen(0)),
	kill: await tried(() => process.kill(process.ppid, 0)),
	fetch: await tried(() => fetch('http://127.0.0.1:1/')),
}));
`;

here('Node keeps workers, WebAssembly and files and loses processes and sockets', async () => {
	const script = confinement.write('suite.mjs', nodeSuite);
	const ended = await confinement.run('node', [process.execPath, '--max-old-space-size=300', script], {input: 'hello'});
	expect(ended.stderr).toBe('');
	expect(JSON.parse(ended.stdout)).toEqual({
		stdin: 'hello',
		worker: 42,
		wasm: 42,
		files: 2,
		exec: 'EPERM',
		spawn: 'EPERM',
		tcp: 'EACCES',
		unix: 'EACCES',
		listen: 'EACCES',
		kill: 'ESRCH',
		fetch: 'TypeError',
	});
});

const bashSuite = `
echo one two | tr a-z A-Z | cut -d' ' -f2
(cd / && pwd); value=$(seq 5 | sort -r | head -n1); echo "$value"
sleep 0 & wait $!; echo "waited $?"
sleep 60 & kill $!; wait $! 2>/dev/null; echo "killed $?"
mkdir -p d/e && echo text > d/e/f && cp -p d/e/f d/g && mv d/g d/h && ln -s h d/l && find d -type f | sort | xargs cat
tar czf d.tgz d && rm -r d && tar xzf d.tgz && gzip -c d/h | gunzip
cat <<< 'here'; read line < <(echo substituted); echo "$line"
unshare --user true 2>/dev/null || echo 'no namespace'
(exec 3<>/dev/tcp/127.0.0.1/1) 2>&1 | grep -o 'Permission denied' | head -n1
`;

withProgram(bash)('bash keeps pipelines, jobs and its tools and gets no namespaces and no network', async () => {
	const ended = await confinement.run('bash', [bash, confinement.write('suite.sh', bashSuite)]);
	expect(ended.stderr).toBe('');
	expect(ended.stdout.split('\n')).toEqual([
		...['TWO', '/', '5', 'waited 0', 'killed 143', 'text', 'text', 'text', 'here', 'substituted', 'no namespace', 'Permission denied', ''],
	]);
});

withProgram(git)('git reads a repository without starting anything', async () => {
	const repository = join(confinement.folder, 'repository');
	mkdirSync(repository);
	confinement.write('repository/a.txt', 'needle\n');
	const author = ['-c', 'user.name=t', '-c', 'user.email=t@localhost'];
	for (const args of [
		['init', '-q'],
		['add', 'a.txt'],
		[...author, 'commit', '-q', '-m', 'first change'],
	]) {
		execFileSync(git, args, {cwd: repository});
	}

	confinement.write('repository/a.txt', 'needle and thread\n');
	const ask = async (...args: string[]) => confinement.run('git', [git, '-C', repository, '--no-pager', ...args]);
	expect((await ask('log', '--format=%s')).stdout).toBe('first change\n');
	expect((await ask('diff')).stdout).toContain('+needle and thread');
	expect((await ask('status', '--short')).stdout).toBe(' M a.txt\n');
	expect((await ask('grep', '-c', 'needle')).stdout).toBe('a.txt:1\n');
	expect((await ask('blame', '-s', 'a.txt')).code).toBe(0);
	const hooked = await ask('-c', `core.fsmonitor=touch ${join(confinement.folder, 'ran')};`, 'status', '--short');
	expect(hooked.stdout).toBe(' M a.txt\n');
	expect(existsSync(join(confinement.folder, 'ran'))).toBe(false);
});

const clientSuite = `
import asyncio, json, socket, sys
def tried(action):
    try:
        return repr(action())
    except OSError as error:
        return error.errno
async def ask():
    reader, writer = await asyncio.open_connection('127.0.0.1', int(sys.argv[1]))
    writer.writelines([b'pi', b'ng'])
    await writer.drain()
    return (await reader.read(4)).decode()
def listen():
    server = socket.socket()
    server.bind(('127.0.0.1', 0))
print(json.dumps([asyncio.run(ask()), tried(listen), tried(lambda: socket.socket(type=socket.SOCK_DGRAM)),
    tried(lambda: socket.socket(socket.AF_UNIX)), tried(lambda: socket.socket(socket.AF_VSOCK)), tried(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW))]))
`;

withProgram(python)('a client reaches the proxy by TCP, and neither listens nor speaks anything else', async () => {
	const server = createServer(socket => socket.once('data', () => socket.end('pong'))).listen(0, '127.0.0.1');
	await new Promise(resolve => server.once('listening', resolve));
	const {port} = server.address() as AddressInfo; // A TCP server that listens has an address of this kind.
	try {
		const script = confinement.write('client.py', clientSuite);
		const ended = await confinement.run('python', [python, '-I', '-S', script, String(port)], {network: 'proxy'});
		expect(ended.stderr).toBe('');
		expect(JSON.parse(ended.stdout)).toEqual(['pong', 1, 13, 13, 13, 13]);
	} finally {
		server.close();
	}
});

here('Node fetches through TCP behind the proxy', async () => {
	const server = createServer(socket =>
		socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok')),
	).listen(0, '127.0.0.1');
	await new Promise(resolve => server.once('listening', resolve));
	const {port} = server.address() as AddressInfo; // A TCP server that listens has an address of this kind.
	try {
		const program = `console.log(await (await fetch('http://127.0.0.1:${port}/')).text())`;
		const ended = await confinement.run('node', [process.execPath, '--input-type=module', '-e', program], {network: 'proxy'});
		expect(ended).toMatchObject({stdout: 'ok\n', stderr: '', code: 0});
	} finally {
		server.close();
	}
});
