/** What the evolution mode means for the person, in one line. */

import type {Mode} from '../evolution/modes.ts';

/** In what is left of 78 columns beside a word. */
const learning: Readonly<Record<Mode, string>> = {
	off: 'nothing (skilllite evolution mode)',
	observe: 'nothing; how turns go is counted here (skilllite evolution)',
	suggest: 'suggests from turns, changes nothing unasked (skilllite evolution)',
	auto: 'tries rules that passed every gate, by itself (skilllite evolution)',
};

/** `learns  suggests from turns, …`: as quickstart and init say it. */
export function learnsLine(mode: Mode): string {
	return `learns  ${learning[mode]}`;
}
