import {expect, test} from 'vitest';
import {priceTable} from '../../source/model/price-table.ts';
import {costOf, leastWindowOf, priceOf} from '../../source/model/prices.ts';

test('knows the price of a model and of its dated builds, and of no other', () => {
	expect(priceOf('openai', 'gpt-5')).toEqual({input: 1.25, output: 10, cached: 0.125});
	expect(priceOf('openai', 'gpt-5-2025-08-07')).toEqual(priceOf('openai', 'gpt-5'));
	expect(priceOf('openai', 'gpt-5-unheard-of')).toBeNull();
	expect(priceOf('custom', 'gpt-5')).toBeNull();
	expect(priceOf('openai', 'constructor')).toBeNull();
});

test('takes the price that the user names before its own, and nothing for servers on this machine', () => {
	const own = {'openai:gpt-5': {input: 1, output: 2}, 'my-model': {input: 3, output: 4}};
	expect(priceOf('openai', 'gpt-5', own)).toEqual({input: 1, output: 2});
	expect(priceOf('custom', 'my-model', own)).toEqual({input: 3, output: 4});
	expect(priceOf('ollama', 'llama3')).toEqual({input: 0, output: 0});
});

test('counts cached input at its own price, and an unknown price as unknown', () => {
	const usage = {inputTokens: 1_000_000, outputTokens: 100_000};
	expect(costOf({input: 2, output: 10, cached: 0.5}, {...usage, cachedTokens: 400_000})).toBeCloseTo(1.2 + 0.2 + 1);
	expect(costOf({input: 2, output: 10}, {...usage, cachedTokens: 5_000_000})).toBeCloseTo(3);
	expect(costOf(null, usage)).toBeNull();
});

test('has a date', () => {
	expect(priceTable.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
});

test('knows the least window of the models in the table, and of no other', () => {
	expect(leastWindowOf('openai', 'gpt-4o-2024-08-06')).toBe(128_000);
	expect(leastWindowOf('anthropic', 'claude-sonnet-4-5')).toBe(200_000);
	// A provider has smaller ones too, and a name may stand for anything elsewhere.
	expect(leastWindowOf('openai', 'gpt-4')).toBe(null);
	expect(leastWindowOf('custom', 'gpt-4o')).toBe(null);
	expect(leastWindowOf('deepseek', 'deepseek-v4-flash')).toBe(null);
});
