import type {Candidate, GateResult} from '../candidate.ts';
import type {GatePorts, TestRun} from '../ports.ts';
import {result} from './result.ts';

/**
G5: the code of a skill. The scanner and the advisories see all of it, as of a skill that is added; its tests pass
twice in the sandbox without a single denial, and with the body emptied at least one of them fails: tests that pass
whatever the code does show nothing.
*/
export async function unit(
	{artefact}: Pick<Candidate, 'artefact'>,
	{admit, runTests, random}: Pick<GatePorts, 'admit' | 'runTests' | 'random'>,
	signal: AbortSignal,
): Promise<GateResult> {
	if (artefact.kind !== 'skill') {
		return result('G5', 'pass', 'There is no code in it.');
	}

	const {verdict, findings} = await admit(artefact, signal);
	if (verdict === 'blocked') {
		return result('G5', 'refuse', 'The scanner blocks it.', {findings});
	}

	// What only looks where nothing is, as for a key, leaves no denial: the scanner has to have seen it. Code of ours needs no such thing.
	if (verdict !== 'clean' && findings.length > 0) {
		return result('G5', 'refuse', 'The scanner found something in it.', {findings});
	}

	for (const round of [1, 2]) {
		const run = await runTests(artefact, {mutant: false, seed: seedFrom(random)}, signal);
		const fault = faultOf(run);
		if (fault !== null) {
			return result('G5', 'refuse', fault, {...dataOf(run), round});
		}
	}

	const mutant = await runTests(artefact, {mutant: true, seed: seedFrom(random)}, signal);
	return mutant.passed < mutant.tests
		? result('G5', 'pass', 'Its tests pass twice, and fail without its code.', {verdict, tests: mutant.tests})
		: result('G5', 'refuse', 'Its tests pass without its code, so they show nothing.', {tests: mutant.tests});
}

function faultOf({tests, passed, denied}: TestRun): string | null {
	if (denied.length > 0) {
		return 'The sandbox denied what it tried during its tests.';
	}

	return tests === 0 ? 'It has no tests.' : passed < tests ? 'Not all of its tests pass.' : null;
}

function dataOf({tests, passed, denied}: TestRun): {readonly tests: number; readonly passed: number; readonly denied: readonly string[]} {
	return {tests, passed, denied: denied.slice(0, 20)};
}

function seedFrom(random: () => number): number {
	return Math.floor(random() * 2 ** 31);
}
