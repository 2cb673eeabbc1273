import {expect, test} from 'vitest';
import {clearHarmThreshold, harmProbability, harmThreshold} from '../../../source/evolution/statistics/anchors.ts';
import {betaCdf, betaQuantile, logGamma} from '../../../source/evolution/statistics/beta.ts';
import {wilson} from '../../../source/evolution/statistics/wilson.ts';

test('the beta distribution agrees with closed forms', () => {
	expect(betaCdf(0.3, 1, 1)).toBeCloseTo(0.3, 12);
	expect(betaCdf(0.5, 2, 1)).toBeCloseTo(0.25, 12);
	expect(betaCdf(0.5, 3, 3)).toBeCloseTo(0.5, 12);
	expect(betaCdf(0.9, 40, 10)).toBeCloseTo(1 - betaCdf(0.1, 10, 40), 12);
	expect(betaQuantile(0.25, 2, 1)).toBeCloseTo(0.5, 7);
	expect(Math.exp(logGamma(5))).toBeCloseTo(24, 9);
	expect(Math.exp(logGamma(0.5))).toBeCloseTo(Math.sqrt(Math.PI), 9);
});

test('a share has its Wilson interval, and nothing known is said as nothing known', () => {
	expect(wilson(74, 104)).toMatchObject({low: expect.closeTo(0.618, 3), high: expect.closeTo(0.79, 3)});
	expect(wilson(0, 60)).toMatchObject({rate: 0, low: 0, high: expect.closeTo(0.0602, 3)});
	expect(wilson(5, 5)).toMatchObject({high: 1, low: expect.closeTo(0.566, 3)});
	expect(wilson(0, 0)).toEqual({successes: 0, n: 0, rate: null, low: 0, high: 1});
});

test('at the end of the anchors three to nothing, five to one and six to two are harm', () => {
	const stops = (losses: number, wins: number) => harmProbability(losses, wins) >= harmThreshold;
	expect([stops(3, 0), stops(5, 1), stops(6, 2)]).toEqual([true, true, true]);
	expect([stops(2, 0), stops(4, 1), stops(5, 2), stops(0, 3)]).toEqual([false, false, false, false]);
});

test('before the end of its pairs a candidate is refused from 5–0 and 7–1 on', () => {
	const clear = (losses: number, wins: number) => harmProbability(losses, wins) >= clearHarmThreshold;
	expect([clear(4, 0), clear(6, 1), clear(8, 2)]).toEqual([false, false, false]);
	expect([clear(5, 0), clear(7, 1), clear(9, 2)]).toEqual([true, true, true]);
});
