/** Events on their way from the work, which pushes, to the reader, who pulls. Nothing is dropped. */
export class EventQueue<Item> {
	#items: Item[] = [];
	#closed = false;
	#wake: (() => void) | null = null;

	push(item: Item): void {
		this.#items.push(item);
		this.#wake?.();
	}

	/** No more items will come; those already pushed are still read. */
	close(): void {
		this.#closed = true;
		this.#wake?.();
	}

	async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
		while (true) {
			const items = this.#items;
			this.#items = [];
			yield* items;
			if (this.#items.length > 0) {
				continue;
			}

			if (this.#closed) {
				return;
			}

			await new Promise<void>(resolve => {
				this.#wake = resolve;
			});
			this.#wake = null;
		}
	}
}
