import {expect, test} from 'vitest';
import {eThreshold, eValue, judgePairs, neededEValue} from '../../../source/evolution/statistics/paired-test.ts';
import {randomFrom} from '../random.ts';

test.each([
	[7, 0, 31.9],
	[10, 1, 30.9],
	[12, 2, 23.9],
	[14, 3, 21.3],
	[16, 4, 20.5],
	[5, 0, 10.5],
	[6, 0, 18.1],
	[9, 1, 18.5],
	[11, 2, 14.9],
	[8, 1, 11.3],
])('%i wins and %i losses give the e-value %f', (wins, losses, expected) => {
	expect(eValue(wins, losses)).toBeCloseTo(expected, 1);
});

test('without a loss the e-value has its closed form, and nothing overflows in log space', () => {
	for (const wins of [0, 1, 2, 10, 40]) {
		expect(eValue(wins, 0) / ((2 ** (wins + 1) - 1) / (wins + 1))).toBeCloseTo(1, 9);
	}

	expect(eValue(0, 0)).toBeCloseTo(1, 12);
	expect(Number.isFinite(eValue(900, 100))).toBe(true);
	expect(eValue(0, 500)).toBeGreaterThanOrEqual(0);
});

test('under no effect the e-value is a fair bet: its mean over the next pair is what it was', () => {
	for (const [b, c] of [
		[0, 0],
		[3, 1],
		[6, 5],
		[12, 2],
	] as const) {
		expect((eValue(b + 1, c) + eValue(b, c + 1)) / 2 / eValue(b, c)).toBeCloseTo(1, 9);
	}
});

test('looking after every pair of 10,000 runs without an effect adopts in at most five of a hundred', () => {
	// Attack 27: peeking.
	const random = randomFrom(27);
	let adopted = 0;
	for (let run = 0; run < 10_000; run += 1) {
		let [wins, losses] = [0, 0];
		for (let pair = 0; pair < 60; pair += 1) {
			if (random() < 0.5) {
				wins += 1;
			} else {
				losses += 1;
			}

			const stop = judgePairs({wins, losses, ties: 0}, eThreshold.project, true);
			if (stop.kind !== 'continue') {
				adopted += stop.kind === 'proven' ? 1 : 0;
				break;
			}
		}
	}

	expect(adopted / 10_000).toBeLessThanOrEqual(0.05);
});

test('a no-op that is judged on tasks that have just failed is not adopted, because both arms run afresh', () => {
	// Attack 26: regression to the mean. The recorded failure as the incumbent's outcome would adopt every time.
	const random = randomFrom(26);
	const adoptions = (incumbent: () => boolean) => {
		let adopted = 0;
		for (let run = 0; run < 2000; run += 1) {
			let tally = {wins: 0, losses: 0, ties: 0};
			for (let pair = 0; pair < 40; pair += 1) {
				const [old, fresh] = [incumbent(), random() < 0.6];
				tally = {
					wins: tally.wins + (fresh && !old ? 1 : 0),
					losses: tally.losses + (old && !fresh ? 1 : 0),
					ties: tally.ties + (old === fresh ? 1 : 0),
				};
				const stop = judgePairs(tally, eThreshold.project);
				if (stop.kind !== 'continue') {
					adopted += stop.kind === 'proven' ? 1 : 0;
					break;
				}
			}
		}

		return adopted / 2000;
	};
	expect(adoptions(() => random() < 0.6)).toBeLessThanOrEqual(0.05);
	expect(adoptions(() => false)).toBeGreaterThan(0.99);
});

test('gives up early where there is nothing to gain', () => {
	expect(judgePairs({wins: 0, losses: 3, ties: 0}, 20)).toMatchObject({kind: 'futile', why: 'worse'});
	expect(judgePairs({wins: 3, losses: 3, ties: 0}, 20)).toMatchObject({kind: 'futile', why: 'even'});
	expect(judgePairs({wins: 1, losses: 0, ties: 11}, 20)).toMatchObject({kind: 'futile', why: 'slow'});
	expect(judgePairs({wins: 3, losses: 3, ties: 0}, 20, true)).toMatchObject({kind: 'continue'});
	expect(judgePairs({wins: 8, losses: 1, ties: 0}, 20)).toMatchObject({kind: 'continue'});
	expect(judgePairs({wins: 7, losses: 0, ties: 9}, 20)).toMatchObject({kind: 'proven'});
	expect(judgePairs({wins: 7, losses: 0, ties: 9}, 40)).toMatchObject({kind: 'continue'});
});

test('the first to be adopted has to show ten times as much, and with nine active the threshold itself holds', () => {
	expect([0, 1, 4, 9, 30].map(active => neededEValue('project', active))).toEqual([200, 100, 40, 20, 20]);
	expect(neededEValue('global', 0)).toBe(400);
	expect([eValue(9, 0) >= 200, eValue(11, 0) >= 200]).toEqual([false, true]);
});
