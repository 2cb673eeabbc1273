/** What an artefact was seen to do: tasks of its trial with it against those without it, dealt by lot. Pure. */

import {differenceOf} from './metrics/estimate.ts';
import type {ArmCount} from './statistics/canary-rule.ts';
import {wilson} from './statistics/wilson.ts';

export interface ArtefactEffect {
	readonly candidate: ArmCount;
	readonly incumbent: ArmCount;
}

/** For example `8/8 with it, 5/8 without: +38 points [0 – +69]`; what was not measured is called so. */
export function effectText(effect: ArtefactEffect | undefined): string {
	if (effect === undefined || effect.candidate.known + effect.incumbent.known === 0) {
		return 'effect not measured';
	}

	const {candidate, incumbent} = effect;
	const counts = `${candidate.successes}/${candidate.known} with it, ${incumbent.successes}/${incumbent.known} without`;
	const {value, low, high} = differenceOf(wilson(candidate.successes, candidate.known), wilson(incumbent.successes, incumbent.known));
	return value === null ? counts : `${counts}: ${points(value)} points [${points(low)} – ${points(high)}]`;
}

function points(share: number): string {
	const whole = Math.round(share * 100);
	return whole > 0 ? `+${whole}` : String(whole);
}
