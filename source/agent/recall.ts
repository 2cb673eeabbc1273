/**
From the entries of a transcript back to the conversation, when a session is gone on with.

A call that has no result on disk gets one that says so, and is never run again by us: a crash between its start and its
end leaves open what it did.
*/

import type {Label} from '../core/events.ts';
import {readImages} from '../core/image.ts';
import {isLabel} from '../core/label.ts';
import type {ToolCall} from '../core/tool.ts';
import {callsOf} from '../session/dialogue.ts';
import {type Entry, textOf} from '../session/entry.ts';
import {Conversation} from './conversation.ts';
import {userMessage} from './images/message-images.ts';
import {messageWithPlan, planOf} from './plan-mode.ts';
import {labelWithNotes, messageWithNotes, recalledOf} from './recalled-notes.ts';

export const interruptedText = 'Interrupted, outcome unknown. It is not run again unless the user asks.';
const notStartedText = 'Not run: the program ended before it.';

/** A call that waits for its result, and what the transcript says of it so far. */
interface OpenCall {
	readonly call: ToolCall;
	readonly entry: string;
	started: boolean;
	end: Entry | null;
}

/** The conversation that `entries` of a transcript tell, behind this system prompt. Entries that make no sense are passed over. */
export function recallConversation(systemPrompt: string, entries: readonly Entry[], transcript: string): Conversation {
	const conversation = new Conversation(systemPrompt);
	let open: OpenCall[] = [];
	const close = () => {
		for (const {call, entry, started, end} of open) {
			conversation.add(resultOf(call, started, end), end?.id ?? entry, labelOf(end?.label));
		}

		open = [];
	};

	for (const entry of entries) {
		const waiting = open.find(({call, end}) => call.id === entry.call && end === null);
		switch (entry.type) {
			case 'user': {
				close();
				const text = textOf(entry.text);
				const recalled = recalledOf(entry.memory);
				const images = readImages(entry.images);
				const words = messageWithNotes(messageWithPlan(text, planOf(entry.plan)), recalled);
				conversation.add(userMessage(words, images, transcript), entry.id, labelWithNotes(text, recalled, images));
				break;
			}
			case 'assistant': {
				close();
				const calls = callsOf(entry);
				open = calls.map(call => ({call, entry: entry.id, started: false, end: null}));
				const toolCalls = calls.length > 0 ? {toolCalls: calls} : {};
				conversation.add({role: 'assistant', content: textOf(entry.text), ...toolCalls}, entry.id, 'derived');
				break;
			}
			case 'tool.start':
				if (waiting) {
					waiting.started = true;
				}

				break;
			case 'tool.end':
				if (waiting) {
					waiting.end = entry;
				}

				break;
			case 'compaction':
				// In the middle of a turn every call has its result already.
				close();
				conversation.compact(
					userMessage(textOf(entry.summary), readImages(entry.images), transcript),
					typeof entry.keepFrom === 'string' ? entry.keepFrom : null,
					labelOf(entry.label),
				);
				break;
			case 'images.dropped':
				conversation.dropImages(textOf(entry.keepFrom));
				break;
			default:
			// What was not said: starts and ends of turns, changes of the model.
		}
	}

	close();
	return conversation;
}

function resultOf(call: ToolCall, started: boolean, end: Entry | null) {
	const shared = {role: 'tool', toolCallId: call.id, name: call.name} as const;
	return end
		? {...shared, content: textOf(end.text) || '(no output)', ok: end.ok === true}
		: {...shared, content: started ? interruptedText : notStartedText, ok: false};
}

/** What a transcript does not say in so many words is trusted least. */
function labelOf(value: unknown): Label {
	return isLabel(value) ? value : 'foreign';
}
