/**
The conversation as the model gets it: the system prompt, the summary of what was compacted, then the messages.

Only ever appended to between two compactions, so that what an endpoint has cached stays valid. Each message knows its
entry in the transcript, so that a place here can be found again there.
*/

import type {Label} from '../core/events.ts';
import {lowestLabel} from '../core/label.ts';
import type {ChatImage, ChatMessage} from '../model/chat-model.ts';
import {imagesOf, withoutImages} from './images/message-images.ts';

export interface Item {
	readonly message: ChatMessage;
	/** The entry of the transcript that holds it; null when it could not be written. */
	readonly entry: string | null;
	/** Where the text came from. */
	readonly label: Label;
}

const acknowledged: ChatMessage = {role: 'assistant', content: 'I go on from this summary.'};

export class Conversation {
	readonly #system: ChatMessage;
	#summary: Item | null = null;
	#items: Item[] = [];

	constructor(systemPrompt: string) {
		this.#system = {role: 'system', content: systemPrompt};
	}

	add(message: ChatMessage, entry: string | null, label: Label): void {
		this.#items.push({message, entry, label});
	}

	/** What is sent; a copy that later messages do not change. */
	messages(): readonly ChatMessage[] {
		const items = this.#items.map(({message}) => message);
		if (!this.#summary) {
			return [this.#system, ...items];
		}

		// Some endpoints refuse two messages of the user in a row.
		const between = items[0]?.role === 'assistant' ? [] : [acknowledged];
		return [this.#system, this.#summary.message, ...between, ...items];
	}

	items(): readonly Item[] {
		return this.#items;
	}

	summary(): string | null {
		return this.#summary?.message.content ?? null;
	}

	/** The pictures of the request that the summary holds. */
	summaryImages(): readonly ChatImage[] {
		return this.#summary ? imagesOf(this.#summary.message) : [];
	}

	/** The least trusted of all that the model has before it. */
	label(): Label {
		return lowestLabel(['core', ...(this.#summary ? [this.#summary] : []).concat(this.#items).map(({label}) => label)]);
	}

	/** Put a summary in the place of all messages before the one of `keepFrom`; of all of them when it is null. */
	compact(summary: ChatMessage, keepFrom: string | null, label: Label): void {
		const at = keepFrom === null ? -1 : this.#items.findIndex(({entry}) => entry === keepFrom);
		this.#items = at < 0 ? [] : this.#items.slice(at);
		this.#summary = {message: summary, entry: null, label};
	}

	/** Put words in the place of all pictures before the message of that entry; gives how many there were. */
	dropImages(before: string): number {
		const at = this.#items.findIndex(({entry}) => entry === before);
		const old = [...(this.#summary ? [this.#summary] : []), ...this.#items.slice(0, Math.max(0, at))];
		const dropped = old.reduce((sum, {message}) => sum + imagesOf(message).length, 0);
		if (dropped > 0) {
			const plain = (item: Item): Item => (old.includes(item) ? {...item, message: withoutImages(item.message)} : item);
			this.#summary &&= plain(this.#summary);
			this.#items = this.#items.map(plain);
		}

		return dropped;
	}
}
