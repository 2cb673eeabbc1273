import type {Socket} from 'node:net';

/**
Reads what a protocol needs from a socket and leaves the rest where it is.

The socket stays paused between calls, so that a client cannot fill our memory
while we resolve and dial. `release` ends its reading and gives what is left.
*/
export class SocketReader {
	readonly #socket: Socket;
	#bytes: Buffer = Buffer.alloc(0);
	#ended = false;
	#waiting: {readonly isEnough: (bytes: Buffer) => boolean; readonly resolve: (isEnough: boolean) => void} | undefined;

	constructor(socket: Socket) {
		this.#socket = socket;
		socket.on('data', this.#onData);
		socket.on('end', this.#onEnd);
		socket.on('close', this.#onEnd);
		socket.pause();
	}

	/** What has been read and not been taken. */
	get bytes(): Buffer {
		return this.#bytes;
	}

	/** Read until `isEnough` says so; false when the client ended before. One call at a time. */
	async until(isEnough: (bytes: Buffer) => boolean): Promise<boolean> {
		if (isEnough(this.#bytes)) {
			return true;
		}

		if (this.#ended || this.#socket.destroyed) {
			return false;
		}

		return new Promise(resolve => {
			this.#waiting = {isEnough, resolve};
			this.#socket.resume();
		});
	}

	/** The next `count` bytes; undefined when the client ended before. */
	async take(count: number): Promise<Buffer | undefined> {
		return (await this.until(bytes => bytes.length >= count)) ? this.cut(count) : undefined;
	}

	/** Take bytes that have been read. */
	cut(count: number): Buffer {
		const taken = this.#bytes.subarray(0, count);
		this.#bytes = this.#bytes.subarray(count);
		return taken;
	}

	/** Stop reading, leave the socket paused, and give what has been read and not been taken. */
	release(): Buffer {
		this.#socket.off('data', this.#onData);
		this.#socket.off('end', this.#onEnd);
		this.#socket.off('close', this.#onEnd);
		return this.cut(this.#bytes.length);
	}

	readonly #onData = (chunk: Buffer): void => {
		this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
		if (this.#waiting?.isEnough(this.#bytes) ?? true) {
			this.#socket.pause();
			this.#settle(true);
		}
	};

	readonly #onEnd = (): void => {
		this.#ended = true;
		this.#settle(false);
	};

	#settle(isEnough: boolean): void {
		const waiting = this.#waiting;
		this.#waiting = undefined;
		waiting?.resolve(isEnough);
	}
}
