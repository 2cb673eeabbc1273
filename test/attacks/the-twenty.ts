/**
The Python payloads of the twenty attacks, which the tests and the security benchmark share; 16 to 18 are for admission alone.

A sandbox may lack a module or a call that another one has, so each attempt imports for itself: what is missing ends the
attempt and not the payload.
*/

import type {Listeners} from './host.ts';
import {type Payload, python, syscallNumber} from './payload.ts';

export const passwdSpellings = JSON.stringify([
	'/etc/passwd',
	'/proc/1/root/etc/passwd',
	'/proc/self/root/etc/passwd',
	'/usr/../etc/passwd',
]);

export function readPasswd(): Payload {
	return python(`
		for path in ${passwdSpellings}:
		    attempt(lambda: open(path).read())
		attempt(lambda: [':'.join(map(str, entry)) for entry in __import__('pwd').getpwall()])
	`);
}

export function readKey(path: string): Payload {
	return python(`
		import glob, os
		paths = [os.path.expanduser('~/.ssh/id_ed25519'), '${path}', *glob.glob('/home/*/.ssh/*'), *glob.glob('/root/.ssh/*')]
		for path in paths:
		    attempt(lambda: open(path).read())
	`);
}

export function writeFiles(paths: readonly string[]): Payload {
	return python(`
		for path in ${JSON.stringify(paths)}:
		    attempt(lambda: open(path, 'w').write('left'))
	`);
}

export function climbTo(target: string): Payload {
	return python(`
		import os
		up = '../' * 40
		start = os.path.dirname(os.path.abspath(__file__))
		for path in [f'{start}/{up}{target}' for target in ['${target.slice(1)}']] + ['//' + '${target}', '/./' + '${target}', '/proc/self/cwd/' + up + '${target}',
		        start + '/' + './' * 1000 + up + '${target}']:
		    attempt(lambda: open(path).read())
		    attempt(lambda: os.listdir(os.path.dirname(path)))
	`);
}

/** Prints what it finds between bars. */
export function listHost(folder: string, names: readonly string[]): Payload {
	return python(`
		import os
		for path in ['/', '/..', '/proc/1/root', '/tmp', '${folder}']:
		    attempt(lambda: '|' + '|'.join(os.listdir(path)) + '|')
		for name in ${JSON.stringify(names)}:
		    attempt(lambda: os.stat('/' + name) and '|' + name + '|')
	`);
}

export function connectTo({addresses, tcpPort}: Pick<Listeners, 'addresses' | 'tcpPort'>): Payload {
	return python(`
		import socket, urllib.request
		for address in ${JSON.stringify(addresses)}:
		    host = '[' + address + ']' if ':' in address else address
		    attempt(lambda: urllib.request.urlopen(f'http://{host}:${tcpPort}/', timeout=10).read())
		    attempt(lambda: socket.create_connection((address, ${tcpPort}), timeout=10))
		for family in [socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, 16, 17, 38, 40]:
		    for kind in ['SOCK_STREAM', 'SOCK_DGRAM', 'SOCK_RAW', 'SOCK_SEQPACKET']:
		        attempt(lambda: socket.socket(family, getattr(socket, kind)).connect(('127.0.0.1', ${tcpPort})))
	`);
}

/** Prints `resolved` where a name has an address. */
export function sendTo({addresses, udpPort}: Pick<Listeners, 'addresses' | 'udpPort'>, names: readonly string[]): Payload {
	return python(`
		import socket
		query = b'\\x12\\x34\\x01\\x00\\x00\\x01' + bytes(6) + b'\\x06secret\\x07example\\x00\\x00\\x01\\x00\\x01'
		for address in ${JSON.stringify(addresses)}:
		    family = socket.AF_INET6 if ':' in address else socket.AF_INET
		    attempt(lambda: socket.socket(family, socket.SOCK_DGRAM).sendto(query, (address, ${udpPort})))
		def through_a_pair():
		    one, two = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
		    return one.sendto(query, ('127.0.0.1', ${udpPort}))
		attempt(through_a_pair)
		for name in ${JSON.stringify(names)}:
		    attempt(lambda: 'resolved ' + str(socket.getaddrinfo(name, 80)))
	`);
}

export function listenOn(port: number): Payload {
	return python(`
		import socket
		def listen(family, address):
		    server = socket.socket(family, socket.SOCK_STREAM)
		    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
		    server.bind((address, ${port}))
		    server.listen()
		    server.settimeout(2)
		    return server.accept()
		attempt(lambda: listen(socket.AF_INET, '0.0.0.0'))
		attempt(lambda: listen(socket.AF_INET, '127.0.0.1'))
	`);
}

/** Only something that ran the command can know its answer: it stands nowhere in the payload. */
export const command = {line: 'echo $((90001 * 70001))', answer: String(90_001 * 70_001)} as const;

export function runCommand(): Payload {
	return python(`
		import os
		attempt(lambda: os.system('${command.line}'))
		attempt(lambda: os.popen('${command.line}').read())
		attempt(lambda: __import__('pty').spawn(['/bin/sh', '-c', '${command.line}']))
		attempt(lambda: os.waitpid(os.posix_spawn('/bin/sh', ['sh', '-c', '${command.line}'], {}), 0))
	`);
}

/** As with `command`. */
export const programAnswer = String(80_001 * 60_001);

export function startPrograms(): Payload {
	return python(`
		import subprocess
		attempt(lambda: subprocess.run([sys.executable, '-c', 'print(80001 * 60001)'], capture_output=True).stdout)
		attempt(lambda: subprocess.run(['/usr/bin/expr', '80001', '*', '60001'], capture_output=True).stdout)
		attempt(lambda: subprocess.run('expr 80001 "*" 60001', shell=True, capture_output=True).stdout)
		attempt(lambda: __import__('multiprocessing').get_context('fork').Pool(1).map(abs, [-80001 * 60001]))
	`);
}

/** Prints the command lines it can read, and `exists` where a call told that there is such a process. */
export function findProcess(pid: number): Payload {
	return python(`
		import glob, os
		def command_lines():
		    return [open(path).read() for path in glob.glob('/proc/[0-9]*/cmdline')]
		attempt(command_lines)
		attempt(lambda: open('/proc/${pid}/cmdline').read())
		attempt(lambda: os.getpgid(${pid}) and 'exists')
		attempt(lambda: os.sched_getaffinity(${pid}) and 'exists')
		attempt(lambda: os.getpriority(os.PRIO_PROCESS, ${pid}) is not None and 'exists')
	`);
}

export function signalProcess(pid: number): Payload {
	return python(`
		import os, signal
		def call(*arguments):
		    import ctypes
		    libc = ctypes.CDLL(None, use_errno=True)
		    if libc.syscall(*arguments) < 0:
		        raise OSError(ctypes.get_errno(), 'refused')
		    return 'sent'
		pid = ${pid}
		for number in [0, 15, 9]:
		    attempt(lambda: os.kill(pid, number))
		    attempt(lambda: os.killpg(pid, number))
		    attempt(lambda: signal.pidfd_send_signal(os.pidfd_open(pid), number))
		    attempt(lambda: call(${syscallNumber('tkill')}, pid, number))
		    attempt(lambda: call(${syscallNumber('tgkill')}, pid, pid, number))
		    attempt(lambda: call(${syscallNumber('rt_sigqueueinfo')}, pid, number, bytes(128)))
	`);
}

/** 600 MB, page by page. */
export function touchMemory(): Payload {
	return python("kept = []\nwhile len(kept) < 75:\n    kept.append(bytearray(b'x') * 8388608)");
}

/** 300 children, which are there for a while to be counted; prints how many there are. */
export function forkManyTimes(): Payload {
	return python(`
		import os, time
		def child():
		    pid = os.fork()
		    if pid == 0:
		        time.sleep(30)
		    return pid
		forked = 0
		for _ in range(300):
		    try:
		        forked += child() > 0
		    except (OSError, AttributeError):
		        pass
		print('tried', forked)
		time.sleep(1 if forked else 0)
	`);
}

export function burnProcessor(): Payload {
	return python(`
		import time
		attempt(lambda: __import__('signal').signal(__import__('signal').SIGXCPU, __import__('signal').SIG_IGN))
		until = time.monotonic() + 25
		while time.monotonic() < until:
		    pass
	`);
}

export function readEnvironment(): Payload {
	return python(`
		import glob, os
		attempt(lambda: dict(os.environ))
		attempt(lambda: os.getenv('PLANTED_SECRET'))
		def raw():
		    import ctypes
		    environ = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), 'environ')
		    entries = []
		    while environ[len(entries)]:
		        entries.append(environ[len(entries)])
		    return entries
		attempt(raw)
		for path in ['/proc/self/environ', '/proc/1/environ', *glob.glob('/proc/[0-9]*/environ')]:
		    attempt(lambda: open(path).read())
	`);
}

/** What `describeMachine` prints as its one line of JSON; null is what it could not learn. */
export interface MachineFacts {
	readonly host: readonly (string | null)[];
	readonly uid: readonly number[] | null;
	readonly user: readonly (string | null)[];
	readonly home: string;
	readonly ids: readonly (string | null)[];
}

export function describeMachine(): Payload {
	return python(`
		import json, os
		def attempted(action):
		    try:
		        return action()
		    except BaseException as error:
		        return None
		print(json.dumps({
		    'host': [attempted(lambda: os.uname().nodename), attempted(lambda: __import__('platform').node()),
		        attempted(lambda: __import__('socket').gethostname()), attempted(lambda: open('/proc/sys/kernel/hostname').read().strip())],
		    'uid': attempted(lambda: [os.getuid(), os.geteuid(), *os.getresuid(), os.getgid()]),
		    'user': [attempted(lambda: __import__('getpass').getuser()), attempted(os.getlogin)],
		    'home': os.path.expanduser('~'),
		    'ids': [attempted(lambda: open(path).read().strip()) for path in ['/etc/machine-id', '/proc/sys/kernel/random/boot_id', '/etc/hostname']],
		}))
	`);
}

/** What `describeMachine` printed; undefined when it did not come to that. */
export function factsIn(stdout: string): MachineFacts | undefined {
	const [line] = /^\{.*\}$/m.exec(stdout) ?? [];
	return line === undefined ? undefined : JSON.parse(line);
}
