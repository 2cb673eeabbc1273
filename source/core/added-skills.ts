/**
The skills that a person put into a project through us, by the bytes that they agreed to: `added.json` of what the user's home keeps
for the project.

Nothing in a project can claim to be one of them: a lock that came with it pins and never grants. To be one spares a question, and
grants nothing either. Two commands that write at once may lose a line; then that skill is asked about as before.
*/

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {writeFileAtomically} from '../../sandbox/index.ts';
import type {Project} from './paths.ts';
import {projectStoreFolder} from './project-store.ts';

/** Remember that a person added a skill with these bytes. */
export function noteAdded(project: Project, name: string, treeHash: string): void {
	const added = {...readAdded(project), [name]: treeHash};
	writeFileAtomically(addedPath(project), `${JSON.stringify({v: 1, added}, null, '\t')}\n`);
}

/** Whether a person added a skill of this name with exactly these bytes. */
export function wasAdded(project: Project, name: string, treeHash: string): boolean {
	const added = readAdded(project);
	return Object.hasOwn(added, name) && added[name] === treeHash;
}

function readAdded(project: Project): Readonly<Record<string, unknown>> {
	try {
		const value: unknown = JSON.parse(readFileSync(addedPath(project), 'utf8'));
		return typeof value === 'object' && value !== null && 'added' in value ? {...Object(value.added)} : {};
	} catch {
		// Not there, or not ours any more: then nothing is known to have been added, and it is asked about.
		return {};
	}
}

function addedPath(project: Project): string {
	return join(projectStoreFolder(project), 'added.json');
}
