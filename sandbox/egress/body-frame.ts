/**
Follows the body of one request and lets through exactly that body.

Chunks pass byte for byte, without extensions and trailers: nobody needs them
in a request, and servers disagree about them.
*/

import type {Framing} from './request-head.ts';

export interface Framed {
	/** What belongs to the body. */
	readonly body: Buffer;
	/** Bytes after the end of the body: the start of another request. */
	readonly surplus: number;
}

/** A function that takes the bytes as they come; undefined once they are malformed. */
export function createBodyFrame(framing: Framing): (bytes: Buffer) => Framed | undefined {
	return framing.kind === 'length' ? frameByLength(framing.bytes) : frameByChunks();
}

function frameByLength(length: number): (bytes: Buffer) => Framed {
	let left = length;
	return bytes => {
		const body = bytes.subarray(0, left);
		left -= body.length;
		return {body, surplus: bytes.length - body.length};
	};
}

const sizeLine = /^[0-9a-fA-F]{1,8}\r\n$/;
const sizeLineBegun = /^[0-9a-fA-F]{1,8}\r?$/;
const emptyLine = /^\r\n$/;
const emptyLineBegun = /^\r$/;

type ChunkState = 'size' | 'data' | 'after-data' | 'last' | 'done';

function frameByChunks(): (bytes: Buffer) => Framed | undefined {
	let state: ChunkState = 'size';
	let line = '';
	let dataLeft = 0;

	/** Take one byte of a line; false as soon as the line cannot become right, so that nothing malformed goes out. */
	const takeLineByte = (byte: number): boolean => {
		line += String.fromCharCode(byte);
		if (!line.endsWith('\n')) {
			return (state === 'size' ? sizeLineBegun : emptyLineBegun).test(line);
		}

		const isRight = (state === 'size' ? sizeLine : emptyLine).test(line);
		dataLeft = state === 'size' ? Number.parseInt(line, 16) : 0;
		state = nextState(state, dataLeft);
		line = '';
		return isRight;
	};

	return bytes => {
		let offset = 0;
		while (offset < bytes.length && state !== 'done') {
			if (state === 'data') {
				const taken = Math.min(dataLeft, bytes.length - offset);
				offset += taken;
				dataLeft -= taken;
				state = dataLeft === 0 ? 'after-data' : 'data';
			} else if (!takeLineByte(bytes[offset++] ?? 0)) {
				return undefined;
			}
		}

		return {body: bytes.subarray(0, offset), surplus: bytes.length - offset};
	};
}

/** What comes after a whole line. */
function nextState(state: ChunkState, chunkBytes: number): ChunkState {
	if (state === 'size') {
		return chunkBytes === 0 ? 'last' : 'data';
	}

	return state === 'after-data' ? 'size' : 'done';
}
