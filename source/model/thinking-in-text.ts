/**
Takes the reasoning out of an answer that begins with it in tags, as local servers send it that do not know the field for it:
`<think>…</think>` and then the answer. Tags anywhere else are text.
*/

const opening = '<think>';
const closing = '</think>';
/** More blanks than this before a tag are no beginning; looked at again with each piece, they would cost their square. */
const longestBeginning = 1000;

export interface ThoughtAndText {
	readonly reasoning: string;
	readonly text: string;
}

export class ThinkingInText {
	#state: 'beginning' | 'thinking' | 'answering' = 'beginning';
	/** What may yet become a tag. */
	#held = '';

	/** Take in a piece of the answer; gives what can be passed on. */
	add(piece: string): ThoughtAndText {
		if (this.#state === 'answering') {
			return {reasoning: '', text: piece};
		}

		const text = this.#held + piece;
		this.#held = '';
		return this.#state === 'beginning' ? this.#begin(text) : this.#think(text);
	}

	/** The message is whole: what was still held. */
	end(): ThoughtAndText {
		const held = this.#held;
		this.#held = '';
		return this.#state === 'thinking' ? {reasoning: held, text: ''} : {reasoning: '', text: held};
	}

	#begin(text: string): ThoughtAndText {
		const start = text.trimStart();
		if (opening.startsWith(start) && text.length < longestBeginning) {
			this.#held = text;
			return {reasoning: '', text: ''};
		}

		if (!start.startsWith(opening)) {
			this.#state = 'answering';
			return {reasoning: '', text};
		}

		this.#state = 'thinking';
		return this.#think(start.slice(opening.length).trimStart());
	}

	#think(text: string): ThoughtAndText {
		const at = text.indexOf(closing);
		if (at !== -1) {
			this.#state = 'answering';
			return {reasoning: text.slice(0, at), text: text.slice(at + closing.length).trimStart()};
		}

		const partial = [...closing].findIndex((_, index) => text.endsWith(closing.slice(0, closing.length - index)));
		const kept = partial === -1 ? text.length : text.length - (closing.length - partial);
		this.#held = text.slice(kept);
		return {reasoning: text.slice(0, kept), text: ''};
	}
}
