/** What evolution gives to an agent for one session: plain data, pinned when the session begins. */

export interface EvolvedPlan {
	readonly id: string;
	readonly steps: readonly {readonly tool: string; readonly slots: readonly string[]}[];
}

export interface EvolvedContext {
	/** The hash of the state that holds in this session; for the events, never for the model. Null where nothing evolved. */
	readonly manifest: string | null;
	/** For the system prompt, after what is fixed; empty when nothing evolved. At most 1,500 tokens, the same bytes all session. */
	readonly rulesBlock: string;
	readonly plans: readonly EvolvedPlan[];
	/** Folders to look for skills in; they enter by the same door as downloaded ones. */
	readonly skillFolders: readonly string[];
}

/** Nothing evolved. */
export const unevolved: Pick<EvolvedContext, 'rulesBlock' | 'plans' | 'skillFolders'> = {rulesBlock: '', plans: [], skillFolders: []};
