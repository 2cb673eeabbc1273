/** The keyboard as Ink reads it: everything the terminal sends that is no key and no paste is taken out before. */

import {Readable} from 'node:stream';
import {createInputSplitter, type InputPart, type Unfinished} from './split-input.ts';

/** What is used of `process.stdin`. */
export interface TerminalInput extends NodeJS.ReadableStream {
	readonly isTTY?: boolean;
	setRawMode?(isRaw: boolean): unknown;
	ref?(): unknown;
	unref?(): unknown;
}

export interface FilterListeners {
	readonly onReply?: (type: 'osc' | 'dcs' | 'apc', text: string) => void;
	readonly onMouse?: (event: Extract<InputPart, {kind: 'mouse'}>) => void;
	readonly onFocus?: (hasFocus: boolean) => void;
	/** The person is there: keys or a paste came. */
	readonly onKeys?: () => void;
	/** A paste was longer than one may be: so many characters are not there. */
	readonly onPasteCut?: (dropped: number) => void;
}

/** How long an unfinished piece waits for its end. Ink itself waits 20 ms for the rest of an escape sequence. */
const patienceMs: Readonly<Record<NonNullable<Unfinished>, number>> = {escape: 20, reply: 1000, paste: 2000};

/**
A stream for Ink in front of the terminal.

Leaving raw mode stops reading too: an editor or a pager that is started then gets every key.
*/
export class StdinFilter extends Readable {
	readonly isTTY = true;
	readonly #source: TerminalInput;
	readonly #listeners: FilterListeners;
	readonly #splitter = createInputSplitter();
	#timer: NodeJS.Timeout | undefined;

	constructor(source: TerminalInput, listeners: FilterListeners = {}) {
		super({encoding: 'utf8'});
		this.#source = source;
		this.#listeners = listeners;
		source.setEncoding('utf8');
		source.on('data', this.#onData);
		source.once('end', this.#onEnd);
		source.pause();
	}

	setRawMode(isRaw: boolean): this {
		this.#source.setRawMode?.(isRaw);
		if (isRaw) {
			this.#source.resume();
		} else {
			this.#source.pause();
		}

		return this;
	}

	ref(): this {
		this.#source.ref?.();
		return this;
	}

	unref(): this {
		this.#source.unref?.();
		return this;
	}

	override _read(): void {
		// Keys come when they come: there is nothing to ask for.
	}

	override _destroy(cause: Error | null, done: (cause: Error | null) => void): void {
		clearTimeout(this.#timer);
		this.#source.off('data', this.#onData);
		this.#source.off('end', this.#onEnd);
		this.#source.pause();
		done(cause);
	}

	readonly #onData = (chunk: string | Buffer): void => {
		this.#deliver(this.#splitter.push(String(chunk)));
	};

	readonly #onEnd = (): void => {
		this.#deliver(this.#splitter.giveUp());
		this.push(null);
	};

	#deliver(parts: readonly InputPart[]): void {
		clearTimeout(this.#timer);
		for (const part of parts) {
			this.#deliverPart(part);
		}

		const unfinished = this.#splitter.unfinished();
		if (unfinished !== null) {
			this.#timer = setTimeout(() => this.#deliver(this.#splitter.giveUp()), patienceMs[unfinished]);
		}
	}

	#deliverPart(part: InputPart): void {
		switch (part.kind) {
			case 'keys':
				this.#listeners.onKeys?.();
				this.push(part.text);
				return;
			case 'paste':
				this.#listeners.onKeys?.();
				this.push(part.text);
				if (part.dropped > 0) {
					this.#listeners.onPasteCut?.(part.dropped);
				}

				return;
			case 'reply':
				this.#listeners.onReply?.(part.type, part.text);
				return;
			case 'mouse':
				this.#listeners.onMouse?.(part);
				return;
			case 'focus':
				this.#listeners.onFocus?.(part.hasFocus);
		}
	}
}
