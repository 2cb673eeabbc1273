/** A process of the host with something in its memory, which attacks try to read and to change. */

import {spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {onTestFinished} from 'vitest';
import {asUser} from '../identity.ts';

export interface Victim {
	readonly pid: number;
	/** Where its secret stands. */
	readonly address: bigint;
	readonly secret: string;
	/** What stands there now, in its own words. */
	memory(): Promise<string>;
	/** Who traces it, by the kernel's own account; 0 is nobody. */
	tracer(): string;
	isAlive(): boolean;
}

const program = `
import ctypes, sys
room = ctypes.create_string_buffer(sys.stdin.readline().strip().encode())
print(ctypes.addressof(room), flush=True)
for _ in sys.stdin:
    print(room.value.decode(), flush=True)
`;

/** Start one as this user of the host. */
export async function startVictim(uid: number): Promise<Victim> {
	const secret = `secret-${randomBytes(12).toString('hex')}`;
	const child = spawn('/usr/bin/env', ['python3', '-S', '-E', '-c', program], {
		...asUser({uid, gid: uid}),
		cwd: '/',
		env: {PATH: '/usr/bin:/bin'},
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	onTestFinished(() => {
		child.kill('SIGKILL');
	});
	const lines = createInterface({input: child.stdout});
	const ask = async (line: string) => {
		child.stdin.write(`${line}\n`);
		const [answer] = await once(lines, 'line');
		return String(answer);
	};
	const address = BigInt(await ask(secret));
	return {
		pid: child.pid ?? 0,
		address,
		secret,
		memory: () => ask('?'),
		tracer: () => /^TracerPid:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? '',
		isAlive: () => child.exitCode === null && child.signalCode === null,
	};
}
