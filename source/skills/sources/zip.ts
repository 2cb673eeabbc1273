/**
The entries of a zip file, by its central directory.

Read by hand over node:zlib, whose output can be bounded: a reader that believes the sizes of the archive unpacks a bomb
before anybody can look. Encryption, zip64, several disks and anything but stored and deflated are refused.
*/

import {crc32, inflateRawSync} from 'node:zlib';
import {type ArchiveEntry, assertBounded, mostArchiveBytes, mostEntries, refused} from './entries.ts';

const signatures = {local: 0x04034b50, central: 0x02014b50, end: 0x06054b50} as const;
/** An end record and the longest comment behind it. */
const longestTail = 22 + 0xffff;

/** Throws a SkillError for what is not a zip file of this kind, is damaged, or unpacks to too much. */
export function readZip(bytes: Buffer): readonly ArchiveEntry[] {
	try {
		return readEntries(bytes);
	} catch (cause) {
		// Offsets that point nowhere.
		throw cause instanceof RangeError ? refused('it is damaged') : cause;
	}
}

function readEntries(bytes: Buffer): readonly ArchiveEntry[] {
	const end = findEnd(bytes);
	const count = bytes.readUInt16LE(end + 10);
	if (count > mostEntries) {
		throw refused(`it holds more than ${mostEntries} files`);
	}

	const entries: ArchiveEntry[] = [];
	let total = 0;
	let at = bytes.readUInt32LE(end + 16);
	for (let index = 0; index < count; index++) {
		const {header, next} = readHeader(bytes, at);
		const entry = readEntry(bytes, header, mostArchiveBytes - total);
		total += entry.content.kind === 'file' ? entry.content.bytes.length : 0;
		assertBounded(total, bytes.length);
		entries.push(entry);
		at = next;
	}

	return entries;
}

function findEnd(bytes: Buffer): number {
	for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - longestTail); at--) {
		// The comment must reach exactly to the end, or another record was hidden in it.
		if (bytes.readUInt32LE(at) === signatures.end && at + 22 + bytes.readUInt16LE(at + 20) === bytes.length) {
			return at;
		}
	}

	throw refused('it is not a zip file, or damaged');
}

interface Header {
	readonly path: string;
	readonly method: number;
	readonly crc: number;
	readonly packed: number;
	readonly size: number;
	/** Mode bits of Unix; 0 where the archive was made elsewhere. */
	readonly mode: number;
	readonly local: number;
}

function readHeader(bytes: Buffer, at: number): {readonly header: Header; readonly next: number} {
	if (bytes.readUInt32LE(at) !== signatures.central) {
		throw refused('it is damaged');
	}

	const nameLength = bytes.readUInt16LE(at + 28);
	if ((bytes.readUInt16LE(at + 8) & 0x2041) !== 0) {
		throw refused('it is encrypted');
	}

	const header = {
		path: textOf(bytes.subarray(at + 46, at + 46 + nameLength)),
		method: bytes.readUInt16LE(at + 10),
		crc: bytes.readUInt32LE(at + 16),
		packed: bytes.readUInt32LE(at + 20),
		size: bytes.readUInt32LE(at + 24),
		mode: bytes.readUInt8(at + 5) === 3 ? bytes.readUInt32LE(at + 38) >>> 16 : 0,
		local: bytes.readUInt32LE(at + 42),
	};
	return {header, next: at + 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)};
}

const modes = {kind: 0o170_000, folder: 0o040_000, link: 0o120_000, file: 0o100_000} as const;

function readEntry(bytes: Buffer, header: Header, room: number): ArchiveEntry {
	const {path, mode} = header;
	const kind = mode & modes.kind;
	if (path.endsWith('/') || kind === modes.folder) {
		return {path, content: {kind: 'folder'}};
	}

	const content = unpack(bytes, header, room);
	if (kind === modes.link) {
		return {path, content: {kind: 'link', target: textOf(content)}};
	}

	if (kind !== 0 && kind !== modes.file) {
		throw refused('it holds a device or a pipe');
	}

	return {path, content: {kind: 'file', bytes: content, executable: (mode & 0o100) !== 0}};
}

function unpack(bytes: Buffer, {path, method, crc, packed, size, local}: Header, room: number): Buffer {
	const nameLength = bytes.readUInt16LE(local + 26);
	const start = local + 30 + nameLength + bytes.readUInt16LE(local + 28);
	// Readers that go by the local header would see another file than we do.
	if (bytes.readUInt32LE(local) !== signatures.local || textOf(bytes.subarray(local + 30, local + 30 + nameLength)) !== path) {
		throw refused('its two lists of files differ');
	}

	const data = bytes.subarray(start, start + packed);
	const content = method === 0 ? data : method === 8 ? inflate(data, Math.min(size, room)) : undefined;
	if (content === undefined) {
		throw refused('it is packed in another way than deflate');
	}

	if (content.length !== size || data.length !== packed || crc32(content) !== crc) {
		throw refused('it is damaged');
	}

	return content;
}

function inflate(data: Buffer, most: number): Buffer {
	try {
		return inflateRawSync(data, {maxOutputLength: most + 1});
	} catch (cause) {
		throw (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
			? refused('it unpacks to more than it says, or to more than 50 MB')
			: refused('it is damaged');
	}
}

function textOf(bytes: Buffer): string {
	try {
		return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
	} catch {
		throw refused('it has a name that is not UTF-8');
	}
}
