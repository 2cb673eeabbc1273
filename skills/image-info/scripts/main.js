/** Reads what an image is: one JSON request on standard input, one JSON answer on standard output. */

import {readFileSync, statSync} from 'node:fs';

const maximumBytes = 64 * 1024 * 1024;

class Unusable extends Error {}

const readers = [
	{format: 'png', matches: bytes => startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), read: readPng},
	{format: 'jpeg', matches: bytes => startsWith(bytes, [0xff, 0xd8, 0xff]), read: readJpeg},
	{format: 'gif', matches: bytes => /^GIF8[79]a$/.test(latin(bytes, 0, 6)), read: readGif},
	{format: 'webp', matches: bytes => latin(bytes, 0, 4) === 'RIFF' && latin(bytes, 8, 12) === 'WEBP', read: readWebp},
	{format: 'bmp', matches: bytes => latin(bytes, 0, 2) === 'BM' && bytes.length >= 26, read: readBmp},
	{format: 'svg', matches: bytes => /<svg[\s>]/i.test(headText(bytes)), read: readSvg},
];

// Formats

function readPng(bytes) {
	const kind = bytes[25];
	const colour = {0: 'grey', 2: 'rgb', 3: 'palette', 4: 'grey', 6: 'rgb'}[kind];
	let alpha = kind === 4 || kind === 6;
	let frames = 1;
	// Chunks up to the picture itself: transparency and animation are declared before it.
	for (let at = 8; at + 8 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
		const name = latin(bytes, at + 4, at + 8);
		if (name === 'tRNS') {
			alpha = true;
		} else if (name === 'acTL') {
			frames = bytes.readUInt32BE(at + 8);
		} else if (name === 'IDAT' || name === 'IEND') {
			break;
		}
	}

	return {width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), bitDepth: bytes[24], colour, alpha, animated: frames > 1, frames};
}

function readJpeg(bytes) {
	let orientation;
	for (let at = 2; at + 4 <= bytes.length; ) {
		if (bytes[at] !== 0xff) {
			at += 1;
			continue;
		}

		const marker = bytes[at + 1];
		if (marker === 0xff || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
			at += marker === 0xff ? 1 : 2;
			continue;
		}

		const length = bytes.readUInt16BE(at + 2);
		if (marker === 0xe1) {
			orientation ??= exifOrientation(bytes.subarray(at + 4, at + 2 + length));
		}

		// Start of frame, whatever the coding; C4, C8 and CC are tables.
		if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
			const colour = {1: 'grey', 3: 'rgb', 4: 'cmyk'}[bytes[at + 9]];
			const size = {width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5)};
			return {...size, bitDepth: bytes[at + 4], colour, alpha: false, animated: false, orientation};
		}

		at += 2 + length;
	}

	throw new Unusable('The JPEG has no picture in it: it was cut off.');
}

/** The orientation tag of an Exif block, 1 to 8; undefined without one. */
function exifOrientation(block) {
	if (latin(block, 0, 6) !== 'Exif\0\0') {
		return undefined;
	}

	const tiff = block.subarray(6);
	const little = latin(tiff, 0, 2) === 'II';
	const short = at => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
	const long = at => (little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
	try {
		const directory = long(4);
		const tags = Array.from({length: short(directory)}, (_, index) => directory + 2 + index * 12);
		const tag = tags.find(at => short(at) === 0x0112);
		const value = tag === undefined ? undefined : short(tag + 8);
		return value >= 1 && value <= 8 ? value : undefined;
	} catch {
		// A damaged block says nothing about the picture.
		return undefined;
	}
}

function readGif(bytes) {
	const flags = bytes[10];
	const size = {width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8)};
	const {frames, alpha} = gifFrames(bytes, 13 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0));
	return {...size, bitDepth: (flags & 7) + 1, colour: 'palette', alpha, animated: frames > 1, frames};
}

function gifFrames(bytes, start) {
	let frames = 0;
	let alpha = false;
	const afterBlocks = from => {
		let at = from;
		while (at < bytes.length && bytes[at] !== 0) {
			at += bytes[at] + 1;
		}

		return at + 1;
	};
	for (let at = start; at < bytes.length && bytes[at] !== 0x3b; ) {
		if (bytes[at] === 0x2c) {
			frames += 1;
			const flags = bytes[at + 9] ?? 0;
			at = afterBlocks(at + 11 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0));
		} else if (bytes[at] === 0x21) {
			alpha ||= bytes[at + 1] === 0xf9 && (bytes[at + 3] & 1) === 1;
			at = afterBlocks(at + 2);
		} else {
			break;
		}
	}

	return {frames, alpha};
}

function readWebp(bytes) {
	const kind = latin(bytes, 12, 16);
	if (kind === 'VP8X') {
		const flags = bytes[20];
		const size = {width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1};
		const animated = (flags & 2) !== 0;
		return {...size, bitDepth: 8, colour: 'rgb', alpha: (flags & 16) !== 0, animated, frames: animated ? webpFrames(bytes) : 1};
	}

	if (kind === 'VP8L') {
		const bits = bytes.readUInt32LE(21);
		const size = {width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1};
		return {...size, bitDepth: 8, colour: 'rgb', alpha: ((bits >>> 28) & 1) === 1, animated: false};
	}

	const size = {width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff};
	return {...size, bitDepth: 8, colour: 'rgb', alpha: false, animated: false};
}

function webpFrames(bytes) {
	let frames = 0;
	for (let at = 12; at + 8 <= bytes.length; ) {
		frames += latin(bytes, at, at + 4) === 'ANMF' ? 1 : 0;
		const length = bytes.readUInt32LE(at + 4);
		at += 8 + length + (length % 2);
	}

	return frames;
}

function readBmp(bytes) {
	const old = bytes.readUInt32LE(14) === 12;
	const size = old
		? {width: bytes.readUInt16LE(18), height: bytes.readUInt16LE(20)}
		: {width: bytes.readInt32LE(18), height: Math.abs(bytes.readInt32LE(22))};
	const bits = bytes.readUInt16LE(old ? 24 : 28);
	return {...size, bitDepth: bits, colour: bits <= 8 ? 'palette' : 'rgb', animated: false};
}

function readSvg(bytes) {
	const tag = /<svg\b[^>]{0,20000}/i.exec(headText(bytes))?.[0] ?? '';
	const attribute = name => new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i').exec(tag)?.slice(1).find(Boolean);
	const box = (attribute('viewBox') ?? '').trim().split(/[\s,]+/).map(Number);
	const hasBox = box.length === 4 && box.every(Number.isFinite);
	const viewBox = hasBox ? box : undefined;
	return {width: pixels(attribute('width')) ?? box[2] ?? null, height: pixels(attribute('height')) ?? box[3] ?? null, viewBox};
}

/** A length in pixels; percentages and lengths relative to text have none. */
function pixels(text) {
	const match = /^\s*(\d*\.?\d+)\s*(px|pt|pc|in|cm|mm)?\s*$/i.exec(text ?? '');
	const factor = {px: 1, pt: 4 / 3, pc: 16, in: 96, cm: 96 / 2.54, mm: 96 / 25.4}[(match?.[2] ?? 'px').toLowerCase()];
	return match ? Math.round(Number(match[1]) * factor * 100) / 100 : undefined;
}

// Bytes

function startsWith(bytes, signature) {
	return signature.every((byte, index) => bytes[index] === byte);
}

function latin(bytes, from, to) {
	return bytes.toString('latin1', from, to);
}

function headText(bytes) {
	const head = bytes.subarray(0, 65_536);
	return (head[0] === 0xff && head[1] === 0xfe ? head.toString('utf16le') : head.toString('utf8')).replace(/<!--[\s\S]*?-->/g, '');
}

// Request and answer

function describe(request) {
	if (typeof request !== 'object' || request === null || Array.isArray(request)) {
		throw new Unusable('The input must be a JSON object.');
	}

	const bytes = bytesOf(request);
	const reader = readers.find(({matches}) => matches(bytes));
	if (!reader) {
		throw new Unusable(bytes.length === 0 ? 'The image is empty.' : 'This is no PNG, JPEG, GIF, WebP, BMP or SVG image.');
	}

	const named = formatOfName(request.file);
	return {
		format: reader.format,
		...readWhole(reader, bytes),
		bytes: bytes.length,
		...(named && named !== reader.format ? {named} : {}),
	};
}

function readWhole(reader, bytes) {
	try {
		return reader.read(bytes);
	} catch (error) {
		if (error instanceof RangeError) {
			throw new Unusable(`The ${reader.format.toUpperCase()} image is cut off: its header is incomplete.`);
		}

		throw error;
	}
}

function bytesOf({file, base64}) {
	if ((file === undefined) === (base64 === undefined)) {
		throw new Unusable('Give "file" or "base64", and not both.');
	}

	return file === undefined ? decode(base64) : readImage(file);
}

function decode(base64) {
	if (typeof base64 !== 'string') {
		throw new Unusable('"base64" must be a string.');
	}

	const text = base64.replace(/^data:[^,]{0,200},/, '').replace(/\s/g, '');
	if (!/^[\w+/-]*={0,2}$/.test(text)) {
		throw new Unusable('"base64" holds characters that Base64 does not have.');
	}

	return Buffer.from(text, 'base64');
}

function readImage(file) {
	if (typeof file !== 'string' || file === '' || file.includes('\0')) {
		throw new Unusable('"file" must be a path.');
	}

	try {
		const {size} = statSync(file);
		if (size > maximumBytes) {
			throw new Unusable(`"${file}" is larger than 64 MB.`);
		}

		return readFileSync(file);
	} catch (error) {
		if (error instanceof Unusable) {
			throw error;
		}

		throw new Unusable({ENOENT: `"${file}" is not in the workspace.`, EISDIR: `"${file}" is a folder.`}[error.code] ?? `Cannot read "${file}": ${error.code}.`);
	}
}

function formatOfName(file) {
	const extension = /\.(png|jpe?g|gif|webp|bmp|svg)$/i.exec(file ?? '')?.[1]?.toLowerCase();
	return extension === 'jpg' ? 'jpeg' : extension;
}

function main() {
	try {
		write(describe(readRequest()));
		return 0;
	} catch (error) {
		if (!(error instanceof Unusable)) {
			throw error;
		}

		write({error: error.message});
		return 1;
	}
}

function readRequest() {
	try {
		return JSON.parse(readFileSync(0, 'utf8').replace(/^\uFEFF/, ''));
	} catch {
		throw new Unusable('The input is not JSON.');
	}
}

function write(value) {
	process.stdout.write(`${JSON.stringify(value)}\n`);
}

process.exitCode = main();
