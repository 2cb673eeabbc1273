import {expect, test} from 'vitest';
import {type CanaryEvidence, judgeCanary} from '../../../source/evolution/statistics/canary-rule.ts';
import {randomFrom} from '../random.ts';

const start: CanaryEvidence = {
	candidate: {successes: 0, known: 0},
	incumbent: {successes: 0, known: 0},
	before: {successes: 45, known: 60},
	firstOutcomes: [],
	tasks: 0,
	days: 0,
	safetyEvent: false,
};

test('four failures at the start end a canary where most tasks succeed; elsewhere it takes six', () => {
	const failed = (count: number, before: CanaryEvidence['before']): CanaryEvidence => ({
		...start,
		before,
		candidate: {successes: 0, known: count},
		firstOutcomes: Array.from({length: count}, () => false),
		tasks: count,
	});
	expect(judgeCanary(failed(4, {successes: 45, known: 60}))).toMatchObject({kind: 'rollback', why: 'straight-failures'});
	expect(judgeCanary(failed(3, {successes: 45, known: 60}))).toMatchObject({kind: 'watch'});
	expect(judgeCanary(failed(5, {successes: 3, known: 10}))).toMatchObject({kind: 'watch'});
	expect(judgeCanary(failed(6, {successes: 3, known: 10}))).toMatchObject({kind: 'rollback'});
});

test('a safety event ends a canary at once, success or not', () => {
	expect(judgeCanary({...start, candidate: {successes: 9, known: 9}, safetyEvent: true})).toMatchObject({kind: 'rollback', why: 'safety'});
});

test('passes at the horizon, and says so when too little was seen', () => {
	const even = {successes: 22, known: 30};
	expect(judgeCanary({...start, candidate: even, incumbent: even, tasks: 60})).toMatchObject({kind: 'pass'});
	expect(judgeCanary({...start, candidate: {successes: 3, known: 4}, incumbent: even, tasks: 34, days: 14})).toMatchObject({
		kind: 'inconclusive',
	});
});

test.each([
	['no change', 0.75, 0, 0.08],
	['a gain of ten points', 0.85, 0, 0.03],
	['a loss of 45 points', 0.3, 0.97, 1],
	['a collapse', 0.05, 0.995, 1],
])('over 60 tasks, %s is rolled back as often as the simulation says', (_, candidateRate, atLeast, atMost) => {
	// Attack 48; the reference is the simulation of the rule: .062, .008, .992, 1.000.
	const random = randomFrom(48);
	const runs = 400;
	let rolledBack = 0;
	for (let run = 0; run < runs; run += 1) {
		rolledBack += canaryFails(random, candidateRate) ? 1 : 0;
	}

	expect(rolledBack / runs).toBeGreaterThanOrEqual(atLeast - 0.01);
	expect(rolledBack / runs).toBeLessThanOrEqual(atMost + 0.02);
});

/** Blocks of four tasks, two an arm, looked at after each block. */
function canaryFails(random: () => number, candidateRate: number): boolean {
	const counts = {candidate: {successes: 0, known: 0}, incumbent: {successes: 0, known: 0}};
	const firstOutcomes: boolean[] = [];
	for (let task = 0; task < 60; task += 1) {
		const isCandidate = task % 2 === 0;
		const success = random() < (isCandidate ? candidateRate : 0.75);
		const arm = isCandidate ? counts.candidate : counts.incumbent;
		arm.known += 1;
		arm.successes += success ? 1 : 0;
		if (isCandidate && firstOutcomes.length < 6) {
			firstOutcomes.push(success);
		}

		if (task % 4 === 3 && isRolledBack({...start, ...counts, firstOutcomes, tasks: task + 1})) {
			return true;
		}
	}

	return false;
}

/** The rule is a function of the counts, and the runs meet the same ones again and again. */
const judged = new Map<string, boolean>();

function isRolledBack(evidence: CanaryEvidence): boolean {
	const key = JSON.stringify(evidence);
	const found = judged.get(key) ?? judgeCanary(evidence).kind === 'rollback';
	judged.set(key, found);
	return found;
}
