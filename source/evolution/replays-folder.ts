import {join} from 'node:path';
import type {Project} from '../core/paths.ts';
import {projectStoreFolder} from '../core/project-store.ts';

/** Where a project's recorded requests and calls are kept, for trying them again. */
export function replaysFolder(project: Project): string {
	return join(projectStoreFolder(project), 'evolution', 'replays');
}
