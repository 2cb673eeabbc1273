import type {Sha256} from '../../../sandbox/index.ts';
import type {Candidate, GateResult} from '../candidate.ts';
import type {Mode} from '../modes.ts';
import {artefactHash} from '../store/manifest.ts';
import {result} from './result.ts';

/** A person's answer: which bytes were on the screen. */
export interface Review {
	readonly hash: Sha256;
}

/**
G9: a person has read exactly these bytes; or, in `auto`, it is a template or a plan that every gate before passed.
Code and free words are never adopted without a person.
*/
export function review(
	{artefact}: Pick<Candidate, 'artefact'>,
	{mode, review, before}: {readonly mode: Mode; readonly review: Review | null; readonly before: readonly GateResult[]},
): GateResult {
	const hash = artefactHash(artefact);
	if (before.some(({verdict}) => verdict === 'refuse')) {
		return result('G9', 'refuse', 'A gate before refused it.', {hash});
	}

	if (review !== null) {
		return review.hash === hash
			? result('G9', 'pass', 'A person confirmed these bytes.', {hash})
			: result('G9', 'refuse', 'It is not what was reviewed.', {hash, reviewed: review.hash});
	}

	const isTemplate = artefact.kind === 'rule' || artefact.kind === 'plan';
	const isProven = before.length > 0 && before.every(({pass}) => pass);
	return mode === 'auto' && isTemplate && isProven && artefact.label !== 'foreign'
		? result('G9', 'pass', 'A template that passed every gate needs no review in auto.', {hash})
		: result('G9', 'suggest', 'It waits for a person.', {hash});
}
