/** What the planner has learnt from its user: which words mean which skill, and which values go without saying. */

export interface Learnt {
	/** All of these words in a message mean this skill. */
	readonly phrases: readonly {readonly phrase: readonly string[]; readonly skill: string}[];
	readonly defaults: readonly {readonly tool: string; readonly key: string; readonly value: string | number | boolean}[];
}

export const nothingLearnt: Learnt = {phrases: [], defaults: []};
