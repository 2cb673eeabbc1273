import type {BubblewrapFeatures} from './bubblewrap.ts';

interface Common {
	/** Whether denied calls can be handed to the supervisor. */
	readonly notify: boolean;
}

/** The default: a file tree, users, processes and a network of its own. */
export interface BubblewrapCapabilities extends Common {
	readonly backend: 'bwrap';
	readonly bubblewrap: string;
	readonly features: BubblewrapFeatures;
}

/** For machines that allow no user namespaces: Landlock, the filter and rlimits alone. */
export interface LandlockCapabilities extends Common {
	readonly backend: 'landlock';
	/** Why there is no bwrap, and what to do about it. */
	readonly because: {readonly cause: string; readonly remedy: string | null};
}

/** What this machine has to build a sandbox with. */
export type Capabilities = BubblewrapCapabilities | LandlockCapabilities;
