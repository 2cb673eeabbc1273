/**
The files of a large zip archive, one after the other, without ever holding more than one.

Own code, because an export of OSV has more than 65,535 files (zip64) and 200 MB: libraries that take an archive as
one buffer do not fit. Read from the central directory, so an archive that was cut short fails before its first file.
*/

import {closeSync, fstatSync, openSync, readSync} from 'node:fs';
import {crc32, inflateRawSync} from 'node:zlib';

export interface ZipLimits {
	readonly files: number;
	/** Of one file, unpacked. */
	readonly fileBytes: number;
	/** Of all files, unpacked. */
	readonly totalBytes: number;
}

export interface ZipFile {
	readonly name: string;
	read(): Buffer;
}

const endMark = 0x06054b50;
const end64Mark = 0x06064b50;
const locatorMark = 0x07064b50;
const entryMark = 0x02014b50;
const localMark = 0x04034b50;
const largestDirectory = 512 * 1024 * 1024;

/** Every file of an archive in the order of its directory. Throws an Error that says as a phrase what is wrong with it. */
export function* zipFiles(path: string, limits: ZipLimits): Generator<ZipFile> {
	const fd = openSync(path, 'r');
	try {
		const {offset, size, count} = findDirectory(fd);
		if (count > limits.files || size > largestDirectory) {
			throw new Error(`it holds more than ${limits.files} files`);
		}

		const directory = readAt(fd, offset, size);
		let total = 0;
		let position = 0;
		for (let index = 0; index < count; index += 1) {
			const entry = readEntry(directory, position);
			position = entry.next;
			total += entry.size;
			if (entry.size > limits.fileBytes || total > limits.totalBytes) {
				throw new Error('it unpacks to more than is allowed');
			}

			if (!entry.name.endsWith('/')) {
				yield {name: entry.name, read: () => unpack(fd, entry)};
			}
		}
	} finally {
		closeSync(fd);
	}
}

interface Directory {
	readonly offset: number;
	readonly size: number;
	readonly count: number;
}

/** The record at the end, after which there may be a comment of up to 64 KB; the one of zip64 where it says so. */
function findDirectory(fd: number): Directory {
	const {size} = fstatSync(fd);
	const tailStart = Math.max(0, size - 65_557);
	const tail = readAt(fd, tailStart, size - tailStart);
	let at = tail.length - 22;
	while (at >= 0 && tail.readUInt32LE(at) !== endMark) {
		at -= 1;
	}

	if (at < 0) {
		throw new Error('it is not a zip archive, or it was cut short');
	}

	const directory = {count: tail.readUInt16LE(at + 10), size: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16)};
	const isLarge = directory.count === 0xffff || directory.size === 0xffffffff || directory.offset === 0xffffffff;
	const found = isLarge ? findDirectory64(fd, tail, at) : directory;
	if (found.offset + found.size > size) {
		throw new Error('it was cut short');
	}

	return found;
}

function findDirectory64(fd: number, tail: Buffer, end: number): Directory {
	if (end < 20 || tail.readUInt32LE(end - 20) !== locatorMark) {
		throw new Error('its directory is damaged');
	}

	const record = readAt(fd, Number(tail.readBigUInt64LE(end - 12)), 56);
	if (record.readUInt32LE(0) !== end64Mark) {
		throw new Error('its directory is damaged');
	}

	return {
		count: Number(record.readBigUInt64LE(32)),
		size: Number(record.readBigUInt64LE(40)),
		offset: Number(record.readBigUInt64LE(48)),
	};
}

interface Entry {
	readonly name: string;
	readonly method: number;
	readonly isEncrypted: boolean;
	readonly crc: number;
	readonly packed: number;
	readonly size: number;
	readonly offset: number;
	readonly next: number;
}

function readEntry(directory: Buffer, at: number): Entry {
	if (at + 46 > directory.length || directory.readUInt32LE(at) !== entryMark) {
		throw new Error('its directory is damaged');
	}

	const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
	const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
	const sizes = {size: directory.readUInt32LE(at + 24), packed: directory.readUInt32LE(at + 20), offset: directory.readUInt32LE(at + 42)};
	return {
		name: directory.toString('utf8', at + 46, nameEnd),
		method: directory.readUInt16LE(at + 10),
		isEncrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
		crc: directory.readUInt32LE(at + 16),
		...largeSizes(sizes, directory.subarray(nameEnd, extraEnd)),
		next: extraEnd + directory.readUInt16LE(at + 32),
	};
}

type Sizes = Pick<Entry, 'size' | 'packed' | 'offset'>;

/** Fields that do not fit into 32 bits stand in the extra field 1, in this order. */
function largeSizes(sizes: Sizes, extra: Buffer): Sizes {
	for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
		if (extra.readUInt16LE(at) === 1) {
			let position = at + 4;
			const read = (value: number) => {
				if (value !== 0xffffffff || position + 8 > extra.length) {
					return value;
				}

				position += 8;
				return Number(extra.readBigUInt64LE(position - 8));
			};
			return {size: read(sizes.size), packed: read(sizes.packed), offset: read(sizes.offset)};
		}
	}

	return sizes;
}

function unpack(fd: number, {name, method, isEncrypted, crc, packed, size, offset}: Entry): Buffer {
	const local = readAt(fd, offset, 30);
	if (local.readUInt32LE(0) !== localMark || isEncrypted || (method !== 0 && method !== 8) || packed > size + 65_536) {
		throw new Error(`its file ${JSON.stringify(name)} cannot be read`);
	}

	const bytes = readAt(fd, offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28), packed);
	const content = method === 0 ? bytes : inflate(bytes, size, name);
	if (content.length !== size || crc32(content) !== crc) {
		throw new Error(`its file ${JSON.stringify(name)} is damaged`);
	}

	return content;
}

function inflate(bytes: Buffer, size: number, name: string): Buffer {
	try {
		return inflateRawSync(bytes, {maxOutputLength: Math.max(size, 1)});
	} catch (cause) {
		throw new Error(`its file ${JSON.stringify(name)} is damaged`, {cause});
	}
}

function readAt(fd: number, position: number, length: number): Buffer {
	const buffer = Buffer.alloc(length);
	for (let read = 0; read < length; ) {
		const count = readSync(fd, buffer, read, length - read, position + read);
		if (count === 0) {
			throw new Error('it was cut short');
		}

		read += count;
	}

	return buffer;
}
