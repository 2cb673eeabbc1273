import type {ProviderName} from '../core/endpoints.ts';

/** An address and the key that belongs to it. */
export interface Endpoint {
	readonly baseUrl: string;
	/** From the same place as `baseUrl`; null when that place says none. */
	readonly apiKey: string | null;
}

/** One model behind an endpoint. */
export interface ModelEndpoint extends Endpoint {
	readonly provider: ProviderName;
	readonly model: string;
	/** Where it was said, for people: `the environment (OPENAI_API_KEY)`. */
	readonly source: string;
}
