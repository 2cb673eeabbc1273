import {type BigIntStats, closeSync, constants, fstatSync, openSync, readSync} from 'node:fs';
import {IntegrityError} from '../base/errors.ts';

/**
The bytes of a regular file that was seen as `seen` a moment ago.

- Never follows a link in the last part of `path` and never waits for a pipe that took the file's place.
- Throws an IntegrityError when the file is not the one that was seen, or changes before its last byte is read.
- Throws the system's own error when it cannot be opened or read; `isGone` tells a swap from a refusal.
*/
export function readUnchanged(path: string, seen: BigIntStats, name: string): Uint8Array {
	const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	try {
		assertSame(seen, fstatSync(fd, {bigint: true}), name);
		const bytes = readWhole(fd, Number(seen.size));
		if (bytes.length !== Number(seen.size)) {
			throw changed(name);
		}

		assertSame(seen, fstatSync(fd, {bigint: true}), name);
		return bytes;
	} finally {
		closeSync(fd);
	}
}

/** The error for something that changed between two looks at it; nothing that was read is used. */
export function changed(name: string, cause?: unknown): IntegrityError {
	return new IntegrityError(`Cannot read the skill: ${name} changed while it was being read.`, {
		hint: 'Run the command again when nothing writes to the skill folder.',
		cause,
	});
}

/** Whether a system error says that what was there a moment ago is gone or has become something else. */
export function isGone(error: unknown): boolean {
	return ['ENOENT', 'ELOOP', 'ENOTDIR', 'ENXIO', 'ENODEV', 'EISDIR'].includes(errorCode(error));
}

/** The code of a system error (`ENOENT`), or an empty string. */
export function errorCode(error: unknown): string {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** One byte more is asked for than there should be, so that growth shows. */
function readWhole(fd: number, size: number): Uint8Array {
	const buffer = Buffer.allocUnsafeSlow(size + 1);
	let length = 0;
	while (length < buffer.length) {
		const count = readSync(fd, buffer, length, buffer.length - length, null);
		if (count === 0) {
			break;
		}

		length += count;
	}

	return buffer.subarray(0, length);
}

function assertSame(before: BigIntStats, after: BigIntStats, name: string): void {
	const same =
		before.dev === after.dev &&
		before.ino === after.ino &&
		before.mode === after.mode &&
		before.size === after.size &&
		before.mtimeNs === after.mtimeNs &&
		before.ctimeNs === after.ctimeNs;
	if (!same) {
		throw changed(name);
	}
}
