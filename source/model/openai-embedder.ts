/** Embeddings of an OpenAI-compatible endpoint. What comes back is foreign data, and believed only when it makes sense. */

import {ModelError, toDisplay} from '../../sandbox/index.ts';
import type {Embedder} from '../core/embedder.ts';
import {toModelError} from './endpoint-failure.ts';
import type {ModelEndpoint} from './endpoint.ts';
import {createClient, failureOf} from './openai-client.ts';

/** More than thirty-two of the longest vectors take. */
const maximumBytes = 8_000_000;
const mostDimensions = 8192;
/** What a note holds at most, and a question's beginning. */
const longestText = 2000;

/** An embedder at `endpoint`, whose `model` is one that embeds. Nothing is sent before `embed` is called. */
export function createOpenAiEmbedder(endpoint: ModelEndpoint): Embedder {
	const client = createClient(endpoint, maximumBytes);
	const {host} = new URL(endpoint.baseUrl);
	const shown = toDisplay(endpoint.model, {maxLength: 80});
	let dimensions: number | null = null;

	function unusable(reason: string): ModelError {
		return new ModelError('model', `The embeddings of ${shown} at ${host} cannot be used: ${reason}.`, {
			hint: 'Name another model with skilllite config set embeddings MODEL, or off.',
		});
	}

	async function ask(texts: readonly string[], signal: AbortSignal): Promise<unknown> {
		const input = texts.map(text => text.slice(0, longestText).toWellFormed());
		try {
			return await client.embeddings.create({model: endpoint.model, input, encoding_format: 'float'}, {signal});
		} catch (thrown) {
			signal.throwIfAborted();
			throw toModelError(failureOf(thrown, Date.now()), endpoint);
		}
	}

	return {
		name: `${shown} at ${host}`,
		async embed(texts, signal) {
			const vectors = inOrder(await ask(texts, signal), texts.length)?.map(vectorOf);
			signal.throwIfAborted();
			if (!vectors || vectors.length !== texts.length) {
				throw unusable(`it did not answer with ${texts.length === 1 ? 'a vector' : `${texts.length} vectors`}`);
			}

			if (vectors.some(vector => vector.length === 0)) {
				throw unusable('what it answered are not numbers that point anywhere');
			}

			const known = dimensions ?? vectors[0]?.length;
			dimensions = known ?? null;
			const other = vectors.find(vector => vector.length !== known);
			if (other) {
				throw unusable(`it answered with ${other.length} numbers where there were ${known}`);
			}

			return vectors;
		},
	};
}

/** The items by their index, which an endpoint may send in any order; null for what is no such list. */
function inOrder(answer: unknown, count: number): readonly unknown[] | null {
	const data: unknown = typeof answer === 'object' && answer !== null && 'data' in answer ? answer.data : null;
	if (!Array.isArray(data) || data.length !== count) {
		return null;
	}

	const items = new Map<unknown, unknown>(data.map((item, place) => [indexOf(item) ?? place, item]));
	return items.size === count ? Array.from({length: count}, (_, place) => items.get(place)) : null;
}

function indexOf(item: unknown): number | null {
	const index = typeof item === 'object' && item !== null && 'index' in item ? item.index : null;
	return typeof index === 'number' ? index : null;
}

/** Of length one; empty for what is no vector. */
function vectorOf(item: unknown): Float32Array {
	const values: unknown = typeof item === 'object' && item !== null && 'embedding' in item ? item.embedding : null;
	if (!Array.isArray(values) || values.length > mostDimensions || !values.every(value => typeof value === 'number')) {
		return new Float32Array();
	}

	const length = Math.hypot(...values);
	return Number.isFinite(length) && length > 1e-6 ? Float32Array.from(values, value => value / length) : new Float32Array();
}
