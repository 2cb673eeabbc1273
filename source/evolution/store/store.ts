/**
The store of what evolved, in the user's own folder: one state at a time, each the complete set, any earlier one a
pointer away. Going back needs no model, network or database.
*/

import {IntegrityError, SkillLiteError, type Sha256, UsageError} from '../../../sandbox/index.ts';
import type {Artefact} from '../artefact.ts';
import type {ArtefactSet} from '../candidate.ts';
import {type JournalState, journalState, readJournal} from './journal.ts';
import {type Lease, type LeaseOptions, takeLease} from './lease.ts';
import {artefactHash, artefactText, emptyHash, emptyManifest, type Manifest, withArtefact, without} from './manifest.ts';
import {readArtefacts, readManifestObject, readObject, removeObject, writeManifestObject, writeObject} from './objects.ts';
import {readPointer, removePointer, writePointer} from './pointers.ts';
import {addTombstone, burialOf, type Buried, buriedIn, readTombstones, type Tombstone} from './tombstones.ts';
import {type Changed, foreignHead, recover, type StoreContext, transact} from './transaction.ts';

export interface StoreOptions extends StoreContext {
	/** Reads an artefact's JSON; throws for anything that the grammar does not allow. */
	readonly parse: (value: unknown) => Artefact;
}

export interface Loaded {
	readonly hash: Sha256;
	readonly artefacts: ArtefactSet;
	/** Why this is not what HEAD says; null when it is. */
	readonly problem: IntegrityError | null;
}

export interface Adoption {
	readonly artefact: Artefact;
	readonly replaces: readonly string[];
	/** The state that it was tested with. */
	readonly expected: Sha256;
	readonly actor: 'engine' | 'user';
	readonly lease?: Lease | undefined;
	readonly facts?: Readonly<Record<string, unknown>>;
}

export interface Removal {
	readonly ids: readonly string[];
	readonly as: Tombstone['reason'];
	readonly actor: 'engine' | 'user';
}

export interface ArtefactStore {
	readonly context: StoreContext;
	/** What holds now, verified byte by byte. Never throws for what is damaged: the last good state or none stands in. */
	load(): Loaded;
	/** The set of a state that a pointer or a session names. Throws an IntegrityError when it is not whole. */
	loadState(hash: Sha256): ArtefactSet;
	/** Keep an artefact's bytes, without it holding. Gives the hash that a person confirms. */
	stage(artefact: Artefact): Sha256;
	/** A staged artefact's bytes. Throws an IntegrityError when they are missing or changed. */
	staged(hash: Sha256): Artefact;
	/** The state with an artefact in it, kept beside HEAD for a canary. */
	prepareCanary(adoption: Adoption): Sha256;
	canary(): Sha256 | null;
	endCanary(): void;
	adopt(adoption: Adoption): Changed;
	/** Take artefacts out, for good. */
	remove(removal: Removal): Changed;
	/** Back to an earlier state (a hash or its beginning, `known-good`, `empty`); the one before this when left out. */
	rollback(
		to: string | undefined,
		how: {readonly actor: 'engine' | 'user'; readonly reason: string; readonly bury?: readonly Buried[]},
	): Changed;
	history(): JournalState;
	tombstones(): readonly Tombstone[];
	/** Never adopt this, whatever else happens. */
	bury(artefact: Buried, as: Tombstone['reason']): void;
	lease(options?: Pick<LeaseOptions, 'identity'>): Lease;
	/** Delete every text; the history keeps hashes. */
	erase(): void;
	eraseObject(hash: Sha256): void;
}

/** Open a store. What a killed process left open is finished or discarded, unless the store is damaged. */
export function openStore(options: StoreOptions): ArtefactStore {
	const {disk, clock, audit, parse} = options;
	const context: StoreContext = {disk, clock, audit};
	const artefactsOf = (manifest: Manifest) => readArtefacts(disk, manifest, parse);
	const isBuried = () => isEntryBuried(readTombstones(disk));
	const history = () => journalState(readJournal(disk));

	settleQuietly(context);
	return {
		context,
		load: () => loadFirstGood(context, artefactsOf, isBuried()),
		loadState: hash => artefactsOf(readManifestObject(disk, hash)),
		stage: artefact => writeObject(disk, artefactText(artefact)),
		staged: hash => parse(JSON.parse(readObject(disk, hash))),
		prepareCanary({artefact, replaces, expected}) {
			const manifest = adopted(readManifestObject(disk, expected), artefact, replaces, isBuried());
			writeObject(disk, artefactText(artefact));
			const hash = writeManifestObject(disk, manifest);
			writePointer(disk, 'refs/canary', hash);
			return hash;
		},
		canary: () => readPointer(disk, 'refs/canary'),
		endCanary: () => removePointer(disk, 'refs/canary'),
		adopt: ({artefact, replaces, expected, actor, lease, facts}) =>
			transact(context, {
				kind: 'commit',
				actor,
				reason: 'adopt',
				expected,
				fence: lease?.fence,
				objects: [artefactText(artefact)],
				facts: {artefact: artefact.id, content: artefactHash(artefact), label: artefact.label, ...facts},
				to: manifest => adopted(manifest, artefact, replaces, isBuried()),
			}),
		remove({ids, as, actor}) {
			const {hash, artefacts} = loadFirstGood(context, artefactsOf, isBuried());
			const buried = artefacts.filter(({id}) => ids.includes(id)).map(burialOf);
			return transact(context, {
				kind: 'commit',
				actor,
				reason: as,
				expected: hash,
				bury: {artefacts: buried, as},
				facts: {artefacts: ids},
				to: manifest => without(manifest, entry => ids.includes(entry.meta.id)),
			});
		},
		rollback(to, {actor, reason, bury = []}) {
			const targetOf = (state: JournalState) => findTarget(to, state);
			const isGone = isBuried();
			return transact(context, {
				kind: 'rollback',
				actor,
				reason,
				evenIfDamaged: true,
				target: targetOf,
				...(bury.length > 0 ? {bury: {artefacts: bury, as: 'rolled-back'}} : {}),
				to(_, state) {
					const manifest = without(
						readManifestObject(disk, targetOf(state)),
						entry => isGone(entry) || bury.some(({hash}) => hash === entry.hash),
					);
					// Whole before it holds.
					artefactsOf(manifest);
					return manifest;
				},
			});
		},
		history,
		tombstones: () => readTombstones(disk),
		bury: (artefact, reason) => addTombstone(disk, {...artefact, reason, ts: clock().toISOString()}),
		lease: leaseOptions => takeLease(disk, {clock, onSteal: from => audit({event: 'lock.steal', ...from}), ...leaseOptions}),
		erase() {
			transact(context, {
				kind: 'commit',
				actor: 'user',
				reason: 'erase',
				evenIfDamaged: true,
				target: () => emptyHash,
				to: () => emptyManifest,
			});
			for (const name of ['refs', 'objects', 'pending', 'canary.json', 'materialised', 'events', 'replays', 'index.sqlite']) {
				disk.remove(name);
			}
		},
		eraseObject: hash => removeObject(disk, hash),
	};
}

/** A store that is damaged still opens: `load` says what is wrong, and `rollback` is the way out. */
function settleQuietly(context: StoreContext): void {
	try {
		const done = recover(context);
		if (done !== 'nothing') {
			context.audit({event: 'recover', outcome: done});
		}
	} catch (error) {
		// Neither a full disk nor a foreign HEAD keeps the agent from starting; every change looks again and refuses.
		if (!(error instanceof Error)) {
			throw error;
		}
	}
}

function adopted(manifest: Manifest, artefact: Artefact, replaces: readonly string[], isBuried: IsBuried): Manifest {
	if (isBuried({hash: artefactHash(artefact), meta: artefact})) {
		throw new SkillLiteError('conflict', `Cannot adopt ${artefact.id}: it was taken out for good.`, {
			hint: 'See why with: skilllite evolution log',
		});
	}

	const kept = without(manifest, ({meta}) => replaces.includes(meta.id) || meta.id === artefact.id);
	return withArtefact(kept, artefact);
}

type IsBuried = (entry: {readonly hash: Sha256; readonly meta: {readonly id: string}}) => boolean;

function isEntryBuried(stones: readonly Tombstone[]): IsBuried {
	const isBuried = buriedIn(stones);
	return ({hash, meta}) => isBuried({hash, id: meta.id});
}

function loadFirstGood({disk}: StoreContext, artefactsOf: (manifest: Manifest) => ArtefactSet, isBuried: IsBuried): Loaded {
	let problem: IntegrityError | null = null;
	try {
		const hash = headOfHistory({disk});
		const manifest = readManifestObject(disk, hash);
		if (Object.values(manifest.entries).some(isBuried)) {
			throw new IntegrityError('Cannot use the evolution store: HEAD names what was taken out for good.');
		}

		return {hash, artefacts: artefactsOf(manifest), problem: null};
	} catch (error) {
		problem = asProblem(error);
	}

	try {
		const hash = readPointer(disk, 'refs/known-good') ?? emptyHash;
		return {hash, artefacts: artefactsOf(without(readManifestObject(disk, hash), isBuried)), problem};
	} catch {
		// The first problem is the one to tell; the agent starts with nothing evolved.
		return {hash: emptyHash, artefacts: [], problem};
	}
}

/** HEAD, which is what the journal says or what the transaction in progress makes of it. */
function headOfHistory({disk}: Pick<StoreContext, 'disk'>): Sha256 {
	const {head: known, open} = journalState(readJournal(disk));
	const head = readPointer(disk, 'HEAD') ?? emptyHash;
	if (head === known || (open?.step === 'prepared' && head === open.new)) {
		return head;
	}

	throw foreignHead();
}

function asProblem(error: unknown): IntegrityError {
	return error instanceof IntegrityError
		? error
		: new IntegrityError('Cannot read the evolution store: an artefact in it is not one.', {
				hint: 'Go back to the last good state with: skilllite evolution rollback',
				cause: error,
			});
}

/** A state of the history. Only what once was HEAD can be gone back to. */
function findTarget(to: string | undefined, {lineage}: JournalState): Sha256 {
	if (to === undefined || to === 'known-good') {
		return lineage.at(-2) ?? emptyHash;
	}

	if (to === 'empty') {
		return emptyHash;
	}

	const digits = to.replace(/^sha256:/, '');
	const found = new Set(/^[0-9a-f]{6,64}$/.test(digits) ? lineage.filter(hash => hash.slice('sha256:'.length).startsWith(digits)) : []);
	const [target] = found;
	if (target === undefined || found.size > 1) {
		throw new UsageError(`There is ${found.size > 1 ? 'more than one' : 'no'} earlier state ${JSON.stringify(to.slice(0, 80))}.`, {
			hint: 'See the states with: skilllite evolution log',
		});
	}

	return target;
}
