/**
The entries of a tar file, packed by gzip or not: ustar, and the long names of pax and GNU.

Files, folders and links alone; hard links, devices and sparse files are refused.
*/

import {gunzipSync} from 'node:zlib';
import {type ArchiveEntry, assertBounded, mostArchiveBytes, mostEntries, refused} from './entries.ts';

const blockBytes = 512;
/** A header and the rest of a block for each file, and some long names. */
const mostTarBytes = mostArchiveBytes + mostEntries * 4 * blockBytes;

/** Throws a SkillError for what is not a tar file of this kind, is damaged, or unpacks to too much. */
export function readTar(bytes: Buffer): readonly ArchiveEntry[] {
	const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
	const plain = isPacked ? gunzip(bytes) : bytes;
	assertBounded(Math.min(plain.length, mostArchiveBytes), bytes.length);
	if (plain.length > mostTarBytes) {
		throw refused('it is larger than 50 MB');
	}

	return readEntries(plain);
}

function gunzip(bytes: Buffer): Buffer {
	try {
		return gunzipSync(bytes, {maxOutputLength: mostTarBytes});
	} catch (cause) {
		throw refused((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'it unpacks to more than 50 MB' : 'it is damaged');
	}
}

/** What stands before an entry and is about it. */
interface Extended {
	readonly path?: string | undefined;
	readonly linkpath?: string | undefined;
}

function readEntries(bytes: Buffer): readonly ArchiveEntry[] {
	const entries: ArchiveEntry[] = [];
	let extended: Extended = {};
	for (let at = 0; at + blockBytes <= bytes.length && bytes[at] !== 0; ) {
		const header = bytes.subarray(at, at + blockBytes);
		assertHeader(header);
		const size = numberOf(header, 124, 12);
		const data = bytes.subarray(at + blockBytes, at + blockBytes + size);
		if (data.length !== size) {
			throw refused('it is damaged');
		}

		const type = String.fromCharCode(header[156] ?? 0);
		if ('xLKg'.includes(type)) {
			extended = {...extended, ...readExtended(type, data)};
		} else {
			entries.push(entryOf(type, header, data, extended));
			extended = {};
		}

		if (entries.length > mostEntries) {
			throw refused(`it holds more than ${mostEntries} files`);
		}

		at += blockBytes + Math.ceil(size / blockBytes) * blockBytes;
	}

	if (entries.length === 0) {
		throw refused('it is empty, or not a tar file');
	}

	return entries;
}

function assertHeader(header: Buffer): void {
	let sum = 8 * 0x20;
	for (let index = 0; index < blockBytes; index++) {
		sum += index >= 148 && index < 156 ? 0 : (header[index] ?? 0);
	}

	if (sum !== numberOf(header, 148, 8)) {
		throw refused('it is not a tar file, or damaged');
	}
}

function numberOf(header: Buffer, at: number, length: number): number {
	const text = header
		.toString('latin1', at, at + length)
		.replace(/[\0 ]+$/, '')
		.trimStart();
	if (!/^[0-7]{0,12}$/.test(text)) {
		throw refused('it is not a tar file, damaged, or holds a file of more than 8 GB');
	}

	return Number.parseInt(text || '0', 8);
}

/** A record for all entries that follow says nothing that a skill needs. */
function readExtended(type: string, data: Buffer): Extended {
	switch (type) {
		case 'L':
			return {path: textOf(data)};
		case 'K':
			return {linkpath: textOf(data)};
		case 'x':
			return readPax(data);
		default:
			return {};
	}
}

function readPax(data: Buffer): Extended {
	const found: Record<string, string> = {};
	for (let at = 0; at < data.length; ) {
		const length = Number(/^[1-9]\d{0,8}(?= )/.exec(data.toString('latin1', at, at + 10))?.[0] ?? 0);
		const record = textOf(data.subarray(at + String(length).length + 1, at + length - 1));
		const equals = record.indexOf('=');
		if (length === 0 || equals < 0 || at + length > data.length) {
			throw refused('it is damaged');
		}

		found[record.slice(0, equals)] = record.slice(equals + 1);
		at += length;
	}

	if (Object.keys(found).some(key => key === 'size' || key.startsWith('GNU.sparse.'))) {
		throw refused('it holds a sparse file, or one of more than 8 GB');
	}

	return {...('path' in found ? {path: found.path} : {}), ...('linkpath' in found ? {linkpath: found.linkpath} : {})};
}

function entryOf(type: string, header: Buffer, bytes: Buffer, extended: Extended): ArchiveEntry {
	const isUstar = header.toString('latin1', 257, 262) === 'ustar';
	const prefix = isUstar && header[262] === 0 ? fieldOf(header, 345, 155) : '';
	const path = extended.path ?? `${prefix === '' ? '' : `${prefix}/`}${fieldOf(header, 0, 100)}`;
	switch (type) {
		case '0':
		case '\0':
			return path.endsWith('/')
				? {path, content: {kind: 'folder'}}
				: {path, content: {kind: 'file', bytes, executable: (numberOf(header, 100, 8) & 0o100) !== 0}};
		case '5':
			return {path, content: {kind: 'folder'}};
		case '2':
			return {path, content: {kind: 'link', target: extended.linkpath ?? fieldOf(header, 157, 100)}};
		default:
			throw refused('it holds something that is neither file, folder nor link');
	}
}

function fieldOf(header: Buffer, at: number, length: number): string {
	return textOf(header.subarray(at, at + length));
}

function textOf(bytes: Buffer): string {
	const end = bytes.indexOf(0);
	try {
		return new TextDecoder('utf-8', {fatal: true}).decode(end < 0 ? bytes : bytes.subarray(0, end));
	} catch {
		throw refused('it has a name that is not UTF-8');
	}
}
