/** The notes that a project keeps for agents. */

import {join} from 'node:path';
import type {Project} from '../core/paths.ts';
import {readBounded} from '../core/read-bounded.ts';
import {isTrusted} from '../core/trust.ts';

/** The text of `AGENTS.md`, only of a folder that the user trusts: it is an order to the agent. */
export function readProjectNotes(project: Project): string | undefined {
	return project.isHome || !isTrusted(project.folder) ? undefined : (readBounded(join(project.folder, 'AGENTS.md')) ?? undefined);
}
