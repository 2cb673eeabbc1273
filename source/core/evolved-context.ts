/**
What evolution hands to the agent: plain data, rendered by our own code from artefacts that passed their gates. The agent
knows nothing of where it came from, and evolution nothing of the agent.
*/
export interface EvolvedContext {
	/** Names this state of the store; written beside each message, so that an outcome can be told from another state's. Null for none. */
	readonly manifest: string | null;
	/** Rules, one a line, of bounded length; empty for none. */
	readonly rulesBlock: string;
	/** Orders of tools that worked before, one rendered line each. */
	readonly plans: readonly string[];
	/** Folders of skills that were adopted; they enter by the same door as any other. */
	readonly skillFolders: readonly string[];
}

export const nothingEvolved: EvolvedContext = {manifest: null, rulesBlock: '', plans: [], skillFolders: []};
