/**
Asks a server how many tokens its model takes. Each says it in its own place: Ollama of the models it has loaded,
llama.cpp of itself, vLLM, LM Studio and OpenRouter in the list of models.
*/

import type {ModelEndpoint} from './endpoint.ts';
import {getJson} from './list-models.ts';

type Fields = {readonly [key: string]: unknown};

const timeoutMs = 1000;

/** The window in tokens; null when the server does not say. Never rejects. */
export async function findContextWindow(endpoint: ModelEndpoint, signal: AbortSignal): Promise<number | null> {
	const root = endpoint.baseUrl.replace(/\/v1$/, '');
	const ask = async (url: string): Promise<unknown> => {
		try {
			return await getJson(url, endpoint, {timeoutMs, signal});
		} catch {
			return null; // a server that does not know the place, or is busy answering
		}
	};
	switch (endpoint.provider) {
		case 'ollama':
			return loadedWindow(await ask(`${root}/api/ps`), endpoint.model);
		case 'llamacpp': {
			const props = fieldsOf(await ask(`${root}/props`));
			return windowOf(fieldsOf(props.default_generation_settings).n_ctx) ?? windowOf(props.n_ctx);
		}
		case 'lmstudio': {
			const model = modelIn(fieldsOf(await ask(`${root}/api/v0/models`)).data, 'id', endpoint.model);
			return windowOf(model.loaded_context_length) ?? windowOf(model.max_context_length);
		}
		default: {
			const model = modelIn(fieldsOf(await ask(`${endpoint.baseUrl}/models`)).data, 'id', endpoint.model);
			return windowOf(model.max_model_len) ?? windowOf(model.context_length) ?? windowOf(model.context_window);
		}
	}
}

function loadedWindow(answer: unknown, name: string): number | null {
	const models = fieldsOf(answer).models;
	const model = modelIn(models, 'name', name);
	return windowOf((Object.keys(model).length > 0 ? model : modelIn(models, 'name', `${name}:latest`)).context_length);
}

function modelIn(list: unknown, key: string, name: string): Fields {
	return (Array.isArray(list) ? list : []).map(fieldsOf).find(model => model[key] === name) ?? {};
}

/** Below this nothing fits: it is a mistake, or another number. */
function windowOf(value: unknown): number | null {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 512 ? value : null;
}

function fieldsOf(value: unknown): Fields {
	// An object has string keys; that is all that is claimed.
	return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
