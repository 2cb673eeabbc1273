/** Unix sockets of the host, streams and datagrams, at paths and at abstract names, which count who comes. */

import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {onTestFinished} from 'vitest';
import {waitFor} from '../host.ts';

export interface UnixCanary {
	/** How many connections and datagrams have come up to now. */
	visits(): Promise<number>;
}

/** An abstract name starts with a NUL, which stands as `@` here. */
const serve = `
import json, os, select, socket, sys
names = json.loads(sys.argv[1])
listeners = []
for name in names:
    for kind, suffix in [(socket.SOCK_STREAM, '.stream'), (socket.SOCK_DGRAM, '.dgram'), (socket.SOCK_SEQPACKET, '.packet')]:
        listener = socket.socket(socket.AF_UNIX, kind)
        listener.bind('\\0' + name[1:] + suffix if name[0] == '@' else name + suffix)
        if name[0] != '@':
            os.chmod(name + suffix, 0o777)
        if kind != socket.SOCK_DGRAM:
            listener.listen(64)
        listeners.append(listener)
print('ready', flush=True)
while True:
    for ready in select.select([sys.stdin, *listeners], [], [])[0]:
        if ready is sys.stdin:
            sys.stdin.readline()
            # Nobody who came before this line is still unseen.
            while waiting := [one for one in select.select(listeners, [], [], 0)[0]]:
                for one in waiting:
                    one.recv(100) if one.type == socket.SOCK_DGRAM else one.accept()[0].close()
                    print('visit', flush=True)
            print('counted', flush=True)
            # The rest of this round's list was counted with them: to accept from it once more would wait for ever.
            break
        else:
            ready.recv(100) if ready.type == socket.SOCK_DGRAM else ready.accept()[0].close()
            print('visit', flush=True)
`;

/** Listen at these names (`/path` or `@abstract`), each with the endings `.stream`, `.dgram` and `.packet`. */
export async function listenOnUnix(names: readonly string[]): Promise<UnixCanary> {
	const server: ChildProcess = spawn('python3', ['-c', serve, JSON.stringify(names)], {stdio: ['pipe', 'pipe', 'inherit']});
	onTestFinished(() => {
		server.kill('SIGKILL');
	});
	await once(server, 'spawn');
	const lines: string[] = [];
	if (server.stdout) {
		createInterface({input: server.stdout}).on('line', line => lines.push(line));
	}

	await waitFor(() => lines.includes('ready'));
	return {
		async visits() {
			const counted = lines.filter(line => line === 'counted').length;
			server.stdin?.write('count\n');
			await waitFor(() => lines.filter(line => line === 'counted').length > counted);
			return lines.filter(line => line === 'visit').length;
		},
	};
}
