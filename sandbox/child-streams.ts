/** The pipes of a child process: its input goes in, its output comes out up to a limit. */

import type {Readable, Writable} from 'node:stream';
import type {RunInput} from './run-input.ts';

export interface Output {
	readonly text: string;
	readonly truncated: boolean;
}

/** Give a child its input. It may end without reading it; that is its affair. */
export function feed(stream: Writable, ...pieces: readonly RunInput[]): void {
	stream.on('error', () => {});
	stream.cork();
	for (const piece of pieces) {
		if (typeof piece !== 'string' && !(piece instanceof Uint8Array)) {
			stream.uncork();
			follow(piece, stream);
			return;
		}

		stream.write(piece);
	}

	stream.end();
}

function follow(input: Readable, stream: Writable): void {
	if (input.readableEnded) {
		stream.end();
	} else {
		input.pipe(stream);
	}
}

/** All that a child says, as far as the budget goes, which its streams share; `overflow` is called once a stream when it is used up. */
export function collect(
	stream: Readable,
	budget: {left: number; overflowed: boolean},
	overflow: () => void,
	onText: (text: string) => void,
): Promise<Output> {
	const chunks: Buffer[] = [];
	const decoder = new TextDecoder();
	let truncated = false;
	stream.on('data', (chunk: Buffer) => {
		const kept = chunk.subarray(0, budget.left);
		budget.left -= kept.length;
		if (kept.length > 0) {
			chunks.push(kept);
			onText(decoder.decode(kept, {stream: true}));
		}

		if (kept.length < chunk.length && !truncated) {
			truncated = true;
			overflow();
		}
	});
	return ended(stream).then(() => ({text: Buffer.concat(chunks).toString('utf8'), truncated}));
}

/** What is kept of a stream that is handed over: enough for the message of a sandbox that could not be built. */
const keptBytes = 8192;

/** Hand over all that a child says, for as long as it lives; only the beginning is kept. */
export async function handOver(stream: Readable, onData: (chunk: Buffer) => void): Promise<Output> {
	const chunks: Buffer[] = [];
	let left = keptBytes;
	let truncated = false;
	stream.on('data', (chunk: Buffer) => {
		truncated ||= chunk.length > left;
		if (left > 0) {
			chunks.push(chunk.subarray(0, left));
			left -= Math.min(left, chunk.length);
		}

		onData(chunk);
	});
	await ended(stream);
	return {text: Buffer.concat(chunks).toString('utf8'), truncated};
}

/** Settles when a stream is over. With listeners, not an async iterator: that one alone costs 2 ms of a start. */
export function ended(stream: Readable): Promise<void> {
	return new Promise((resolve, reject) => {
		stream.once('close', resolve);
		stream.once('error', reject);
	});
}
