/**
The policy block that the launcher reads from fd 3, as bytes.

"SKB1", the whole length (u32), then records {type u32, length u32, payload};
little endian, strings with a closing NUL. The reader is native/launch.c.
*/

const recordTypes = {
	interpreter: 1,
	argument: 2,
	variable: 3,
	rlimit: 4,
	landlock: 5,
	filter: 6,
	notify: 7,
	listen: 8,
	landlockAbi: 9,
	folder: 10,
	mount: 11,
} as const;

/** Numbers of Linux, the same on x86_64 and aarch64. */
export const rlimitNumbers = {cpu: 0, fileSize: 1, data: 2, core: 4, processes: 6, files: 7, addressSpace: 9} as const;

export type RlimitName = keyof typeof rlimitNumbers;

export interface LandlockRule {
	/** Path inside the sandbox. */
	readonly path: string;
	/** Bits of LANDLOCK_ACCESS_FS_*; those the kernel lacks are dropped by the launcher. */
	readonly rights: number;
}

/** A granted mount and the file or folder of the host that it must turn out to be. */
export interface ExpectedMount {
	/** Path inside the sandbox. */
	readonly path: string;
	readonly device: bigint;
	readonly inode: bigint;
}

export interface PolicyBlock {
	readonly interpreter: string;
	/** argv, the program's own name first. */
	readonly args: readonly string[];
	readonly environment: Readonly<Record<string, string>>;
	readonly rlimits: Readonly<Partial<Record<RlimitName, number>>>;
	readonly landlock: readonly LandlockRule[];
	/** The least Landlock ABI that will do; 0 accepts a kernel without. */
	readonly landlockAbi: number;
	readonly filter: Uint8Array;
	/** Whether the filter hands denials to the supervisor. */
	readonly notify: boolean;
	/** Port of the proxy listener to hand over, or 0. */
	readonly listen: number;
	readonly folder: string;
	readonly mounts: readonly ExpectedMount[];
}

/** The bytes of a block. Throws a RangeError for a string with a NUL in it. */
export function encodePolicyBlock(block: PolicyBlock): Uint8Array {
	const records = [
		text(recordTypes.interpreter, block.interpreter),
		...block.args.map(argument => text(recordTypes.argument, argument)),
		...Object.entries(block.environment).map(([name, value]) => text(recordTypes.variable, `${name}=${value}`)),
		...Object.entries(block.rlimits).map(([name, value]) => rlimit(rlimitNumbers[name as RlimitName], value)),
		...block.landlock.map(rule => landlock(rule)),
		number(recordTypes.landlockAbi, block.landlockAbi),
		number(recordTypes.notify, block.notify ? 1 : 0),
		number(recordTypes.listen, block.listen),
		text(recordTypes.folder, block.folder),
		...block.mounts.map(expected => mount(expected)),
		record(recordTypes.filter, block.filter),
	];
	const head = Buffer.alloc(8);
	head.write('SKB1', 'latin1');
	head.writeUInt32LE(8 + records.reduce((sum, bytes) => sum + bytes.length, 0), 4);
	return Buffer.concat([head, ...records]);
}

function record(type: number, payload: Uint8Array): Buffer {
	const head = Buffer.alloc(8);
	head.writeUInt32LE(type, 0);
	head.writeUInt32LE(payload.length, 4);
	return Buffer.concat([head, payload]);
}

function text(type: number, value: string): Buffer {
	if (value.includes('\0')) {
		throw new RangeError(`A NUL cannot be passed on: ${JSON.stringify(value)}`);
	}

	return record(type, Buffer.from(`${value}\0`));
}

function number(type: number, value: number): Buffer {
	const payload = Buffer.alloc(4);
	payload.writeUInt32LE(value);
	return record(type, payload);
}

function rlimit(resource: number, value: number): Buffer {
	const payload = Buffer.alloc(24);
	payload.writeUInt32LE(resource, 0);
	payload.writeBigUInt64LE(BigInt(Math.round(value)), 8);
	payload.writeBigUInt64LE(BigInt(Math.round(value)), 16);
	return record(recordTypes.rlimit, payload);
}

function landlock(rule: LandlockRule): Buffer {
	const rights = Buffer.alloc(8);
	rights.writeBigUInt64LE(BigInt(rule.rights));
	return record(recordTypes.landlock, Buffer.concat([rights, Buffer.from(`${rule.path}\0`)]));
}

function mount({path, device, inode}: ExpectedMount): Buffer {
	const identity = Buffer.alloc(16);
	identity.writeBigUInt64LE(device, 0);
	identity.writeBigUInt64LE(inode, 8);
	return record(recordTypes.mount, Buffer.concat([identity, Buffer.from(`${path}\0`)]));
}
