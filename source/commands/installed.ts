import {dirname, join} from 'node:path';
import {realpathSync} from 'node:fs';
import type {InstalledPlace} from '../../sandbox/index.ts';
import type {Project} from '../core/paths.ts';

/** The folder that `init` and `add` install skills into. */
export function installedFolder(project: Project): string {
	return join(project.folder, '.skills');
}

/** That folder with its lock. */
export function installedPlace(project: Project): InstalledPlace {
	const folder = installedFolder(project);
	return {folder, lockPath: join(folder, 'skilllite.lock')};
}

/** The lock that pins a skill of this folder; undefined for a skill that is not installed, however it was named. */
export function lockPathOf(skillDir: string, project: Project): string | undefined {
	const installed = installedFolder(project);
	try {
		return realpathSync(dirname(skillDir)) === realpathSync(installed) ? join(installed, 'skilllite.lock') : undefined;
	} catch {
		// No `.skills` here: nothing is installed.
		return undefined;
	}
}
