/** Suggestions that wait: `pending/<id>.json`, each with what the gates found. Files, so that another process sees them. */

import {type Sha256, UsageError} from '../../../sandbox/index.ts';
import type {Candidate, GateResult} from '../candidate.ts';
import {parseArtefact} from '../grammar/parse.ts';
import {artefactHash} from '../store/manifest.ts';
import type {Disk} from '../store/disk.ts';

export interface Pending {
	/** Without what is active: that is looked up when it is needed. */
	readonly candidate: Omit<Candidate, 'incumbent'>;
	/** Of the artefact's bytes: what a person confirms. */
	readonly hash: Sha256;
	/** ISO 8601. */
	readonly proposed: string;
	readonly results: readonly GateResult[];
	/** Whether G5 to G8 have run. */
	readonly isTested: boolean;
	/** It is in its trial. */
	readonly isCanary: boolean;
}

const mostPending = 20;
const id = /^[rtps]-[0-9a-f]{8}$/;

export function writePending(disk: Disk, pending: Pending): void {
	disk.replace(nameOf(pending.candidate.artefact.id), `${JSON.stringify({...pending, v: 1})}\n`);
}

export function removePending(disk: Disk, pendingId: string): void {
	disk.remove(nameOf(pendingId));
}

/** All that wait, oldest first. What is no artefact of the grammar, or not under its own name, is not there. */
export function readPending(disk: Disk): readonly Pending[] {
	return disk
		.list('pending')
		.flatMap(file => readOne(disk, file.replace(/\.json$/, '')) ?? [])
		.toSorted((a, b) => (a.proposed < b.proposed ? -1 : 1));
}

/** One that waits. Throws a UsageError when there is none of that id. */
export function findPending(disk: Disk, pendingId: string): Pending {
	const found = id.test(pendingId) ? readOne(disk, pendingId) : undefined;
	if (found === undefined) {
		throw new UsageError('There is no suggestion of that id.', {hint: 'See what waits with: skilllite evolution status'});
	}

	return found;
}

export function isFull(disk: Disk): boolean {
	return disk.list('pending').length >= mostPending;
}

function readOne(disk: Disk, pendingId: string): Pending | undefined {
	try {
		const pending = JSON.parse(disk.read(nameOf(pendingId))?.toString('utf8') ?? 'null') as Pending | null;
		const parsed = parseArtefact(pending?.candidate.artefact);
		if (pending === null || parsed.kind === 'refused' || parsed.artefact.id !== pendingId || !Array.isArray(pending.results)) {
			return undefined;
		}

		// The bytes that stand there now, whatever the file says of them.
		return {...pending, hash: artefactHash(parsed.artefact), candidate: {...pending.candidate, artefact: parsed.artefact}};
	} catch {
		return undefined;
	}
}

function nameOf(pendingId: string): string {
	return `pending/${pendingId}.json`;
}
