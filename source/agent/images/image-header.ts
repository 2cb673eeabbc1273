/** What kind of picture some bytes are, and how large, from their header. The name of a file says nothing. */

import type {ImageFacts} from '../../core/events.ts';

export interface ImageHeader {
	readonly mediaType: ImageFacts['mediaType'];
	readonly width: number;
	readonly height: number;
}

/** `broken`: it begins like a picture, and its size cannot be read. */
export type HeaderRead = {readonly kind: 'image'; readonly header: ImageHeader} | {readonly kind: 'broken' | 'other'};

interface Size {
	readonly width: number;
	readonly height: number;
}

interface Format {
	readonly mediaType: ImageFacts['mediaType'];
	readonly isOne: (bytes: Buffer) => boolean;
	/** Null when it cannot be read. May read out of bounds. */
	readonly sizeIn: (bytes: Buffer) => Size | null;
}

const formats: readonly Format[] = [
	{mediaType: 'image/png', isOne: bytes => textAt(bytes, 0, 8) === '\x89PNG\r\n\x1a\n', sizeIn: pngSize},
	{mediaType: 'image/jpeg', isOne: bytes => textAt(bytes, 0, 3) === '\xff\xd8\xff', sizeIn: jpegSize},
	{mediaType: 'image/gif', isOne: bytes => /^GIF8[79]a$/.test(textAt(bytes, 0, 6)), sizeIn: gifSize},
	{mediaType: 'image/webp', isOne: bytes => /^RIFF[\s\S]{4}WEBP$/.test(textAt(bytes, 0, 12)), sizeIn: webpSize},
];

export function readImageHeader(bytes: Buffer): HeaderRead {
	const format = formats.find(({isOne}) => isOne(bytes));
	if (!format) {
		return {kind: 'other'};
	}

	const size = sizeOrNull(format, bytes);
	return size && size.width > 0 && size.height > 0 ? {kind: 'image', header: {mediaType: format.mediaType, ...size}} : {kind: 'broken'};
}

function sizeOrNull({sizeIn}: Format, bytes: Buffer): Size | null {
	try {
		return sizeIn(bytes);
	} catch (thrown) {
		if (thrown instanceof RangeError) {
			return null; // it ends within its header
		}

		throw thrown;
	}
}

function pngSize(bytes: Buffer): Size | null {
	return textAt(bytes, 12, 16) === 'IHDR' ? {width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20)} : null;
}

function gifSize(bytes: Buffer): Size {
	return {width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8)};
}

/** Segments follow each other until the one that starts a frame, which says the size. */
function jpegSize(bytes: Buffer): Size | null {
	for (let at = 2; bytes[at] === 0xff; ) {
		const marker = bytes.readUInt8(at + 1);
		const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
		if (isFrame) {
			return {height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7)};
		}

		// A marker may be padded with more of its first byte; a length is at least its own two bytes.
		at += marker === 0xff ? 1 : 2 + Math.max(2, bytes.readUInt16BE(at + 2));
	}

	return null;
}

function webpSize(bytes: Buffer): Size | null {
	switch (textAt(bytes, 12, 16)) {
		case 'VP8X':
			return {width: 1 + bytes.readUIntLE(24, 3), height: 1 + bytes.readUIntLE(27, 3)};
		case 'VP8L': {
			const bits = bytes.readUInt32LE(21);
			return {width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff)};
		}

		case 'VP8 ':
			return {width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff};
		default:
			return null;
	}
}

function textAt(bytes: Buffer, from: number, to: number): string {
	return bytes.toString('latin1', from, to);
}
