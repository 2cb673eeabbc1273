/** The pictures of a message as the model gets them: read from the session's copies when they are sent, not held in memory. */

import type {ImageFacts} from '../../core/events.ts';
import {imageWords} from '../../core/image.ts';
import type {ChatImage, ChatMessage} from '../../model/chat-model.ts';
import {keptImage} from '../../session/kept-images.ts';

/** A message of the user with the pictures that a transcript knows of. */
export function userMessage(content: string, images: readonly ImageFacts[], transcript: string): ChatMessage {
	return images.length === 0 ? {role: 'user', content} : {role: 'user', content, images: images.map(facts => chatImage(facts, transcript))};
}

/** What the transcript keeps of pictures: no bytes. */
export function factsOf(images: readonly ChatImage[]): readonly ImageFacts[] {
	return images.map(({read: _, ...facts}) => facts);
}

/** The same message with words in the place of its pictures. */
export function withoutImages(message: ChatMessage): ChatMessage {
	const images = imagesOf(message);
	const words = images.map(image => imageWords(image, 'was taken out to make room'));
	return images.length === 0 ? message : {role: 'user', content: [message.content, ...words].join('\n\n')};
}

export function imagesOf(message: ChatMessage): readonly ChatImage[] {
	return message.role === 'user' ? (message.images ?? []) : [];
}

function chatImage(facts: ImageFacts, transcript: string): ChatImage {
	return {...facts, read: () => keptImage(transcript, facts.sha256)};
}
