/** The side-effect test: a rule for one situation must not hurt where it should not matter. */

import {betaCdf} from './beta.ts';

/** P(θ_loss > ½ | losses, wins) under a uniform prior: how sure it is that the candidate loses more often than it wins. */
export function harmProbability(losses: number, wins: number): number {
	return 1 - betaCdf(0.5, losses + 1, wins + 1);
}

/** From here on a candidate is refused: 2–0, 3–1 and 5–2 against it are the first that reach it. */
export const harmThreshold = 0.8;

/** A candidate may make a task this much dearer, in tokens. */
export const costThreshold = 1.1;
