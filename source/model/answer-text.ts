/** What small servers put into the text of an answer and others into fields of their own: reasoning, and calls of tools. */

import type {ToolCall} from '../core/tool.ts';
import {CallsInText} from './calls-in-text.ts';
import type {ModelEvent} from './chat-model.ts';
import {ThinkingInText, type ThoughtAndText} from './thinking-in-text.ts';

export class AnswerText {
	readonly #thinking = new ThinkingInText();
	readonly #calls: CallsInText | null;

	/** `names` are the tools that were described in words; null where the endpoint knows tools. */
	constructor(names: readonly string[] | null) {
		this.#calls = names && new CallsInText(names);
	}

	/** The events with what is in their text taken apart. */
	read(events: readonly ModelEvent[]): readonly ModelEvent[] {
		return events.flatMap(event => (event.type === 'text' ? this.#apart(this.#thinking.add(event.text)) : [event]));
	}

	/** The message is whole: what was still held, and the calls. */
	end(): {readonly events: readonly ModelEvent[]; readonly calls: readonly ToolCall[]} {
		const events = this.#apart(this.#thinking.end());
		const {text, calls} = this.#calls?.end() ?? {text: '', calls: []};
		return {events: [...events, ...textEvent(text)], calls};
	}

	#apart({reasoning, text}: ThoughtAndText): readonly ModelEvent[] {
		const shown = this.#calls && text !== '' ? this.#calls.add(text) : text;
		return [...(reasoning === '' ? [] : [{type: 'reasoning', text: reasoning} as const]), ...textEvent(shown)];
	}
}

function textEvent(text: string): readonly ModelEvent[] {
	return text === '' ? [] : [{type: 'text', text}];
}
