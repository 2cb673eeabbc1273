/** What models cost. A price that nobody knows is unknown, never nothing. */

import {isLocalProvider, type ProviderName} from '../core/endpoints.ts';
import type {ModelPrice} from '../core/setting-values.ts';
import {priceTable} from './price-table.ts';

/** US dollars a million tokens. */
export type Price = ModelPrice;

/** By `provider:model`, or by the model's name alone. */
export type Prices = Readonly<Record<string, Price>>;

/** The price of a model: the user's own, else of the bundled table; null when neither has one. Servers on this machine cost nothing. */
export function priceOf(provider: ProviderName, model: string, own: Prices = {}): Price | null {
	const name = `${provider}:${model}`;
	return priceIn(own, name) ?? priceIn(own, model) ?? (isLocalProvider(provider) ? {input: 0, output: 0} : tablePrice(provider, model));
}

/** Tokens that a model of the bundled table takes at least; null for one that is not in it, as its provider may have smaller ones too. */
export function leastWindowOf(provider: ProviderName, model: string): number | null {
	return tablePrice(provider, model) === null ? null : (priceTable.leastWindows[provider] ?? null);
}

/** Dollars; null when the price is unknown. */
export function costOf(
	price: Price | null,
	{
		inputTokens,
		outputTokens,
		cachedTokens = 0,
	}: {readonly inputTokens: number; readonly outputTokens: number; readonly cachedTokens?: number},
): number | null {
	if (price === null) {
		return null;
	}

	const cached = Math.min(cachedTokens, inputTokens);
	return ((inputTokens - cached) * price.input + cached * (price.cached ?? price.input) + outputTokens * price.output) / 1_000_000;
}

/** A dated build costs what its model does: `gpt-5-2025-08-07` is `gpt-5`; `gpt-5-nano` is a model of its own. */
function tablePrice(provider: ProviderName, model: string): Price | null {
	const prices: Prices = priceTable.prices[provider] ?? {};
	return priceIn(prices, model) ?? priceIn(prices, model.replace(/[-@](?:20\d{2}-?\d{2}-?\d{2}|latest)$/, ''));
}

function priceIn(prices: Prices, name: string): Price | null {
	// A model may be called `constructor`.
	return Object.hasOwn(prices, name) ? (prices[name] ?? null) : null;
}
