/** Embedders that need no model: one that knows words and synonyms, and one that knows nothing. */

import {createHash} from 'node:crypto';
import type {EmbeddingsScript} from './scenario.ts';

/** A vector for a text, the same at every call. */
export function embeddingOf(text: string, {kind, dimensions = 256, synonyms = []}: EmbeddingsScript): readonly number[] {
	if (kind === 'chance') {
		return directionOf(text, dimensions);
	}

	const sum = Array.from({length: dimensions}, () => 0);
	const words = text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [text];
	const groups = synonyms.filter(group => group.some(word => text.toLowerCase().includes(word)));
	const weights = new Map([...words.map(word => [word, 1] as const), ...groups.map(group => [group.join(), 12] as const)]);
	for (const [name, weight] of weights) {
		for (const [index, value] of directionOf(name, dimensions).entries()) {
			sum[index] = (sum[index] ?? 0) + weight * value;
		}
	}

	return sum;
}

const directions = new Map<string, readonly number[]>();

/** As good as at right angles to that of any other text. Most words are asked for again and again. */
function directionOf(text: string, dimensions: number): readonly number[] {
	const key = `${dimensions} ${text}`;
	const direction = directions.get(key) ?? makeDirection(text, dimensions);
	directions.set(key, direction);
	return direction;
}

function makeDirection(text: string, dimensions: number): readonly number[] {
	const bytes = Buffer.concat(
		Array.from({length: Math.ceil(dimensions / 32)}, (_, part) => createHash('sha256').update(`${part} ${text}`).digest()),
	);
	return Array.from({length: dimensions}, (_, index) => (bytes[index] ?? 0) / 127.5 - 1);
}
