import {arm64Syscalls} from './syscalls-aarch64.ts';
import {x64Syscalls} from './syscalls-x86-64.ts';

/** Processor architectures, by the names of Node's `process.arch`. */
export type Architecture = 'x64' | 'arm64';

interface SyscallTable {
	readonly numbers: ReadonlyMap<string, number>;
	/** The highest number that was known when the table was made. */
	readonly last: number;
}

const ranges = {x64: x64Syscalls, arm64: arm64Syscalls} as const;
const tables: Partial<Record<Architecture, SyscallTable>> = {};

/** The numbers of an architecture's system calls by name, in rising order, and the last of them. */
export function syscallTable(architecture: Architecture): SyscallTable {
	tables[architecture] ??= readTable(architecture);
	return tables[architecture];
}

/** The name of a system call for records and messages; `syscall 999` where the table has none. */
export function syscallName(architecture: Architecture, number: number): string {
	for (const range of ranges[architecture]) {
		const name = range.names.trim().split(/\s+/)[number - range.first];
		if (name !== undefined) {
			return name;
		}
	}

	return `syscall ${number}`;
}

function readTable(architecture: Architecture): SyscallTable {
	const numbers = new Map<string, number>();
	let last = 0;
	for (const range of ranges[architecture]) {
		last = range.first - 1;
		for (const name of range.names.trim().split(/\s+/)) {
			numbers.set(name, ++last);
		}
	}

	return {numbers, last};
}
