/**
From one state of the store to the next: the only code that writes `HEAD`.

Everything happens under a lock between processes and takes milliseconds. Whatever fails or dies in between leaves the
old state or the new one; `recover` tells which and finishes or discards the rest.
*/

import {randomBytes} from 'node:crypto';
import {IntegrityError, type Sha256, SkillLiteError} from '../../../sandbox/index.ts';
import type {Disk} from './disk.ts';
import {
	appendJournal,
	type JournalLine,
	type JournalState,
	journalState,
	lastJournalLine,
	lineageAfter,
	readJournal,
	type Transaction,
} from './journal.ts';
import {assertFence} from './lease.ts';
import {emptyHash, emptyManifest, type Manifest, manifestHash} from './manifest.ts';
import {readManifestObject, writeManifestObject, writeObject} from './objects.ts';
import {readPointer, writePointer} from './pointers.ts';
import {addTombstone, type Buried, buriedIn, readTombstones, type Tombstone} from './tombstones.ts';

export interface StoreContext {
	readonly disk: Disk;
	readonly clock: () => Date;
	/** Adds an entry to the log of everything; throws when it cannot. */
	readonly audit: (entry: StoreAuditEntry) => void;
}

export interface StoreAuditEntry {
	readonly event: string;
	readonly [field: string]: unknown;
}

export interface Change {
	readonly kind: Transaction['kind'];
	readonly actor: Transaction['actor'];
	readonly reason: string;
	/** The manifest to go to, made from the current state. */
	readonly to: (current: Manifest, state: JournalState) => Manifest;
	/** The earlier state that a rollback goes back to, found in the history. */
	readonly target?: (state: JournalState) => Sha256;
	readonly bury?: {readonly artefacts: readonly Buried[]; readonly as: Tombstone['reason']};
	/** Bytes of artefacts that the new manifest names and the store may not have. */
	readonly objects?: readonly string[];
	/** The state that the caller knows; refused when it is not the current one any more. */
	readonly expected?: Sha256 | undefined;
	/** Of the caller's lease; refused when somebody else has taken it. */
	readonly fence?: number | undefined;
	/** Go on although what is there is damaged: a rollback is the way out of that. */
	readonly evenIfDamaged?: boolean;
	/** More for the audit entry. */
	readonly facts?: Readonly<Record<string, unknown>>;
}

export interface Changed {
	readonly from: Sha256;
	readonly to: Sha256;
}

const lock = 'commit.lock';

/**
Make a change, all of it or nothing.

Throws a SkillLiteError (`conflict`) when the state or the lease is not the caller's any more, an IntegrityError when
the store is damaged, a ConfigError when the audit log cannot be written.
*/
export function transact(context: StoreContext, change: Change): Changed {
	return context.disk.exclusively(lock, () => {
		const state = settle(context, change.evenIfDamaged === true);
		const head = change.evenIfDamaged === true ? headOrNull(context.disk) : soundHead(context.disk, state);
		if (change.expected !== undefined && change.expected !== head) {
			throw moved();
		}

		const next = change.to(change.evenIfDamaged === true ? emptyManifest : readManifestObject(context.disk, state.head), state);
		const to = manifestHash(next);
		const from = head ?? state.head;
		if (to === head && head === state.head && change.bury === undefined) {
			return {from, to};
		}

		const transaction = begun(context, change, {from, to, target: change.target?.(state) ?? null});
		prepare(context, transaction, next, change);
		flip(context.disk, transaction);
		finish(context, {...transaction, v: 1, step: 'prepared', ts: ''}, state.lineage, change.facts);
		return {from, to};
	});
}

function begun({clock}: StoreContext, change: Change, {from, to, target}: Changed & {readonly target: Sha256 | null}): Transaction {
	const {kind, actor, reason, bury, fence = 0} = change;
	const txn = `${clock().getTime().toString(36)}-${randomBytes(6).toString('hex')}`;
	return {txn, kind, actor, reason, fence, old: from, new: to, target, bury: bury?.artefacts ?? [], buriedAs: bury?.as ?? null};
}

/** Finish or discard what a killed process left open. Gives what was done, for the audit log of the caller's day. */
export function recover(context: StoreContext): 'nothing' | 'finished' | 'discarded' {
	// The whole journal only where its end does not say that nothing is open.
	const step = lastJournalLine(context.disk)?.step;
	if (step === 'done' || step === 'discarded' || journalState(readJournal(context.disk)).open === null) {
		return 'nothing';
	}

	return context.disk.exclusively(lock, () => {
		settle(context, false);
		return lastJournalLine(context.disk)?.step === 'discarded' ? 'discarded' : 'finished';
	});
}

function prepare(context: StoreContext, transaction: Transaction, next: Manifest, {objects = [], fence}: Change): void {
	const {disk, clock} = context;
	appendJournal(disk, transaction, 'intent', clock());
	for (const text of objects) {
		writeObject(disk, text);
	}

	writeManifestObject(disk, next);
	appendJournal(disk, transaction, 'prepared', clock());
	// As late as can be: whoever slept until here may have been taken for dead.
	if (fence !== undefined) {
		assertFence(disk, fence);
	}

	assertOurs(disk, transaction);
}

/**
Replace HEAD.

A file cannot be replaced only if it is still what it was. A process that slept between the look and the step, and was
taken for dead, finds out here that the history went on without it and puts HEAD back to what that says.
*/
function flip(disk: Disk, transaction: Transaction): void {
	writePointer(disk, 'HEAD', transaction.new);
	try {
		assertOurs(disk, transaction);
	} catch (error) {
		writePointer(disk, 'HEAD', journalState(readJournal(disk)).head);
		throw error;
	}
}

function assertOurs(disk: Disk, {txn}: Transaction): void {
	if (lastJournalLine(disk)?.txn !== txn) {
		throw moved();
	}
}

/** What follows once HEAD is replaced; each step may be done twice. */
function finish(context: StoreContext, line: JournalLine, lineage: readonly Sha256[], facts: Change['facts'] = {}): void {
	const {disk, clock, audit} = context;
	if (line.step !== 'flipped') {
		appendJournal(disk, line, 'flipped', clock());
	}

	const isBuried = buriedIn(readTombstones(disk));
	for (const buried of line.bury.filter(artefact => !isBuried(artefact))) {
		addTombstone(disk, {...buried, reason: line.buriedAs ?? 'rejected', ts: clock().toISOString()});
	}

	writePointer(disk, 'refs/known-good', lineageAfter(lineage, line).at(-2) ?? emptyHash);
	const {kind: event, txn, fence, actor, reason, old: from, new: to} = line;
	audit({event, txn, fence, actor, reason, from, to, ...facts});
	appendJournal(disk, line, 'done', clock());
}

/** Leave nothing open. */
function settle(context: StoreContext, evenIfDamaged: boolean): JournalState {
	const state = journalState(readJournal(context.disk));
	const {open, lineage} = state;
	if (open === null) {
		return state;
	}

	const head = headOrNull(context.disk);
	if (head === open.new && (open.step !== 'intent' || open.new === open.old)) {
		// One that got as far as `flipped` is the end of the lineage already.
		finish(context, open, open.step === 'flipped' ? lineage.slice(0, -1) : lineage, {recovered: true});
	} else if ((head === open.old && open.step !== 'flipped') || evenIfDamaged) {
		appendJournal(context.disk, open, 'discarded', context.clock());
	} else {
		throw foreignHead();
	}

	return journalState(readJournal(context.disk));
}

/** HEAD as it is, which must be what the journal says it is. */
function soundHead(disk: Disk, state: JournalState): Sha256 {
	const head = readPointer(disk, 'HEAD') ?? emptyHash;
	if (head !== state.head) {
		throw foreignHead();
	}

	return head;
}

/** Null for a pointer that holds no hash. */
function headOrNull(disk: Disk): Sha256 | null {
	try {
		return readPointer(disk, 'HEAD') ?? emptyHash;
	} catch (error) {
		if (error instanceof IntegrityError) {
			return null;
		}

		throw error;
	}
}

export function foreignHead(): IntegrityError {
	return new IntegrityError('Cannot use the evolution store: its HEAD is not what this program wrote.', {
		hint: 'See what is wrong with "skilllite evolution verify"; "skilllite evolution rollback" goes back to the last good state.',
	});
}

function moved(): SkillLiteError {
	return new SkillLiteError('conflict', 'Cannot adopt the change: the active set has changed meanwhile.', {
		hint: 'Look at it again with: skilllite evolution status',
	});
}
