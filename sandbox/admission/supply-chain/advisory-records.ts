/** The OSV records of a file: a zip of JSON files, a JSON array, JSON lines, or one record. */

import {closeSync, createReadStream, openSync, readFileSync, readSync, statSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {type ZipLimits, zipFiles} from './zip-file.ts';

export interface RecordFile {
	/** Many records are an export and speak for their ecosystems; one alone is an addition. */
	readonly isCollection: boolean;
	/** Each is a parsed value, or undefined where the text is not JSON. */
	readonly records: AsyncIterable<unknown> | Iterable<unknown>;
}

const limits: ZipLimits = {files: 2_000_000, fileBytes: 32 * 1024 * 1024, totalBytes: 16 * 1024 * 1024 * 1024};
/** A JSON document is parsed as a whole. */
const largestDocument = 256 * 1024 * 1024;

/** Records are read while they are asked for. Throws an Error that says as a phrase what is wrong with the file. */
export async function openRecords(path: string): Promise<RecordFile> {
	if (startOf(path, 2) === 'PK') {
		return {isCollection: true, records: zipRecords(path)};
	}

	if (await isJsonLines(path)) {
		return {isCollection: true, records: lineRecords(path)};
	}

	if (statSync(path).size > largestDocument) {
		throw new Error('it is one JSON document of more than 256 MB');
	}

	const value = parse(readFileSync(path, 'utf8'));
	if (value === undefined) {
		throw new Error('it is neither a zip archive nor JSON');
	}

	return Array.isArray(value) ? {isCollection: true, records: value} : {isCollection: false, records: [value]};
}

function* zipRecords(path: string): Generator<unknown> {
	for (const file of zipFiles(path, limits)) {
		if (file.name.endsWith('.json')) {
			yield parse(file.read().toString('utf8'));
		}
	}
}

async function* lineRecords(path: string): AsyncGenerator<unknown> {
	for await (const line of createInterface({input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY})) {
		if (line.trim() !== '') {
			yield parse(line);
		}
	}
}

/** Its first two lines are each an object. A document over several lines is none by its first line, one on a single line has no second. */
async function isJsonLines(path: string): Promise<boolean> {
	const lines = createInterface({
		input: createReadStream(path, {encoding: 'utf8', end: limits.fileBytes}),
		crlfDelay: Number.POSITIVE_INFINITY,
	});
	let objects = 0;
	for await (const line of lines) {
		const value = line.trim() === '' ? null : parse(line);
		if (value === undefined || Array.isArray(value)) {
			return false;
		}

		objects += value === null ? 0 : 1;
		if (objects === 2) {
			return true;
		}
	}

	return false;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text.replace(/^\uFEFF/, ''));
	} catch {
		return undefined;
	}
}

function startOf(path: string, length: number): string {
	const fd = openSync(path, 'r');
	try {
		const buffer = Buffer.alloc(length);
		return buffer.toString('latin1', 0, readSync(fd, buffer, 0, length, 0));
	} finally {
		closeSync(fd);
	}
}
