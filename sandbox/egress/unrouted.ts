/**
Connections that a sandbox with a proxy tried past it.

Its network namespace has no route but loopback, so the kernel refuses them by itself (ENETUNREACH) and counts them. The
counters belong to the namespace: an open file keeps them readable when every process in it is gone, and nothing in the
sandbox can change them.
*/

import {closeSync, openSync, readSync} from 'node:fs';

export interface UnroutedWatch {
	/** Watch the namespace of this process; the number is the host's. */
	begin(pid: number): void;
	/** How many connections found no route up to now. */
	count(): number;
	close(): void;
}

const tables = ['snmp', 'snmp6'] as const;
const roomBytes = 16_384;

/** Where the counters cannot be read, nothing is seen: they explain a failure and decide nothing. */
export function watchUnrouted(): UnroutedWatch {
	const opened: number[] = [];
	return {
		begin(pid) {
			opened.push(...tables.flatMap(table => openTable(`/proc/${pid}/net/${table}`) ?? []));
		},
		count: () => opened.reduce((sum, fd) => sum + unroutedIn(readTable(fd)), 0),
		close() {
			for (const fd of opened.splice(0)) {
				closeSync(fd);
			}
		},
	};
}

function openTable(path: string): number | undefined {
	try {
		return openSync(path, 'r');
	} catch {
		// The run is over already, or the kernel has no IPv6.
		return undefined;
	}
}

function readTable(fd: number): string {
	const room = Buffer.alloc(roomBytes);
	try {
		return room.toString('latin1', 0, readSync(fd, room, 0, roomBytes, 0));
	} catch {
		return '';
	}
}

/** The counter in either form: a line of names above a line of numbers (`snmp`), or one name and number a line (`snmp6`). */
export function unroutedIn(table: string): number {
	const lines = table.split('\n').map(line => line.trim().split(/\s+/));
	const [names = [], numbers = []] = lines.filter(([name]) => name === 'Ip:');
	const sixth = lines.find(([name]) => name === 'Ip6OutNoRoutes');
	return Number(numbers[names.indexOf('OutNoRoutes')] ?? sixth?.[1] ?? 0);
}
