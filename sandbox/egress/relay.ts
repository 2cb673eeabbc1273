/** Bytes between a client inside the sandbox and a server outside, counted, with back-pressure, until either is gone. */

import type {Socket} from 'node:net';
import type {Clock} from './clock.ts';

export type Direction = 'out' | 'in';

/** What to do with bytes of the client: pass these on, pass these on as the last ones, or cut both sides. */
export type Screened = {readonly kind: 'pass' | 'last'; readonly bytes: Buffer} | {readonly kind: 'stop'};

export interface RelayOptions {
	readonly client: Socket;
	readonly upstream: Socket;
	/** Bytes of the client that were read before. */
	readonly early: Buffer;
	/** Looks at every byte of the client before it goes out. */
	readonly screen: (bytes: Buffer) => Screened;
	/** Counts bytes; false once the allowance is used up. */
	readonly spend: (direction: Direction, bytes: number) => boolean;
	readonly idleMs: number;
	readonly clock: Clock;
}

export type RelayEnd = 'closed' | 'stopped' | 'byte-limit' | 'idle';

/** Relay until both sockets are closed; they always are when this resolves. */
export async function relay(options: RelayOptions): Promise<RelayEnd> {
	const {client, upstream, clock, idleMs, spend} = options;
	let end: RelayEnd = 'closed';
	const cut = (reason: RelayEnd) => {
		end = end === 'closed' ? reason : end;
		client.destroy();
		upstream.destroy();
	};
	const idle = watchIdle(clock, idleMs, () => cut('idle'));
	const isAffordable = (direction: Direction, bytes: Buffer) => {
		idle.touch();
		const isWithin = spend(direction, bytes.length);
		if (!isWithin) {
			cut('byte-limit');
		}

		return isWithin;
	};
	const sendOut = (bytes: Buffer) => {
		// Counted as received: bytes that are screened away cost us as much.
		const screened: Screened = isAffordable('out', bytes) ? options.screen(bytes) : {kind: 'stop'};
		if (screened.kind === 'stop') {
			cut('stopped');
			return;
		}

		send(client, upstream, screened.bytes);
		if (screened.kind === 'last') {
			upstream.end();
		}
	};
	const takeIn = (bytes: Buffer) => {
		if (isAffordable('in', bytes)) {
			send(upstream, client, bytes);
		}
	};

	const bothClosed = Promise.all([connectEnds(client, upstream, sendOut), connectEnds(upstream, client, takeIn)]);
	sendOut(options.early);
	client.resume();
	await bothClosed;
	idle.stop();
	return end;
}

/** Write with back-pressure: `from` rests until `to` has drained. */
function send(from: Socket, to: Socket, bytes: Buffer): void {
	if (bytes.length > 0 && !to.write(bytes)) {
		from.pause();
	}
}

/** Hand the data and the end of `from` on to `to`; resolves when `from` is closed. */
async function connectEnds(from: Socket, to: Socket, take: (bytes: Buffer) => void): Promise<void> {
	to.on('drain', () => from.resume());
	from.on('data', take);
	from.on('end', () => to.end());
	if (from.readableEnded) {
		to.end();
	}

	return new Promise(resolve => {
		const leave = () => {
			to.destroySoon();
			resolve();
		};
		if (from.closed) {
			leave();
		} else {
			from.once('close', leave);
		}
	});
}

function watchIdle(clock: Clock, idleMs: number, onIdle: () => void): {touch(): void; stop(): void} {
	let last = clock.now();
	let cancel = clock.after(idleMs, check);
	function check() {
		const left = last + idleMs - clock.now();
		if (left > 0) {
			cancel = clock.after(left, check);
		} else {
			onIdle();
		}
	}

	return {
		touch: () => {
			last = clock.now();
		},
		stop: () => cancel(),
	};
}
