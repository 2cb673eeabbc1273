/** For real root: what the user that a run becomes cannot reach is bound where he can, by the supervisor and seen by nobody else. */

import {existsSync} from 'node:fs';
import {join, relative} from 'node:path';
import {SandboxError} from '../base/errors.ts';
import type {Mount} from './bubblewrap.ts';
import {canReach, type Identity} from './identity.ts';

export interface Staged {
	readonly mounts: readonly Mount[];
	readonly supervisorArgs: readonly string[];
}

/** The same mounts from where that user can reach them, and what the supervisor must bind for it. */
export function stageUnreachable(identity: Identity | undefined, mounts: readonly Mount[]): Staged {
	if (identity === undefined) {
		return {mounts, supervisorArgs: []};
	}

	const unreachable = [...new Set(mounts.map(mount => mount.source))].filter(source => !canReach(identity, source));
	if (unreachable.length === 0) {
		return {mounts, supervisorArgs: []};
	}

	// What can be reached through a folder that is staged needs no stage of its own: there may be hundreds, and room is for 64.
	const outward = unreachable.toSorted((a, b) => a.length - b.length);
	const carrier = (source: string) => outward.find(top => source.startsWith(`${top}/`) && canReach(identity, source, top)) ?? source;
	const sources = [...new Set(unreachable.map(carrier))];
	const stage = stageFolder(mounts);
	const inStage = (source: string) => join(stage, String(sources.indexOf(carrier(source))), relative(carrier(source), source));
	return {
		mounts: mounts.map(mount => (unreachable.includes(mount.source) ? {...mount, source: inStage(mount.source)} : mount)),
		supervisorArgs: ['-d', stage, ...sources.flatMap(source => ['-s', source])],
	};
}

/**
A folder that everybody can reach, to put the stage over in the supervisor's own mount namespace: the host's folder
stays as it is. It must not hold anything that is mounted.
*/
function stageFolder(mounts: readonly Mount[]): string {
	const isFree = (folder: string) => mounts.every(({source}) => source !== folder && !source.startsWith(`${folder}/`));
	const stage = ['/mnt', '/media', '/srv', '/opt', '/run'].find(folder => existsSync(folder) && isFree(folder));
	if (stage === undefined) {
		throw new SandboxError('setup', 'Cannot run as root here: there is no free folder such as /mnt to stage files in.', {
			hint: 'Start skilllite as an ordinary user.',
		});
	}

	return stage;
}
