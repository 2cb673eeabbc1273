/** Whether the store is what this program wrote: every object, the pointers, the journal, and what the audit log says of them. */

import {auditEntries, type Sha256, sha256, verifyAudit} from '../../../sandbox/index.ts';
import {journalState, readJournal} from './journal.ts';
import {emptyHash} from './manifest.ts';
import type {ArtefactStore} from './store.ts';

export interface StoreCheck {
	readonly ok: boolean;
	readonly head: Sha256;
	readonly objects: number;
	/** Entries of the audit log, all of which were checked. */
	readonly entries: number;
	/** Sentences; the first is the worst. */
	readonly problems: readonly string[];
}

/** Check everything; changes nothing. `name` is how the audit log calls this store. */
export async function verifyStore(store: ArtefactStore, name: string): Promise<StoreCheck> {
	const {disk} = store.context;
	const {hash, problem} = store.load();
	const objects = objectNames(store);
	const damaged = objects.filter(object => !isSound(store, object));
	const chain = await verifyAudit();
	const logged = await lastLoggedHead(name);
	const state = journalState(readJournal(disk));
	const problems = [
		...(problem ? [problem.message] : []),
		...damaged.map(({digits}) => `The object ${digits.slice(0, 8)} is not what its name says.`),
		...(chain.firstBad ? [`The audit log: ${chain.firstBad.file} line ${chain.firstBad.line} ${chain.firstBad.reason}.`] : []),
		...(logged !== state.head && state.open === null ? ['The audit log does not end with the state that HEAD names.'] : []),
	];
	return {ok: problems.length === 0, head: hash, objects: objects.length, entries: chain.entries, problems};
}

interface ObjectName {
	readonly name: string;
	readonly digits: string;
}

function objectNames({context: {disk}}: ArtefactStore): readonly ObjectName[] {
	return (
		disk
			.list('objects')
			.flatMap(folder => disk.list(`objects/${folder}`).map(file => ({name: `objects/${folder}/${file}`, digits: `${folder}${file}`})))
			// What a killed writer left under a name of its own is nobody's object.
			.filter(({name}) => !name.endsWith('.tmp'))
	);
}

function isSound({context: {disk}}: ArtefactStore, {name, digits}: ObjectName): boolean {
	try {
		const bytes = disk.read(name);
		return bytes !== null && sha256(bytes) === `sha256:${digits}`;
	} catch {
		// A link, a folder, too large: none of ours.
		return false;
	}
}

async function lastLoggedHead(name: string): Promise<string> {
	let head: string = emptyHash;
	for await (const entry of auditEntries(undefined)) {
		if (entry.type === 'evolution' && entry.store === name && (entry.event === 'commit' || entry.event === 'rollback')) {
			head = String(entry.to);
		}
	}

	return head;
}
