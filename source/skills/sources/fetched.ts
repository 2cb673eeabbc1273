import {type CommandHooks, SkillLiteError} from '../../../sandbox/index.ts';

/** What a source gave: a folder in quarantine, or the user's own. */
export interface Fetched {
	readonly root: string;
	/** Commit, version or archive hash; null for a folder, which has none. */
	readonly revision: string | null;
}

export interface FetchOptions {
	readonly signal?: AbortSignal | undefined;
	/** Addresses of registry indexes by name. */
	readonly registries: Readonly<Record<string, string>>;
	/** For tests: how the sandbox's network resolves and dials. */
	readonly network?: CommandHooks['network'];
}

/** What is thrown where the signal stopped the fetching. */
export function interrupted(cause?: unknown): SkillLiteError {
	return new SkillLiteError('interrupted', 'Interrupted while fetching; nothing was installed.', {cause});
}
