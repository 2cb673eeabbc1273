/** The side-effect test: a rule for one situation must not hurt where it should not matter. */

import {betaCdf} from './beta.ts';

/** P(θ_loss > ½ | losses, wins) under a uniform prior: how sure it is that the candidate loses more often than it wins. */
export function harmProbability(losses: number, wins: number): number {
	return 1 - betaCdf(0.5, losses + 1, wins + 1);
}

/** At the end of its pairs a candidate is refused from here on; at .8 every fifth that does nothing to them would be. */
export const harmThreshold = 0.9;

/**
Before the end it takes more: 5–0 and 7–1 against it are the first that reach it.

A candidate that does nothing to a task still wins and loses pairs by chance. Looked at after each of 40 pairs, 0.8 refuses
every second one of those (in the arena; one in five when it is asked at the end), for little more harm found.
*/
export const clearHarmThreshold = 0.97;

/** A candidate may make a task this much dearer, in tokens. */
export const costThreshold = 1.1;
