/**
List prices by provider, in US dollars a million tokens, for ordinary (not batched, not long-context) requests.

Of `asOf`: who needs another price sets it under `prices` in the user's config. What is not here is unknown.
*/

import type {ProviderName} from '../core/endpoints.ts';
import type {Prices} from './prices.ts';

const table: Partial<Record<ProviderName, Prices>> = {
	openai: {
		'gpt-5.5': {input: 5, output: 30, cached: 0.5},
		'gpt-5.4': {input: 2.5, output: 15, cached: 0.25},
		'gpt-5.4-mini': {input: 0.75, output: 4.5, cached: 0.075},
		'gpt-5.4-nano': {input: 0.2, output: 1.25, cached: 0.02},
		'gpt-5.2': {input: 1.75, output: 14, cached: 0.175},
		'gpt-5.1': {input: 1.25, output: 10, cached: 0.125},
		'gpt-5': {input: 1.25, output: 10, cached: 0.125},
		'gpt-5-mini': {input: 0.25, output: 2, cached: 0.025},
		'gpt-5-nano': {input: 0.05, output: 0.4, cached: 0.005},
		'gpt-4.1': {input: 2, output: 8, cached: 0.5},
		'gpt-4.1-mini': {input: 0.4, output: 1.6, cached: 0.1},
		'gpt-4.1-nano': {input: 0.1, output: 0.4, cached: 0.025},
		'gpt-4o': {input: 2.5, output: 10, cached: 1.25},
		'gpt-4o-mini': {input: 0.15, output: 0.6, cached: 0.075},
		o3: {input: 2, output: 8, cached: 0.5},
		'o3-mini': {input: 1.1, output: 4.4, cached: 0.55},
		'o4-mini': {input: 1.1, output: 4.4, cached: 0.275},
	},
	anthropic: {
		'claude-haiku-4-5': {input: 1, output: 5, cached: 0.1},
		'claude-sonnet-4-5': {input: 3, output: 15, cached: 0.3},
		'claude-sonnet-4-6': {input: 3, output: 15, cached: 0.3},
		'claude-opus-4-8': {input: 5, output: 25, cached: 0.5},
	},
	gemini: {
		'gemini-2.5-pro': {input: 1.25, output: 10},
		'gemini-2.5-flash': {input: 0.3, output: 2.5},
		'gemini-2.5-flash-lite': {input: 0.1, output: 0.4},
	},
	deepseek: {
		'deepseek-v4-flash': {input: 0.14, output: 0.28},
	},
};

/** The smallest context window, in tokens, among a provider's models above, by its own model pages. Who has more loses nothing but an early summary. */
const leastWindows: Partial<Record<ProviderName, number>> = {openai: 128_000, anthropic: 200_000, gemini: 1_000_000};

export const priceTable = {asOf: '2026-06-21', prices: table, leastWindows};
